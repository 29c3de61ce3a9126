//! The sample API's seven groups: every example reaches its handler, and wrong requests are refused.

mod published;

use bytes::Bytes;
use webhook_core::{EventGroup, Secret, Unsigned};
use webhook_examples::apimatic::{
    CallbacksA, CallbacksB, Webhooks, WebhooksA, WebhooksB, WebhooksC, WebhooksNoVerification,
};
use webhook_examples::deliveries::Example;

use crate::support::{Fixture, examples_of, signed};

fn fixture() -> Fixture {
    Fixture::new(|builder, secrets| {
        builder
            .group::<Webhooks>(secrets.of::<Webhooks>())
            .group::<WebhooksA>(secrets.of::<WebhooksA>())
            .group::<WebhooksB>(secrets.of::<WebhooksB>())
            .group::<WebhooksC>(secrets.of::<WebhooksC>())
            .group::<WebhooksNoVerification>(Unsigned)
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
            descriptor
                .scheme()
                .unwrap()
                .sign(&other, &mut request)
                .unwrap();
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
            assert_eq!(
                (record.handler(), record.status()),
                (Some(example.handler), 200)
            );
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
        request
            .headers_mut()
            .insert("x-timestamp", "2025-09-19T14:00:01Z".parse().unwrap());
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
        (
            examples_of::<WebhooksC>()[0],
            vec!["true", "null", "8.0", r#"["a"]"#, r#"{"a":1}"#],
        ),
        (
            examples_of::<WebhooksNoVerification>()[0],
            vec![
                "[]",
                "8.5",
                r#""blinking""#,
                r#"["alpha","delta"]"#,
                r#"{"actor":7}"#,
            ],
        ),
        (
            examples_of::<CallbacksA>()[0],
            vec![
                "{}",
                r#"{"fulfillmentStatus":"failed","paymentStatus":"failed"}"#,
            ],
        ),
        (
            examples_of::<CallbacksB>()[0],
            vec![r#"{"notificationType":"push","subject":"s","message":"m"}"#],
        ),
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
    let record = fixture
        .send(crate::support::signed_with(example, body.into()))
        .await;
    assert_eq!(
        (record.handler(), record.status()),
        (Some(example.handler), 200)
    );
}

/// The failure of a handler is answered as the sample API's page of the event says.
#[tokio::test]
async fn a_handlers_refusal_has_the_documented_status() {
    let fixture = fixture();
    let refused = [
        (examples_of::<Webhooks>()[3], r#"{"orderCreatedId":0}"#),
        (
            examples_of::<Webhooks>()[4],
            r#"{"orderId":null,"fulfillmentStatus":"failed"}"#,
        ),
        (
            examples_of::<CallbacksA>()[0],
            r#"{"orderId":"","fulfillmentStatus":"failed"}"#,
        ),
        (examples_of::<WebhooksNoVerification>()[2], "-1"),
    ];
    for (example, body) in refused {
        let record = fixture
            .send(crate::support::signed_with(example, body.into()))
            .await;
        assert_eq!(
            (record.handler(), record.status()),
            (Some(example.handler), 422),
            "{body}"
        );
    }
}
