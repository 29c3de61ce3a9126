//! A dispatcher that records each delivery for inspection.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::Full;
use webhook_core::observe::{DeliveryRecord, RecentDeliveries};
use webhook_core::{Dispatcher, DispatcherBuilder, EventGroup};
use webhook_examples::deliveries::{EXAMPLES, Example};
use webhook_examples::sender::Secrets;

pub(crate) struct Fixture {
    pub(crate) dispatcher: Dispatcher,
    pub(crate) recent: Arc<RecentDeliveries>,
}

impl Fixture {
    pub(crate) fn new(
        groups: impl FnOnce(DispatcherBuilder, Secrets) -> DispatcherBuilder,
    ) -> Self {
        let recent = Arc::new(RecentDeliveries::new(1));
        let builder = Dispatcher::builder().observer(recent.clone());
        let dispatcher = groups(builder, Secrets::defaults()).build().unwrap();
        Self { dispatcher, recent }
    }

    /// Dispatches a request and returns what the observer was told of it.
    pub(crate) async fn send(&self, request: Request<Bytes>) -> Arc<DeliveryRecord> {
        let before = self.recent.total();
        let reply = self.dispatcher.dispatch(request.map(Full::new)).await;
        assert_eq!(
            self.recent.total(),
            before + 1,
            "every delivery is observed once"
        );
        let record = self.recent.last().pop().unwrap();
        assert_eq!(
            reply.status(),
            StatusCode::from_u16(record.status()).unwrap()
        );
        record
    }

    /// Sends every example of a group, signed, and expects each at its own handler.
    pub(crate) async fn send_examples_of<G: EventGroup>(&self) {
        for example in examples_of::<G>() {
            let record = self.send(signed(example)).await;
            assert_eq!(record.group(), example.group);
            assert_eq!(record.event(), Some(example.event), "{example:?}");
            assert_eq!(
                record.payload_type(),
                Some(example.payload_type),
                "{example:?}"
            );
            assert_eq!(record.handler(), Some(example.handler), "{example:?}");
            assert_eq!(record.status(), 200, "{example:?}");
        }
    }

    /// Sends a body in the clothes of an example, correctly signed, and expects that it is no event.
    pub(crate) async fn send_unknown(&self, example: &Example, body: impl Into<Bytes>) {
        let record = self.send(signed_with(example, body.into())).await;
        assert_no_event(&record, 200, "UnknownEvent");
    }

    /// Sends a request and expects that it does not verify.
    pub(crate) async fn send_forged(&self, request: Request<Bytes>) {
        let record = self.send(request).await;
        assert_no_event(&record, 401, "SignatureVerificationFailure");
    }
}

#[track_caller]
fn assert_no_event(record: &DeliveryRecord, status: u16, payload_type: &str) {
    assert_eq!(record.status(), status, "{record:?}");
    assert_eq!(record.payload_type(), Some(payload_type), "{record:?}");
    assert_eq!(
        (record.event(), record.handler()),
        (None, None),
        "{record:?}"
    );
}

/// The examples of a group; there is one of every event.
pub(crate) fn examples_of<G: EventGroup>() -> Vec<&'static Example> {
    let group = G::DESCRIPTOR.name();
    let examples: Vec<_> = EXAMPLES
        .iter()
        .filter(|example| example.group == group)
        .collect();
    for event in G::DESCRIPTOR.events() {
        let is_of = |example: &&Example| {
            (example.event, example.payload_type) == (event.name(), event.payload())
        };
        assert!(
            examples.iter().any(is_of),
            "{group}: no example of {event:?}"
        );
    }
    examples
}

pub(crate) fn signed(example: &Example) -> Request<Bytes> {
    signed_with(example, Bytes::from_static(example.body.as_bytes()))
}

pub(crate) fn signed_with(example: &Example, body: Bytes) -> Request<Bytes> {
    let mut request = example.request().unwrap().map(|_| body);
    Secrets::defaults()
        .sign(example.group, &mut request)
        .unwrap();
    request
}
