//! Runs a delivery that was stored: its group is found by name, and its event anew from the bytes.

use std::time::Duration;

use http::Extensions;

use crate::dispatcher::Dispatcher;
use crate::dispatcher::delivery_run::{Facts, Run};
use crate::dispatcher::run::handling::{Handling, Scope};
use crate::guard::{self, OWN_CODE};
use crate::inbox::stored::StoredDelivery;
use crate::inbox::stored_event::{StoredEvent, StoredIdentity};
use crate::outcome::{Outcome, OutcomeKind};

impl Dispatcher {
    /// Runs the handler of a delivery that was stored before: from a queue, a table or a file.
    ///
    /// The group is found by its name, and the event is recognised anew from the bytes. The signature is not checked
    /// again. A handler's panic, its deadline and its rejections are outcomes, as in [`dispatch`](Self::dispatch). The run
    /// is logged and observed with [`RecordKind::Run`](crate::observe::RecordKind::Run), and its handler is measured.
    ///
    /// Extractors find `extensions` in [`Context::extension`](crate::extract::Context::extension): put an
    /// [`Attempt`](crate::extract::Attempt) there from the second attempt on, and whatever your own extractors take.
    ///
    /// The outcome of a group that the dispatcher does not have is [`OutcomeKind::Unhandled`]. A delivery that cannot be
    /// read is [`OutcomeKind::Malformed`].
    ///
    /// A handler that is not `async` blocks the thread that polls the future: [`stored_events`](Self::stored_events) says which
    /// events have one.
    ///
    /// # Examples
    ///
    /// ```
    /// use serde::Deserialize;
    /// use webhook_core::extract::Attempt;
    /// use webhook_core::outcome::OutcomeKind;
    /// use webhook_core::{Delivery, Dispatcher, EventGroup, Keyring, Secret, StoredDelivery, on_event};
    ///
    /// #[derive(Debug, Deserialize)]
    /// pub struct Order { pub id: String }
    ///
    /// #[derive(Debug, EventGroup)]
    /// #[event_group(discriminator = "/type", payload = "/data",
    ///     signature(algorithm = "hmac-sha256", header = "X-Signature"))]
    /// pub enum Queued {
    ///     #[event("order.created")]
    ///     OrderCreated(Order),
    /// }
    ///
    /// #[on_event(group = "queued", ty = Order)]
    /// async fn created(order: Order, attempt: Attempt) {
    ///     println!("order {}, attempt {}", order.id, attempt.number());
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let secret = Secret::new("s3cret");
    /// # let body = r#"{"type":"order.created","data":{"id":"o1"}}"#;
    /// # let mut request = http::Request::post("/").body(bytes::Bytes::from(body))?;
    /// # Queued::DESCRIPTOR.scheme().ok_or("signed")?.sign(&secret, &mut request)?;
    /// // In the request: verify, recognise, store.
    /// let verified = Queued::verify(Delivery::from(request), &Keyring::from(secret.clone()))?;
    /// let stored = Queued::recognise(verified).map_err(|_| "unknown")?.store(&[]);
    ///
    /// // In a worker:
    /// let dispatcher = Dispatcher::builder().group::<Queued>(secret).build()?;
    /// let mut extensions = http::Extensions::new();
    /// extensions.insert(Attempt::new(2, "the key of the row"));
    /// let outcome = dispatcher.run_stored(&stored, extensions).await;
    /// assert_eq!(outcome.kind(), OutcomeKind::Handled);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Security
    ///
    /// Anyone who can write to the store can forge deliveries.
    pub async fn run_stored(&self, stored: &StoredDelivery, extensions: Extensions) -> Outcome {
        let inner = &self.inner;
        let mut groups = inner.groups.iter();
        let Some(group) = groups.find(|group| group.descriptor.name == stored.group()) else {
            let _ = guard::discard(OWN_CODE, extensions);
            return Outcome::new(OutcomeKind::Unhandled);
        };
        let scope = Scope::of_run(inner, group, stored.trace_parent());
        let facts = Facts {
            body_bytes: stored.body().len(),
            received_at: stored.received_at(),
            elapsed: Duration::ZERO,
        };
        let run = scope.in_span(|| {
            let run = || group.runtime.run_stored(stored, extensions, &inner.state);
            guard::call(OWN_CODE, run).unwrap_or_else(|panicked| Run::ended(panicked.into(), None))
        });
        let mut handling = Handling::new(run, scope, facts);
        if handling.waits() {
            handling.wait(inner, group).await;
        }
        inner.end_run(group, handling)
    }

    /// The events that a worker can run from a store: all that `durable` groups store and that have a handler, of their own or a
    /// fallback. Names are unique within a group.
    ///
    /// A worker fetches deliveries of these events only. Those of others wait for a program that handles them. A delivery
    /// that a `durable(unknown)` group kept has no event yet, and is not among them.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// # use webhook_core::future::BoxFuture;
    /// # use webhook_core::inbox::{Accepted, Incoming, Intake, Unavailable};
    /// use webhook_core::{Dispatcher, EventGroup, Secret, on_event};
    ///
    /// #[derive(Debug, EventGroup)]
    /// #[event_group(discriminator = "/type", id = "/id", durable, deadline = "20s",
    ///     signature(algorithm = "hmac-sha256", header = "X-Signature"))]
    /// pub enum Jobs {
    ///     #[event("order.created")]
    ///     Created,
    ///     #[event("order.seen", ignore)]
    ///     Seen,
    /// }
    ///
    /// #[on_event(group = "jobs", event = "order.created")]
    /// async fn created() {}
    ///
    /// # struct Inbox;
    /// # impl Intake for Inbox {
    /// #     fn accept(&self, _: Vec<Incoming>) -> BoxFuture<'_, Result<Vec<Accepted>, Unavailable>> {
    /// #         Box::pin(async { Err(Unavailable::new("nothing is stored here")) })
    /// #     }
    /// # }
    /// let dispatcher = Dispatcher::builder().group::<Jobs>(Secret::new("s3cret")).inbox(Inbox).build()?;
    /// let events: Vec<_> = dispatcher.stored_events().collect();
    /// assert_eq!((events[0].group, events[0].event), ("jobs", "order.created"));
    /// assert_eq!((events[0].deadline, events[0].asynchronous), (Duration::from_secs(20), true));
    /// assert_eq!(events.len(), 1);
    /// # Ok::<(), webhook_core::BuildError>(())
    /// ```
    pub fn stored_events(&self) -> impl Iterator<Item = StoredEvent> {
        let groups = self.inner.groups.iter();
        groups.flat_map(|group| group.runtime.stored_events())
    }

    /// Recognises a stored delivery without running it. `None` if no event of its group fits it, or it cannot be read.
    ///
    /// With it, a delivery that a `durable(unknown)` group kept finds its event once the program knows it.
    pub fn identify_stored(&self, stored: &StoredDelivery) -> Option<StoredIdentity> {
        let mut groups = self.inner.groups.iter();
        let group = groups.find(|group| group.descriptor.name == stored.group())?;
        guard::call(OWN_CODE, || group.runtime.identify_stored(stored)).unwrap_or(None)
    }
}
