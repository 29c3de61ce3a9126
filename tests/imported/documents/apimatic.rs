//! The seeds' APIs, imported from documents, against the groups of `examples/`, which were written by hand: the same event,
//! outcome and status for every delivery, whether genuine, forged, unknown or malformed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use webhook_core::group::Descriptor;
use webhook_core::observe::RecentDeliveries;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{Dispatcher, EventGroup as _, Secret, Unsigned};
use webhook_examples::apimatic as by_hand;
use webhook_examples::deliveries::EXAMPLES;
use webhook_examples::masonhub::MasonhubUnsigned;
use webhook_examples::sender::DEFAULT_SECRET;
use webhook_examples::stateset::StateSet;

use crate::generated::{apimatic, masonhub, stateset};

/// Whether handlers fail, as those by hand do for some payloads.
static FAILS: AtomicBool = AtomicBool::new(false);

/// One handler for all events of a group.
macro_rules! handlers {
    ($($module:ident: $group:path,)*) => {$(
        mod $module {
            use webhook_core::on_event;

            #[on_event(group = $group, ty = $group)]
            fn any(_: $group) -> Result<(), std::fmt::Error> {
                if super::FAILS.load(super::Ordering::Relaxed) {
                    return Err(std::fmt::Error);
                }
                Ok(())
            }
        }
    )*};
}

handlers! {
    webhooks: crate::generated::apimatic::Webhooks,
    webhooks_a: crate::generated::apimatic::WebhooksA,
    webhooks_b: crate::generated::apimatic::WebhooksB,
    webhooks_c: crate::generated::apimatic::WebhooksC,
    no_verification: crate::generated::apimatic::WebhooksNoVerification,
    callbacks_a: crate::generated::apimatic::CallbacksA,
    callbacks_b: crate::generated::apimatic::CallbacksB,
    state_set: crate::generated::stateset::StateSet,
    masonhub_unsigned: crate::generated::masonhub::MasonhubUnsigned,
}

/// Dispatches a request, and tells what became of it.
struct Receiver(Dispatcher, Arc<RecentDeliveries>);

impl Receiver {
    fn of(builder: webhook_core::DispatcherBuilder) -> Self {
        let recent = Arc::new(RecentDeliveries::new(1));
        Self(
            builder.observer(Arc::clone(&recent)).build().unwrap(),
            recent,
        )
    }

    async fn verdict(&self, request: &Request<Bytes>) -> (Option<&'static str>, OutcomeKind, u16) {
        let reply = self.0.dispatch(request.clone().map(Full::new)).await;
        let record = self.1.last().pop().unwrap();
        assert_eq!(reply.status(), record.status());
        (record.event(), record.outcome(), record.status())
    }
}

fn receivers() -> (Receiver, Receiver) {
    let secret = || Secret::new(DEFAULT_SECRET);
    let by_hand = Dispatcher::builder()
        .group::<by_hand::Webhooks>(secret())
        .group::<by_hand::WebhooksA>(secret())
        .group::<by_hand::WebhooksB>(secret())
        .group::<by_hand::WebhooksC>(secret())
        .group::<by_hand::WebhooksNoVerification>(Unsigned)
        .group::<by_hand::CallbacksA>(secret())
        .group::<by_hand::CallbacksB>(secret())
        .group::<StateSet>(secret())
        .group::<MasonhubUnsigned>(Unsigned);
    let imported = Dispatcher::builder()
        .group::<apimatic::Webhooks>(secret())
        .group::<apimatic::WebhooksA>(secret())
        .group::<apimatic::WebhooksB>(secret())
        .group::<apimatic::WebhooksC>(secret())
        .group::<apimatic::WebhooksNoVerification>(Unsigned)
        .group::<apimatic::CallbacksA>(secret())
        .group::<apimatic::CallbacksB>(secret())
        .group::<stateset::StateSet>(secret())
        .group::<masonhub::MasonhubUnsigned>(Unsigned);
    (Receiver::of(by_hand), Receiver::of(imported))
}

/// The groups by hand and those that were imported, in one order.
fn descriptors() -> [(&'static Descriptor, &'static Descriptor); 9] {
    [
        (
            by_hand::Webhooks::DESCRIPTOR,
            apimatic::Webhooks::DESCRIPTOR,
        ),
        (
            by_hand::WebhooksA::DESCRIPTOR,
            apimatic::WebhooksA::DESCRIPTOR,
        ),
        (
            by_hand::WebhooksB::DESCRIPTOR,
            apimatic::WebhooksB::DESCRIPTOR,
        ),
        (
            by_hand::WebhooksC::DESCRIPTOR,
            apimatic::WebhooksC::DESCRIPTOR,
        ),
        (
            by_hand::WebhooksNoVerification::DESCRIPTOR,
            apimatic::WebhooksNoVerification::DESCRIPTOR,
        ),
        (
            by_hand::CallbacksA::DESCRIPTOR,
            apimatic::CallbacksA::DESCRIPTOR,
        ),
        (
            by_hand::CallbacksB::DESCRIPTOR,
            apimatic::CallbacksB::DESCRIPTOR,
        ),
        (StateSet::DESCRIPTOR, stateset::StateSet::DESCRIPTOR),
        (
            MasonhubUnsigned::DESCRIPTOR,
            masonhub::MasonhubUnsigned::DESCRIPTOR,
        ),
    ]
}

