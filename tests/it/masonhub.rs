//! MasonHub: an envelope around lists, a token instead of a signature, and values that the sender does not document.

use std::collections::HashSet;

use bytes::Bytes;
use webhook_core::{Delivery, EventGroup as _, Open, Secret, Unsigned};
use webhook_examples::deliveries::Example;
use webhook_examples::masonhub::payloads::{InboundStatus, RmaStatus};
use webhook_examples::masonhub::{Masonhub, MasonhubUnsigned};
use webhook_examples::sender::DEFAULT_SECRET;

use crate::support::{Fixture, examples_of, signed, signed_with};

fn fixture() -> Fixture {
    Fixture::new(|builder, secrets| {
        builder
            .group::<Masonhub>(secrets.of::<Masonhub>())
            .group::<MasonhubUnsigned>(Unsigned)
    })
}

fn example_of(event: &str) -> &'static Example {
    let mut examples = examples_of::<Masonhub>().into_iter();
    examples.find(|example| example.event == event).unwrap()
}

fn parse(event: &str) -> Masonhub {
    let delivery = Delivery::from(signed(example_of(event)));
    Masonhub::verify_and_parse(&delivery, Secret::new(DEFAULT_SECRET)).unwrap()
}

#[tokio::test]
async fn every_example_reaches_its_own_handler() {
    assert_eq!(examples_of::<Masonhub>().len(), 7);
    fixture().send_examples_of::<Masonhub>().await;
}

#[tokio::test]
async fn every_example_reaches_its_own_handler_without_a_token() {
    assert_eq!(examples_of::<MasonhubUnsigned>().len(), 7);
    fixture().send_examples_of::<MasonhubUnsigned>().await;
}

#[tokio::test]
async fn a_delivery_without_the_token_is_refused() {
    let fixture = fixture();
    for example in examples_of::<Masonhub>() {
        for uri in [
            "/masonhub",
            "/masonhub?",
            "/masonhub?token",
            "/masonhub?token=",
            "/masonhub?token=your-shared-secre",
            "/masonhub?token=your-shared-secrets",
            "/masonhub?token=Your-Shared-Secret",
            "/masonhub?TOKEN=your-shared-secret",
            "/masonhub?token=your-shared-secret&token=your-shared-secret",
        ] {
            let mut request = example.request().unwrap();
            *request.uri_mut() = uri.parse().unwrap();
            fixture.send_forged(request).await;
        }
    }
}

/// What `danger_unsigned_body` means: whoever has the URL can send what they like.
#[tokio::test]
async fn the_token_covers_nothing_of_the_body() {
    let example = example_of("orderEvent");
    let changed = example.body.replace("fulfilled", "canceled");
    let record = fixture()
        .send(signed(example).map(|_| Bytes::from(changed)))
        .await;
    assert_eq!(
        (record.handler(), record.status()),
        (Some(example.handler), 200)
    );
}

#[tokio::test]
async fn a_type_nobody_declared_is_unknown() {
    let fixture = fixture();
    for example in [
        examples_of::<Masonhub>()[0],
        examples_of::<MasonhubUnsigned>()[0],
    ] {
        for kind in ["kitEvent", "orderevent", ""] {
            let body = format!(r#"{{"message_type":"{kind}","message_id":"m1","data":[]}}"#);
            fixture.send_unknown(example, body).await;
        }
    }
}

/// Six of the seven examples have one `message_id`, so an id alone says little.
#[tokio::test]
async fn the_id_is_the_message_id() {
    let fixture = fixture();
    let mut ids = HashSet::new();
    for example in examples_of::<Masonhub>() {
        let record = fixture.send(signed(example)).await;
        let id = record.id().unwrap();
        assert!(
            example.body.contains(&format!(r#""message_id": "{id}""#)),
            "{example:?}"
        );
        ids.insert(id.to_owned());
    }
    assert_eq!(ids.len(), 2);
}

#[test]
fn a_status_outside_the_list_is_kept() {
    let Masonhub::InboundShipment(shipments) = parse("inboundShipmentEvent") else {
        unreachable!()
    };
    assert_eq!(
        shipments[0].status,
        Open::Unknown("receivingComplete".into())
    );

    let example = example_of("inboundShipmentEvent");
    let listed = example
        .body
        .replace("receivingComplete", "receivingCompleted");
    let delivery = Delivery::from(signed_with(example, listed.into()));
    let event = Masonhub::verify_and_parse(&delivery, Secret::new(DEFAULT_SECRET)).unwrap();
    let Masonhub::InboundShipment(shipments) = event else {
        unreachable!()
    };
    assert_eq!(
        shipments[0].status,
        Open::Known(InboundStatus::ReceivingCompleted)
    );
}

#[test]
fn a_reason_may_be_null_and_an_id_no_uuid() {
    let Masonhub::OrderUpdateResolution(updates) = parse("orderUpdateResolution") else {
        unreachable!()
    };
    assert_eq!(updates[0].reason, None);
    let Masonhub::OrderCancelResolution(refusals) = parse("orderCancelResolution") else {
        unreachable!()
    };
    assert_eq!(refusals[0].reason.as_deref(), Some("Order already packed"));
    let Masonhub::Rma(returns) = parse("rmaEvent") else {
        unreachable!()
    };
    assert_eq!(returns[0].id, "vf79fyn5-ec61-7892-ae7b-57a173b68133");
    assert_eq!(returns[0].status, Open::Known(RmaStatus::Received));
}

#[test]
fn a_snapshot_is_an_object_and_the_rest_are_lists() {
    let Masonhub::SnapshotReady(snapshot) = parse("snapshotReady") else {
        unreachable!()
    };
    assert_eq!(snapshot.snapshot_id, "snapshot-uuid-123");
    let Masonhub::SkuInventoryChange(changes) = parse("skuInventoryChange") else {
        unreachable!()
    };
    assert_eq!((changes.len(), changes[0].status_counts.len()), (1, 1));
    let Masonhub::Order(orders) = parse("orderEvent") else {
        unreachable!()
    };
    assert_eq!((orders[0].shipments.len(), orders[0].shorts.len()), (1, 1));
}

#[tokio::test]
async fn an_empty_list_is_an_event_and_an_object_in_its_place_is_not() {
    let fixture = fixture();
    let example = example_of("orderEvent");
    for (data, status) in [("[]", 200), ("{}", 422), ("null", 422), ("[null]", 422)] {
        let body = format!(r#"{{"message_type":"orderEvent","data":{data}}}"#);
        let record = fixture.send(signed_with(example, body.into())).await;
        assert_eq!(
            (record.event(), record.status()),
            (Some("orderEvent"), status),
            "{data}"
        );
    }
}
