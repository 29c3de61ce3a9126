//! The sample API's seven groups: every example at its handler, and the digests that its samples publish.

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use webhook_core::{EventGroup, Secret};
use webhook_examples::apimatic::{
    CallbacksA, CallbacksB, Webhooks, WebhooksA, WebhooksB, WebhooksC, WebhooksNoVerification,
};
use webhook_examples::deliveries::Example;
use webhook_examples::sender::DEFAULT_SECRET;

use crate::support::{Fixture, examples_of, signed};

const TIMESTAMP: &str = "2025-09-19T14:00:00Z";

fn fixture() -> Fixture {
    Fixture::new(|builder, secrets| {
        builder
            .group::<Webhooks>(secrets.of::<Webhooks>())
            .group::<WebhooksA>(secrets.of::<WebhooksA>())
            .group::<WebhooksB>(secrets.of::<WebhooksB>())
            .group::<WebhooksC>(secrets.of::<WebhooksC>())
            .unsigned_group::<WebhooksNoVerification>()
            .group::<CallbacksA>(secrets.of::<CallbacksA>())
            .group::<CallbacksB>(secrets.of::<CallbacksB>())
    })
}

fn signed_examples() -> Vec<&'static Example> {
    [
        examples_of::<Webhooks>(),
        examples_of::<WebhooksA>(),
        examples_of::<WebhooksB>(),
        examples_of::<WebhooksC>(),
        examples_of::<CallbacksA>(),
        examples_of::<CallbacksB>(),
    ]
    .concat()
}

#[tokio::test]
async fn every_example_reaches_its_own_handler() {
    let fixture = fixture();
    fixture.send_examples_of::<Webhooks>().await;
    fixture.send_examples_of::<WebhooksA>().await;
    fixture.send_examples_of::<WebhooksB>().await;
    fixture.send_examples_of::<WebhooksC>().await;
    fixture.send_examples_of::<WebhooksNoVerification>().await;
    fixture.send_examples_of::<CallbacksA>().await;
    fixture.send_examples_of::<CallbacksB>().await;
}

#[tokio::test]
async fn a_delivery_without_a_signature_is_refused() {
    let fixture = fixture();
    for example in signed_examples() {
        fixture.send_forged(example.request().unwrap()).await;
    }
}

#[tokio::test]
async fn a_delivery_signed_with_another_secret_is_refused() {
    let fixture = fixture();
    let other = Secret::new("your-shared-secrets");
    for (descriptor, examples) in [
        (Webhooks::DESCRIPTOR, examples_of::<Webhooks>()),
        (WebhooksA::DESCRIPTOR, examples_of::<WebhooksA>()),
        (WebhooksB::DESCRIPTOR, examples_of::<WebhooksB>()),
        (WebhooksC::DESCRIPTOR, examples_of::<WebhooksC>()),
        (CallbacksA::DESCRIPTOR, examples_of::<CallbacksA>()),
        (CallbacksB::DESCRIPTOR, examples_of::<CallbacksB>()),
    ] {
        for example in examples {
            let mut request = example.request().unwrap();
            descriptor.scheme().unwrap().sign(&other, &mut request).unwrap();
            fixture.send_forged(request).await;
        }
    }
}

/// One blank at the end is enough, since the digest is one of bytes.
#[tokio::test]
async fn a_body_that_was_changed_on_the_way_is_refused() {
    let fixture = fixture();
    for example in signed_examples() {
        let changed = signed(example).map(|_| Bytes::from(format!("{} ", example.body)));
        if example.group == "callbacks_b" {
            // Its sender signs the type of the notification alone: `danger_unsigned_body`.
            let record = fixture.send(changed).await;
            assert_eq!((record.handler(), record.status()), (Some(example.handler), 200));
        } else {
            fixture.send_forged(changed).await;
        }
    }
}

#[tokio::test]
async fn a_timestamp_that_was_changed_on_the_way_is_refused() {
    let fixture = fixture();
    for example in [examples_of::<WebhooksB>(), examples_of::<WebhooksC>()].concat() {
        let mut request = signed(example);
        request.headers_mut().insert("x-timestamp", "2025-09-19T14:00:01Z".parse().unwrap());
        fixture.send_forged(request).await;

        let mut request = signed(example);
        request.headers_mut().remove("x-timestamp");
        fixture.send_forged(request).await;
    }
}