#[test]
fn groups_and_schemes_are_the_same() {
    for (by_hand, imported) in descriptors() {
        assert_eq!(by_hand.name(), imported.name());
        assert_eq!(by_hand.paths(), imported.paths());
        assert_eq!(
            format!("{:?}", by_hand.scheme()),
            format!("{:?}", imported.scheme())
        );
        assert_eq!(by_hand.discriminator(), imported.discriminator());
        assert_eq!(
            (by_hand.payload(), by_hand.id()),
            (imported.payload(), imported.id())
        );
        let names = |descriptor: &Descriptor| {
            let mut names: Vec<_> = descriptor
                .events()
                .iter()
                .map(|event| {
                    let conditions = event
                        .conditions()
                        .iter()
                        .map(|condition| format!("{condition:?}"));
                    (
                        event.name(),
                        event.values(),
                        conditions.collect::<Vec<_>>(),
                        event.is_structural(),
                    )
                })
                .collect();
            names.sort();
            names
        };
        assert_eq!(names(by_hand), names(imported), "{}", by_hand.name());
    }
}

/// Bodies without an event, with several, or with a faulty one: those of the tests of `examples/`, and some for every group.
const BODIES: [&str; 43] = [
    "",
    "{",
    "null",
    "true",
    "8",
    "8.0",
    "8.5",
    "-1",
    "[]",
    "{}",
    "[1,2]",
    "[203.64,203]",
    r#"["a"]"#,
    r#"{"a":1}"#,
    r#"{"a":"b"}"#,
    r#""on""#,
    r#""blinking""#,
    r#"["alpha","delta"]"#,
    r#"["alpha"]"#,
    r#"{"actor":7}"#,
    r#"{"refundId":91}"#,
    r#"{"orderUpdatedId":null}"#,
    r#"{"orderUpdatedId":91,"paymentId":91}"#,
    r#"{"orderUpdatedId":91,"orderUpdatedId":92}"#,
    r#"{"paymentStatusId":"ps_1","paymentStatusCreatedId":"ps_1"}"#,
    r#"{"inventoryStockIncreaseEventType":"stock.decrease"}"#,
    r#"{"inventoryStockIncreaseEventType":["stock.increase"]}"#,
    r#"{"inventoryStockIncreaseEventType":"stock.increase","inventoryStockDecreaseEventType":"stock.decrease"}"#,
    r#"{"inventoryStockIncreaseEventType":"stock.increase","systemAlertNotificationEventType":"system.alert"}"#,
    r#"{"fulfillmentStatus":"failed","paymentStatus":"failed"}"#,
    r#"{"orderId":"o","fulfillmentStatus":"lost at sea"}"#,
    r#"{"notificationType":"push","subject":"s","message":"m"}"#,
    r#"{"notificationType":7}"#,
    r#"{"notificationType":null}"#,
    r#"{"type":"order.archived","data":{"id":"order-123"}}"#,
    r#"{"type":"ORDER.CREATED","data":{"id":"1"}}"#,
    r#"{"type":["order.created"],"data":{"id":"1"}}"#,
    r#"{"data":{"id":"1"}}"#,
    r#"{"orderCreatedId":0}"#,
    r#"{"orderId":null,"fulfillmentStatus":"failed"}"#,
    r#"{"orderId":"","fulfillmentStatus":"failed"}"#,
    r#"{"message_type":"rmaevent","data":[]}"#,
    r#"{"message_type":"","data":[]}"#,
];

fn request(path: &str, body: &str) -> Request<Bytes> {
    Request::post(path)
        .header("Content-Type", "application/json")
        .header("X-Timestamp", "2025-09-19T14:00:00Z")
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .unwrap()
}

#[tokio::test]
async fn every_delivery_has_the_same_verdict() {
    let (by_hand, imported) = receivers();
    let (mut rows, mut refused, mut lenient) = (0, 0, 0);
    let bodies: Vec<&str> = EXAMPLES
        .iter()
        .map(|example| example.body)
        .chain(BODIES)
        .collect();
    for (one, other) in descriptors() {
        let path = one.paths()[0];
        for body in &bodies {
            let mut requests = vec![request(path, body)];
            for (scheme, secret) in [
                (one.scheme(), DEFAULT_SECRET),
                (other.scheme(), DEFAULT_SECRET),
                (other.scheme(), "another secret"),
            ] {
                let mut signed = request(path, body);
                // A sender that signs a part of the body cannot sign without it.
                if scheme
                    .is_some_and(|scheme| scheme.sign(&Secret::new(secret), &mut signed).is_ok())
                {
                    requests.push(signed);
                }
            }
            for request in requests {
                let verdict = by_hand.verdict(&request).await;
                // Handlers by hand refuse some payloads. The status is then the one of the event.
                FAILS.store(verdict.1 == OutcomeKind::Failed, Ordering::Relaxed);
                let other = imported.verdict(&request).await;
                FAILS.store(false, Ordering::Relaxed);
                if verdict.1 == OutcomeKind::InvalidPayload && other.1 == OutcomeKind::Handled {
                    // Types by hand require members that an import requires only if it is told to.
                    assert_eq!(verdict.0, other.0, "{path} {body}");
                    lenient += 1;
                } else {
                    assert_eq!(verdict, other, "{path} {body}");
                }
                refused += usize::from(verdict.1 == OutcomeKind::Failed);
                rows += 1;
            }
        }
    }
    println!(
        "{rows} deliveries: {refused} refused by handlers alike, {lenient} handled in spite of a missing member"
    );
    assert!(lenient * 50 < rows, "{lenient} of {rows}");
    assert!(rows > 1_500, "{rows}");
    assert!(refused >= 4, "{refused}");
}
