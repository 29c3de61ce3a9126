//! The dispatcher, which takes a delivery from the request to the reply.

pub(crate) mod body;
pub(crate) mod clock;
pub(crate) mod delivery_run;
pub(crate) mod forwarded;
pub(crate) mod framework;
pub(crate) mod global;
pub(crate) mod group_record;
pub(crate) mod install_error;
pub(crate) mod limits;
pub(crate) mod network;
pub(crate) mod origin;
pub(crate) mod problem;
pub(crate) mod proxies;
pub(crate) mod public_url;
pub(crate) mod receive;
pub(crate) mod run;
pub(crate) mod signed_url;
pub(crate) mod start;
pub(crate) mod stored;
pub(crate) mod telemetry;
mod threaded;
pub(crate) mod timer;

pub use crate::handle::fallback::{Asynchronous, Fallback, Fallbacks, Synchronous};
pub use clock::{Clock, SystemClock};
pub use framework::Peer;
pub use install_error::InstallError;
pub use problem::{BuildError, Problem, ProblemKind};
pub use proxies::ProxyHeaders;
pub use run::deadline::Waiting;
pub use run::received::Received;
pub use start::builder::DispatcherBuilder;
pub use telemetry::health::{GroupHealth, Health};
pub use timer::Timer;

use std::any::TypeId;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::Full;

use crate::declare::descriptor::Descriptor;
use crate::group::EventGroup;
use crate::group::recognised::Recognised;
use crate::guard::{self, OWN_CODE};
use crate::manifest::Table;
use crate::observe::capture::CapturedDelivery;
use crate::observe::record::DeliveryRecord;
use crate::outcome::{Outcome, OutcomeKind};
use body::BoxError;
use run::inner::Inner;
use run::runtime::{Beside, Runtime};
use telemetry::health::unavailable;

/// Answers requests: verifies, recognises and parses the delivery, calls its handler, and replies.
///
/// Cloning is cheap, and all clones are the same dispatcher.
///
/// # Examples
///
/// ```
/// use serde::Deserialize;
/// use webhook_core::{Dispatcher, EventGroup, Secret, on_event};
///
/// #[derive(Debug, Deserialize)]
/// pub struct Order { pub id: String }
///
/// #[derive(Debug, EventGroup)]
/// #[event_group(path = "/shop", discriminator = "/type", payload = "/data",
///     signature(algorithm = "hmac-sha256", header = "X-Shop-Signature"))]
/// pub enum Shop {
///     #[event("order.created")]
///     OrderCreated(Order),
/// }
///
/// #[on_event(group = "shop", ty = Order)]
/// fn created(order: Order) {
///     println!("order {}", order.id);
/// }
///
/// let dispatcher = Dispatcher::builder().group::<Shop>(Secret::new("s3cret")).build()?;
/// let forged = http::Request::post("/shop")
///     .header("X-Shop-Signature", "00".repeat(32))
///     .body(r#"{"type":"order.created","data":{"id":"o1"}}"#.to_owned())?;
/// assert_eq!(dispatcher.dispatch_blocking(forged).status(), 401);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Dispatcher {
    pub(crate) inner: Arc<Inner>,
}

impl Dispatcher {
    /// Starts a dispatcher without groups.
    pub fn builder() -> DispatcherBuilder {
        DispatcherBuilder::default()
    }

    /// Answers a request of the group that declares its path.
    ///
    /// The handler runs before this returns. Dropping the future also drops the handler's.
    pub fn dispatch<B: Body>(
        &self,
        request: Request<B>,
    ) -> impl Future<Output = Response<Full<Bytes>>>
    where
        B::Error: Into<BoxError>,
    {
        let (mut parts, body) = request.into_parts();
        let position = self.inner.route(parts.uri.path(), &mut parts.extensions);
        let group = position.and_then(|position| self.inner.groups.get(position));
        self.inner.dispatch(group, parts, body)
    }

    /// Answers a request on the calling thread, for programs without an executor.
    ///
    /// An asynchronous handler that needs an executor, as most that do I/O, must bring its own.
    pub fn dispatch_blocking<B: Body>(&self, request: Request<B>) -> Response<Full<Bytes>>
    where
        B::Error: Into<BoxError>,
    {
        pollster::block_on(self.dispatch(request))
    }