#[tokio::test]
async fn what_is_no_event_or_several_is_unknown() {
    let fixture = fixture();
    let bodies = [
        (
            examples_of::<Webhooks>()[0],
            vec![
                "{}",
                r#"{"refundId":91}"#,
                r#"{"orderUpdatedId":null}"#,
                r#"{"orderUpdatedId":91,"paymentId":91}"#,
            ],
        ),
        (
            examples_of::<WebhooksA>()[0],
            vec![
                "{}",
                r#"{"paymentStatusId":"ps_1","paymentStatusCreatedId":"ps_1"}"#,
            ],
        ),
        (
            examples_of::<WebhooksB>()[0],
            vec![
                "{}",
                r#"{"inventoryStockIncreaseEventType":"stock.decrease"}"#,
                r#"{"inventoryStockIncreaseEventType":["stock.increase"]}"#,
                r#"{"inventoryStockIncreaseEventType":"stock.increase","inventoryStockDecreaseEventType":"stock.decrease"}"#,
                r#"{"inventoryStockIncreaseEventType":"stock.increase","systemAlertNotificationEventType":"system.alert"}"#,
            ],
        ),
        (examples_of::<WebhooksC>()[0], vec!["true", "null", "8.0", r#"["a"]"#, r#"{"a":1}"#]),
        (
            examples_of::<WebhooksNoVerification>()[0],
            vec!["[]", "8.5", r#""blinking""#, r#"["alpha","delta"]"#, r#"{"actor":7}"#],
        ),
        (examples_of::<CallbacksA>()[0], vec!["{}", r#"{"fulfillmentStatus":"failed","paymentStatus":"failed"}"#]),
        (examples_of::<CallbacksB>()[0], vec![r#"{"notificationType":"push","subject":"s","message":"m"}"#]),
    ];
    for (example, bodies) in bodies {
        for body in bodies {
            fixture.send_unknown(example, body).await;
        }
    }
}

/// Members that share an event's name reach their own handlers, and a status that nobody listed is kept.
#[tokio::test]
async fn a_new_status_is_no_reason_to_refuse() {
    let fixture = fixture();
    let example = examples_of::<CallbacksA>()[0];
    let body = example.body.replace(r#""fulfilled""#, r#""lost at sea""#);
    assert_ne!(body, example.body);
    let record = fixture.send(crate::support::signed_with(example, body.into())).await;
    assert_eq!((record.handler(), record.status()), (Some(example.handler), 200));
}

/// The failure of a handler is answered as the sample API's page of the event says.
#[tokio::test]
async fn a_handlers_refusal_has_the_documented_status() {
    let fixture = fixture();
    let refused = [
        (examples_of::<Webhooks>()[3], r#"{"orderCreatedId":0}"#),
        (examples_of::<Webhooks>()[4], r#"{"orderId":null,"fulfillmentStatus":"failed"}"#),
        (examples_of::<CallbacksA>()[0], r#"{"orderId":"","fulfillmentStatus":"failed"}"#),
        (examples_of::<WebhooksNoVerification>()[2], "-1"),
    ];
    for (example, body) in refused {
        let record = fixture.send(crate::support::signed_with(example, body.into())).await;
        assert_eq!((record.handler(), record.status()), (Some(example.handler), 422), "{body}");
    }
}

/// A group, a body, and the value of the signature header that the sample API's senders give it.
type Vector = (&'static str, &'static str, &'static str);

const GENUINE: &[Vector] = &[
    ("webhooks_b", r#"{"inventoryStockIncreaseEventType":"stock.increase"}"#, "v1=dfXFQpalonl8is9Flrzvp3dA0oRnqm4h6Z49Isa0CJ+U2logQ/DuHawNdYPNBJTzrGk/g28dzlN1P1ifY1w5cw=="),
    ("webhooks_b", r#"{"inventoryStockDecreaseEventType":"stock.decrease"}"#, "v1=5qmFFA+eIqtg/+6dlNv2cQQWqYcyVTNrHO6NzamJOrf2VSHfkQDQAMRYyOFIIknu8OgIA62hx1Ab6nzWc6OWHw=="),
    ("webhooks_b", r#"{"inventoryStockDepletedEventType":"stock.depleted"}"#, "v1=z8D/MyR7d95q+trgmZwGcGnj2ZvryuvyOppi5Qn/9ydbk0QKGLTNIPrtuRdTt72DDYKvQyDGTEwwnbWyVecX5w=="),
    ("webhooks_b", r#"{"userActionNotificationEventType":"user.action"}"#, "v1=HJi1Tvd3qk2Dj3+ixdRyJoMgonrTwLQhL19dkFJNawr+aGoRWJSU+wkx+yfAvcLqIABiYuo/w7urrK63rOOimw=="),
    ("webhooks_b", r#"{"userStatusNotificationEventType":"user.status"}"#, "v1=M0icg8iZFAIeJDqgip+qg2wNLuI0TcPN6QxQKa1QnLtLKf4eiEI+XBLUmJuXpvg75rlnm/B2LWzurFHE6CL0uw=="),
    ("webhooks_b", r#"{"userPreferenceNotificationEventType":"user.preference"}"#, "v1=iqpsWGdXf6pOBPMhfIi4GstffLoqxe1pMpsLoi4R8wKdz/W5eOgvRGQRrd5SmxYirHX5Rndt5hveUuM4GLvIZw=="),
    ("webhooks_b", r#"{"systemAlertNotificationEventType":"system.alert"}"#, "v1=Cvi04M7RdaT3DgVg+97jaBJvmQU2e9BFyAhwFYYJXlMRBK4qz9+8HFWHnXhgM18lKAjJZnBR+OcKiv6b1UDWQg=="),
    ("webhooks_b", r#"{"systemMaintenanceNotificationEventType":"system.maintenance"}"#, "v1=19pNcNFOjHsbPh9R/OQyuHQjPEHUGzAk7CCXy5C4gR11LkPJcSUlWD1LaFwc8CZ7He9PIi3wgzGyjhqDUphxeg=="),
    ("webhooks_b", r#"{"systemPerformanceNotificationEventType":"system.performance"}"#, "v1=rEGADD4x48vSOU1kRQ3f28BwQ7cEn8fo2Lm9S63d/Nsx2mk3+H/8Jg/btk6UyBcYu915eD497t95JJMlWzOgyw=="),
    ("webhooks_c", r#""body6""#, "v1=ZELbYOwRdlUok0m3nUbfi0O_GE6Uz1eolZkvK5SoO8kA4fCEPdO2nAmaRhnGQh9NQG5ZQv6ixPSc8NH72lPNlw"),
    ("webhooks_c", "8", "v1=EqabMjaAXpy33VKEVJIhAYARLRdR8HZo9_uktYqqXyQTdoZffZMyl5jjaJi5mzkkOK3uy_R4-A94OBpmlLtDRA"),
    ("webhooks_c", "[203.64,203.65]", "v1=phbn0ELjAlm5hzqNI1SYFSU9KW5wLXPmQx1ewUUAffwrpaMK2qPQqgytif9ARw9oWG5PEFqvB20jFe6wRlNU8w"),
    ("webhooks_c", r#"{"key0":"body4","key1":"body5"}"#, "v1=RpRyXwGDQxlonokvG11IBtC3ZjX6txqtME3IpHha9tK8h3W4kigxs6JwSxH-O99qct_4Xx32CVUzDyEY-sk1EQ"),
    ("webhooks_a", r#"{"paymentStatusId":"ps_123"}"#, "sha256=1e4ff78981230cd7ca27c5000a861d21940c2fd6e9b0428e68537156e246ef46"),
    ("webhooks_a", r#"{"paymentStatusCreatedId":"ps_123"}"#, "sha256=56b1af51fc4120217cd5c1a2304c4715f2f86c860dcbb7745b5d594392a0c5be"),
    ("webhooks_a", r#"{ "paymentStatusId" : "ps_123" }"#, "sha256=00210bc883f9ff6f3520b02dbedd87d8362f9636f7ad4f7c92ec90d9d3ecbab5"),
    ("webhooks_a", "{\"paymentStatusId\":\"ps_123\"}\n", "sha256=5d3affc8cbc8a36562e95a3e932a3f3395526a592a85ba54e4abaa9b3e7cab3f"),
    ("webhooks", r#"{"orderUpdatedId":91,"eventType":"order.updated"}"#, "2db807b8782868feae31a119e4ae5cd5acc0ddbbf0a8b4ad939704b9ef8a9be6"),
    ("webhooks", r#"{"paymentId":91,"eventType":"payment.completed"}"#, "301bdbeef89845decabb316415f2237f43431ae2f3bd9b2cd8950f45298d737c"),
    ("webhooks", r#"{"eventType":"primitive.variant","ids":[69,70,71]}"#, "4ff5001d1141e9d295cc47d119dcbb16b27c975db30d0d068f65aeeb98a404cb"),
    ("callbacks_a", r#"{"orderId":"order_789","fulfillmentStatus":"fulfilled","trackingNumber":"TRK123456789","carrier":"FedEx","estimatedDelivery":"2025-09-22","timestamp":"2025-09-19T14:00:00Z"}"#, "fb2273e563fdc0b56f5fd434dadc7584f43aa8c0e72be2bef0ddf830aaf714cb"),
    ("callbacks_b", r#"{"notificationType":"email","subject":"Order Confirmation","message":"msg_email_789"}"#, "c09d862463ad7972b6c9fcd801d8da5744433121127f3a7df445f18f4e00972f"),
    ("callbacks_b", r#"{"notificationType":"sms","subject":"Order Confirmation","message":"msg_sms_789"}"#, "1ef3012caf737b29e684bf3d9daaafb7240cf6ef57bdeec1adc1f8ab6e45217d"),
];

/// Signatures over messages that other verifiers make of a request whose timestamp they do not find, or whose method
/// they write small.
const OTHER_MESSAGES: &[Vector] = &[
    ("webhooks_b", r#"{"inventoryStockIncreaseEventType":"stock.increase"}"#, "v1=x0+P3l6tMLSLV1L4b/KArYdWKOEsZJi4bYt+5Uc5zYHmhUOBjkiCEnHjm4wtC0d6L6hbMr4jKiFiJK9KTBCjJA=="),
    ("webhooks_b", r#"{"inventoryStockIncreaseEventType":"stock.increase"}"#, "v1=o1VzSyzneBvArphu3d46ZurDf0VSI3R7kzASuwjvEYjjh5VFWM+k3JdQJJQXaoB6v65BkY0Raguk1gpcaX1Z0g=="),
    ("webhooks_b", r#"{"inventoryStockIncreaseEventType":"stock.increase"}"#, "v1=woK9Aisli87R0H3eVIO49w37YanqsMd0ZO/KpNE6MPuNVNclmM9myRZGV2tK8RqnFpQNKUl06vF649Slx9ppEw=="),
    ("callbacks_b", r#"{"subject":"Order Confirmation","message":"m"}"#, "935bf910f011f4f973cd11b3f4713268b131a301d1487d2822102839589e32df"),
];

/// Over a socket, through axum: what the sender's digest is made of is what arrives.
#[tokio::test]
async fn published_signatures_verify_over_a_socket() {
    let Fixture { dispatcher, recent } = fixture();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = axum::Router::new()
        .fallback(async move |request: axum::extract::Request| dispatcher.dispatch(request).await);
    tokio::spawn(async move { axum::serve(listener, router).await });

    let stream = TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let expected = [(GENUINE, StatusCode::OK), (OTHER_MESSAGES, StatusCode::UNAUTHORIZED)];
    for (vectors, status) in expected {
        for (group, body, signature) in vectors {
            let header = if matches!(*group, "webhooks_b" | "webhooks_c") { "X-Webhook-Signature" } else { "X-Signature" };
            let request = Request::post(format!("/apimatic/{group}"))
                .header("Host", address.to_string())
                .header("Content-Type", "application/json")
                .header("X-Timestamp", TIMESTAMP)
                .header(header, *signature)
                .body(Full::<Bytes>::from(*body))
                .unwrap();
            sender.ready().await.unwrap();
            let reply = sender.send_request(request).await.unwrap();
            assert_eq!(reply.status(), status, "{group} {body}");
            let record = recent.last().pop().unwrap();
            assert_eq!(record.handler().is_some(), status == StatusCode::OK, "{group} {body}");
        }
    }
}

/// The same values are what our own sender writes.
#[test]
fn published_signatures_are_what_the_scheme_signs() {
    for (group, body, signature) in GENUINE {
        let descriptor = [
            Webhooks::DESCRIPTOR,
            WebhooksA::DESCRIPTOR,
            WebhooksB::DESCRIPTOR,
            WebhooksC::DESCRIPTOR,
            CallbacksA::DESCRIPTOR,
            CallbacksB::DESCRIPTOR,
        ]
        .into_iter()
        .find(|descriptor| descriptor.name() == *group)
        .unwrap();
        let mut request =
            Request::post("/").header("X-Timestamp", TIMESTAMP).body(Bytes::from_static(body.as_bytes())).unwrap();
        descriptor.scheme().unwrap().sign(&Secret::new(DEFAULT_SECRET), &mut request).unwrap();
        let written = ["x-signature", "x-webhook-signature"].map(|name| request.headers().get(name).cloned());
        assert_eq!(written.iter().flatten().collect::<Vec<_>>(), [signature], "{group} {body}");
    }
}
