//! StateSet: fifteen flat events, an envelope, and an id that may be absent.

use bytes::Bytes;
use http::Request;
use webhook_core::group::RejectionKind;
use webhook_core::{Delivery, EventGroup as _, Secret};
use webhook_examples::stateset::{Order, StateSet};

use crate::support::{Fixture, examples_of, signed, signed_with};

fn fixture() -> Fixture {
    Fixture::new(|builder, secrets| builder.group::<StateSet>(secrets.of::<StateSet>()))
}

#[tokio::test]
async fn every_example_reaches_its_own_handler() {
    assert_eq!(examples_of::<StateSet>().len(), 15);
    fixture().send_examples_of::<StateSet>().await;
}

#[tokio::test]
async fn a_forged_delivery_is_refused() {
    let fixture = fixture();
    for example in examples_of::<StateSet>() {
        let changed = example.body.replace("-1", "-2");
        assert_ne!(changed, example.body);
        fixture
            .send_forged(signed(example).map(|_| Bytes::from(changed)))
            .await;
        fixture.send_forged(example.request().unwrap()).await;
    }
}

#[tokio::test]
async fn an_event_nobody_declared_is_unknown() {
    let fixture = fixture();
    let example = examples_of::<StateSet>()[0];
    for name in [
        "order.archived",
        "order",
        "order.created ",
        "ORDER.CREATED",
        "",
    ] {
        let body = format!(r#"{{"type":"{name}","data":{{"id":"order-123"}}}}"#);
        fixture.send_unknown(example, body).await;
    }
}

#[tokio::test]
async fn the_id_is_the_envelopes_where_there_is_one() {
    let fixture = fixture();
    let examples = examples_of::<StateSet>();
    let record = fixture.send(signed(examples[0])).await;
    assert_eq!((record.id(), record.status()), (None, 200));
    let record = fixture.send(signed(examples[1])).await;
    assert_eq!((record.id(), record.status()), (Some("evt_02"), 200));
}

/// The digest is what the document's own `openssl` line makes.
#[test]
fn the_documents_command_line_verifies() {
    let body = r#"{"type":"order.created","data":{"id":"order-123","status":"pending"}}"#;
    let request = Request::post("/stateset")
        .header(
            "X-StateSet-Signature",
            "50e6931ae267ce9978e43d1599f3b78c5e0ad364ddd02edb0bc60e2ac0c425a9",
        )
        .body(Bytes::from(body))
        .unwrap();
    let delivery = Delivery::from(request);

    let event = StateSet::verify_and_parse(&delivery, Secret::new("your-webhook-secret")).unwrap();
    let StateSet::OrderCreated(order) = event else {
        panic!("{event:?}");
    };
    assert_eq!(
        order,
        Order {
            id: "order-123".into(),
            status: Some("pending".into())
        }
    );

    let refused =
        StateSet::verify_and_parse(&delivery, Secret::new("your-shared-secret")).unwrap_err();
    assert_eq!(refused.kind(), RejectionKind::BadSignature);
}

#[tokio::test]
async fn a_payload_that_does_not_fit_is_refused() {
    let fixture = fixture();
    let example = examples_of::<StateSet>()[0];
    for data in [r#"{"id":7}"#, "{}", "[]", "null", r#""order-123""#] {
        let body = format!(r#"{{"type":"order.created","data":{data}}}"#);
        let record = fixture.send(signed_with(example, body.into())).await;
        assert_eq!(
            (record.event(), record.status()),
            (Some("order.created"), 422),
            "{data}"
        );
    }
}

/// The handler says why in the log; the sender learns the status.
#[tokio::test]
async fn a_handlers_refusal_is_a_failure() {
    let example = examples_of::<StateSet>()[0];
    let body = r#"{"type":"order.created","data":{"id":""}}"#;
    let record = fixture().send(signed_with(example, body.into())).await;
    assert_eq!(
        (record.handler(), record.status()),
        (Some(example.handler), 500)
    );
}