    /// Returns a dispatcher for one group at any path; `None` if the dispatcher does not have the group.
    #[must_use]
    pub fn for_group<G: EventGroup>(&self) -> Option<GroupDispatcher> {
        let position = self
            .inner
            .groups
            .iter()
            .position(|group| group.id == TypeId::of::<G>())?;
        Some(GroupDispatcher {
            inner: Arc::clone(&self.inner),
            position,
        })
    }

    /// Calls the handler of a delivery that was recognised by hand, such as one from a queue.
    ///
    /// Observers do not get a record, because the request was another delivery. An `idempotent` group does not claim it: see
    /// [`Recognised::claim_key`]. If the dispatcher does not have the group, the outcome is [`OutcomeKind::Unhandled`].
    pub async fn run<G: EventGroup>(&self, recognised: Recognised<G>) -> Outcome {
        let group = self
            .inner
            .groups
            .iter()
            .find(|group| group.id == TypeId::of::<G>());
        let runtime = group.and_then(|group| group.runtime.as_any().downcast_ref::<Runtime<G>>());
        match runtime {
            Some(runtime) => {
                let beside = Beside::of_one(&self.inner.state);
                match guard::call(OWN_CODE, || runtime.run_recognised(recognised, beside)) {
                    Ok(run) => {
                        let deadline = self.inner.deadline(G::DESCRIPTOR);
                        Inner::outcome_of(run.progress, deadline).await
                    }
                    Err(panicked) => panicked.into(),
                }
            }
            None => Outcome::new(OutcomeKind::Unhandled),
        }
    }

    /// The dispatch table: the function for each event, with its file and line.
    #[must_use]
    pub fn table(&self) -> Table {
        Table::new(
            self.inner
                .groups
                .iter()
                .map(|group| (group.descriptor, group.runtime.table())),
        )
    }

    /// The declarations of its groups.
    pub fn groups(&self) -> impl Iterator<Item = &'static Descriptor> {
        self.inner.groups.iter().map(|group| group.descriptor)
    }

    /// Head and body of the delivery of a record, if they were [captured](DispatcherBuilder::capture) and are still kept.
    #[must_use]
    pub fn captured(&self, record: &DeliveryRecord) -> Option<Arc<CapturedDelivery>> {
        self.inner.captures.as_ref()?.get(record.number())
    }

    /// The health of each group, and whether the inbox is ready.
    #[must_use]
    pub fn health(&self) -> Health {
        let groups = self.inner.groups.iter();
        let groups = groups
            .map(|group| GroupHealth::new(group.descriptor, &group.runtime.table(), &group.seen));
        Health {
            groups: groups.collect(),
            inbox_unavailable: self.inner.inbox.as_deref().and_then(unavailable),
        }
    }
}

impl fmt::Debug for Dispatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups = self.inner.groups.iter().map(|group| group.descriptor.name);
        f.debug_struct("Dispatcher")
            .field("groups", &groups.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// A [`Dispatcher`] for one group, for use in a route that the server selects.
///
/// # Examples
///
/// ```
/// # use webhook_core::{Dispatcher, EventGroup, Secret, on_event};
/// # #[derive(Debug, EventGroup)]
/// # #[event_group(path = "/github", preset = github)]
/// # pub enum Github { #[event("ping")] Ping }
/// # #[on_event(Github::Ping)]
/// # fn ping() {}
/// let dispatcher = Dispatcher::builder().group::<Github>(Secret::new("s3cret")).build()?;
/// let github = dispatcher.for_group::<Github>().ok_or("no such group")?;
/// let unsigned = http::Request::post("/any/path").header("content-type", "application/json").body("{}".to_owned())?;
/// # pollster::block_on(async {
/// assert_eq!(github.dispatch(unsigned).await.status(), 401);
/// # });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct GroupDispatcher {
    inner: Arc<Inner>,
    position: usize,
}

impl GroupDispatcher {
    /// Answers a request with any path.
    pub fn dispatch<B: Body>(
        &self,
        request: Request<B>,
    ) -> impl Future<Output = Response<Full<Bytes>>>
    where
        B::Error: Into<BoxError>,
    {
        let group = self.inner.groups.get(self.position);
        let (parts, body) = request.into_parts();
        self.inner.dispatch(group, parts, body)
    }
}

impl fmt::Debug for GroupDispatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GroupDispatcher")
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}
