//! The way of a delivery from the request to the reply.

pub(crate) mod clock;
pub(crate) mod global;
pub(crate) mod limits;
pub(crate) mod proxies;
pub(crate) mod run;
pub(crate) mod start;
pub(crate) mod telemetry;
pub(crate) mod timer;

pub use crate::handle::fallback::{Asynchronous, Fallback, Fallbacks, Synchronous};
pub use clock::{Clock, SystemClock};
pub use global::InstallError;
pub use proxies::{Peer, ProxyHeaders};
pub use run::deadline::Waiting;
pub use run::received::Received;
pub use start::builder::DispatcherBuilder;
pub use start::problem::{BuildError, Problem, ProblemKind};
pub use telemetry::health::{GroupHealth, Health};
pub use timer::Timer;

use std::any::TypeId;
use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Once};
use std::time::Duration;

use bytes::Bytes;
use http::{Extensions, Request, Response, StatusCode, header};
use http_body::Body;
use http_body_util::Full;

use crate::declare::descriptor::Descriptor;
use crate::group::EventGroup;
use crate::group::recognised::Recognised;
use crate::guard::{self, Guarded, Incoming, OWN_CODE, Panicked};
use crate::handle::started::Started;
use crate::id::shown;
use crate::inbox::ClaimStore;
use crate::manifest::Table;
use crate::observe::{DeliveryRecord, Observer};
use crate::outcome::reply::{problem, respond};
use crate::outcome::{Outcome, OutcomeKind};
use crate::verification::custom::CustomVerifier;
use run::begun::Begun;
use run::deadline::{Client, Deadline};
use run::drain;
use run::keys::Lookup;
use run::questions::Questions;
use run::runtime::{AnyRuntime, Beside, Runtime};
#[cfg(feature = "metrics")]
use telemetry::metrics;
use telemetry::{health, log};

pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Takes requests and answers them: verifies, recognises, parses, calls the one handler, and replies.
///
/// Cloning it is cheap: the clones are one dispatcher.
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
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    groups: Vec<Group>,
    /// Paths and the index of their group, sorted by length and path.
    exact: Vec<(&'static str, usize)>,
    /// Beginnings of paths and the index of their group, the longest first.
    prefixes: Vec<(&'static str, usize)>,
    state: Extensions,
    observers: Vec<Arc<dyn Observer>>,
    timer: Arc<dyn Timer>,
    public_url: Option<proxies::Origin>,
    proxies: Option<proxies::Proxies>,
    body_deadline: Duration,
    drain: drain::Drain,
    claims: Arc<dyn ClaimStore>,
    /// Of the program's, if it gave one.
    clock: Option<Arc<dyn Clock>>,
}

pub(crate) struct Group {
    id: TypeId,
    descriptor: &'static Descriptor,
    runtime: Box<dyn AnyRuntime>,
    /// Whether `{$url}` is signed, and the delivery must carry the URL that the sender used.
    needs_url: bool,
    /// Whether types of the program's are tried while a delivery is recognised.
    tries_types: bool,
    seen: health::Seen,
    /// Whether the log knows that its sender writes a character set where a coding belongs.
    charset_told: Once,
    /// What its sender may ask beside its deliveries.
    questions: Option<Arc<Questions>>,
    /// Where the keyring of each delivery is looked up, if it is.
    keys: Option<Lookup>,
    /// What verifies its deliveries, where its scheme is `custom`.
    verifier: Option<Arc<dyn CustomVerifier>>,
}

impl Dispatcher {
    /// Starts a dispatcher without groups.
    pub fn builder() -> DispatcherBuilder {
        DispatcherBuilder::default()
    }

    /// Answers a request; the group is the one that declares the request's path.
    ///
    /// The handler runs before this returns. Dropping the future drops the handler's.
    pub fn dispatch<B: Body>(
        &self,
        request: Request<B>,
    ) -> impl Future<Output = Response<Full<Bytes>>>
    where
        B::Error: Into<BoxError>,
    {
        let group = self.inner.group_at(request.uri().path());
        self.inner.answer(group, request)
    }

    /// Answers a request on the calling thread, for programs without an executor.
    ///
    /// An asynchronous handler that needs an executor of its own, as most that do I/O, needs one here as well.
    pub fn dispatch_blocking<B: Body>(&self, request: Request<B>) -> Response<Full<Bytes>>
    where
        B::Error: Into<BoxError>,
    {
        pollster::block_on(self.dispatch(request))
    }

    /// Fixes the group, whatever the path; `None` where the dispatcher does not have it.
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

    /// Calls the handler of a delivery that was recognised by hand, as one from a queue is.
    ///
    /// Observers are not told of it, because it is no delivery of its own, and it is not claimed in a group that is
    /// `idempotent`: see [`Recognised::claim_key`]. An event of a group that the dispatcher
    /// does not have is [`OutcomeKind::Unhandled`].
    pub async fn run<G: EventGroup>(&self, recognised: Recognised<G>) -> Outcome {
        let group = self
            .inner
            .groups
            .iter()
            .find(|group| group.id == TypeId::of::<G>());
        let runtime = group.and_then(|group| group.runtime.as_any().downcast_ref::<Runtime<G>>());
        match runtime {
            Some(runtime) => {
                let run = || runtime.run(recognised, Beside::of_one(&self.inner.state));
                match guard::call(OWN_CODE, run) {
                    Ok(begun) => {
                        let deadline = self.inner.deadline(G::DESCRIPTOR);
                        self.inner.finish(begun.started, deadline).await
                    }
                    Err(panicked) => panicked.into(),
                }
            }
            None => Outcome::new(OutcomeKind::Unhandled),
        }
    }

    /// The dispatch table: which function takes which event, with its file and line.
    #[must_use]
    pub fn table(&self) -> Table {
        Table::new(
            self.inner
                .groups
                .iter()
                .map(|group| (group.descriptor, group.runtime.table())),
        )
    }

    /// Makes this the dispatcher of the free function [`dispatch`](crate::dispatch).
    ///
    /// It takes the place of what [`install_from_env`](crate::install_from_env), or a request before it, has made from the environment.
    ///
    /// # Errors
    ///
    /// [`InstallError`] where one was installed with this function already.
    pub fn install(self) -> Result<(), InstallError> {
        global::install(self)
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

/// A [`Dispatcher`] with the group fixed, for routes that the server already told apart.
#[derive(Clone)]
pub struct GroupDispatcher {
    inner: Arc<Inner>,
    position: usize,
}

impl GroupDispatcher {
    /// Answers a request, whatever its path.
    pub fn dispatch<B: Body>(
        &self,
        request: Request<B>,
    ) -> impl Future<Output = Response<Full<Bytes>>>
    where
        B::Error: Into<BoxError>,
    {
        let group = self.inner.groups.get(self.position);
        self.inner.answer(group, request)
    }
}

impl fmt::Debug for GroupDispatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GroupDispatcher")
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

impl Inner {
    fn group_at(&self, path: &str) -> Option<&Group> {
        self.groups.get(self.position_at(path)?)
    }

    fn position_at(&self, path: &str) -> Option<usize> {
        // By their lengths first: few paths have to be compared by their characters.
        let of_path = (path.len(), path);
        let exact = self
            .exact
            .binary_search_by(|(declared, _)| (declared.len(), *declared).cmp(&of_path))
            .ok();
        let exact = exact.and_then(|at| self.exact.get(at));
        let found = exact.or_else(|| {
            self.prefixes
                .iter()
                .find(|(prefix, _)| path.starts_with(prefix))
        });
        found.map(|(_, position)| *position)
    }

    async fn answer<B: Body>(
        &self,
        group: Option<&Group>,
        request: Request<B>,
    ) -> Response<Full<Bytes>>
    where
        B::Error: Into<BoxError>,
    {
        let Some(group) = group else {
            return Box::pin(self.no_group(request)).await;
        };
        let (parts, body) = request.into_parts();
        match self.read(group, &parts, body).await {
            Ok(body) if group.is_straight() => {
                let mut running = self.start(group, parts, body);
                if running.waits() {
                    running.wait(self, group).await;
                }
                self.stop(group, &mut running)
            }
            Ok(body) => {
                self.handle_guarded(group, parts, body, Client::default())
                    .await
            }
            Err(outcome) => {
                let _ = guard::discard(OWN_CODE, parts);
                self.refuse(group, 0, outcome)
            }
        }
    }

    /// Answers a request whose path no group declares.
    async fn no_group<B: Body>(&self, request: Request<B>) -> Response<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        let timer = |time| self.sleep(time);
        let body = pin!(Some(body));
        let mut body = Incoming::of(body);
        if let Some(body) = body.as_mut() {
            self.drain.read(&parts, body, false, timer).await;
        }
        if let Err(panicked) = body.end() {
            panicked.log();
        }
        let _ = guard::discard(OWN_CODE, parts);
        #[cfg(feature = "metrics")]
        metrics::count_refused("no_group");
        problem(StatusCode::NOT_FOUND)
    }

    /// Waits for the handler, not longer than its deadline.
    async fn finish(&self, started: Started, mut deadline: Deadline<'_>) -> Outcome {
        let rest = match started {
            Started::Ready(outcome) => return outcome,
            Started::Future(rest) => rest,
        };
        if deadline.is_endless() {
            return rest.await;
        }
        deadline.start();
        let outcome = deadline.wait_for(rest).await;
        deadline.end().map_or_else(Outcome::from, |()| outcome)
    }

    const fn deadline(&self, descriptor: &Descriptor) -> Deadline<'_> {
        Deadline::new(self, descriptor.deadline)
    }

    fn sleep(&self, duration: Duration) -> Guarded<dyn Future<Output = ()> + Send> {
        Guarded::new("the timer", || self.timer.sleep(duration))
    }

    /// Makes the reply and tells the observers of it; where one panics, the reply is 500.
    fn reply(
        &self,
        group: &Group,
        outcome: Outcome,
        begun: &mut Begun,
        facts: Facts,
    ) -> Response<Full<Bytes>> {
        let kind = outcome.kind();
        log::outcome(group.descriptor, &outcome, begun, facts.body_bytes);
        let mut response = respond(
            outcome,
            &group.descriptor.replies,
            begun.event.map(|event| &event.replies),
        );
        if let (OutcomeKind::MethodNotAllowed, Some(questions)) = (kind, &group.questions)
            && let Some(allow) = questions.allow()
        {
            response.headers_mut().insert(header::ALLOW, allow.clone());
        }
        let verified = begun.is_verified(group.descriptor);
        group
            .seen
            .note(kind, response.status(), verified, facts.received_at);
        #[cfg(feature = "metrics")]
        metrics::count(group.descriptor, kind, response.status(), begun, facts);
        if !self.observers.is_empty() {
            let record = Arc::new(DeliveryRecord {
                group: group.descriptor.name,
                event: begun.event.map(|event| event.name),
                payload_type: begun.payload_type,
                id: begun.id.take().map(shown),
                handler: begun.handler,
                outcome: kind,
                status: response.status().as_u16(),
                key_id: begun.key.take(),
                body_bytes: facts.body_bytes,
                received_at: facts.received_at,
                elapsed: facts.elapsed,
                items: std::mem::take(&mut begun.items),
            });
            if let Err(panicked) = self.tell(&record) {
                panicked.log();
                let _ = guard::discard(OWN_CODE, response);
                return problem(StatusCode::INTERNAL_SERVER_ERROR);
            }
        }
        response
    }

    /// Tells all observers, whatever one of them does.
    fn tell(&self, record: &Arc<DeliveryRecord>) -> Result<(), Panicked> {
        let mut all = Ok(());
        for observer in &self.observers {
            let told = guard::call("an observer", || observer.observe(record));
            all = all.and(told);
        }
        all
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Facts {
    body_bytes: usize,
    received_at: std::time::SystemTime,
    elapsed: Duration,
}

/// Whether a group's scheme signs the URL.
fn signs_url(descriptor: &Descriptor) -> bool {
    descriptor.scheme.is_some_and(|scheme| scheme.reads_url())
}
