//! The two halves of a dispatch: what has to wait for the client, and what must not depend on it.

use std::any::TypeId;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http::{Request, Response, StatusCode, Uri, request};
use http_body::Body;
use http_body_util::Full;

use crate::delivery::Delivery;
use crate::dispatcher::limits::{BodyLines, Unread, check_head, read_body};
use crate::dispatcher::proxies::path_of;
use crate::dispatcher::run::begun::{Beginning, Begun};
use crate::dispatcher::run::deadline::{Client, Deadline, Waiting, timed_out};
use crate::dispatcher::run::questions::Stage;
use crate::dispatcher::run::runtime::Runtime;
use crate::dispatcher::telemetry::log;
use crate::dispatcher::{BoxError, Dispatcher, Facts, Group, GroupDispatcher, Inner};
use crate::group::UnclaimedGroup;
use crate::guard::{self, Guarded, Incoming, OWN_CODE, Panicked};
use crate::outcome::reply::problem;
use crate::outcome::{IntoOutcome as _, Outcome, OutcomeKind};
use crate::verification::custom::{Unverifiable, Verdict};

/// A request whose body was read to its end, and which nothing has verified or handled yet.
///
/// Servers drop the future of a request whose client has left. A delivery that was read whole should run to its end
/// all the same, or a sender that is impatient leaves work half done: give [`answer`](Self::answer) to the executor
/// as a task of its own. The adapters of this crate do.
///
/// # Examples
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use bytes::Bytes;
/// use http_body_util::Full;
/// use webhook_core::Dispatcher;
///
/// async fn serve(dispatcher: Dispatcher, request: http::Request<Full<Bytes>>) -> http::Response<Full<Bytes>> {
///     let mut received = match dispatcher.receive(request).await {
///         Ok(received) => received,
///         Err(refused) => return refused,
///     };
///     let _waiting = received.waited_for();
///     match tokio::spawn(received.answer()).await {
///         Ok(response) => response,
///         Err(_) => http::Response::new(Full::default()), // the executor is shutting down
///     }
/// }
///
/// let request = http::Request::post("/nowhere").body(Full::default())?;
/// assert_eq!(serve(Dispatcher::builder().build()?, request).await.status(), 404);
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing runs until `answer`"]
pub struct Received {
    inner: Arc<Inner>,
    position: usize,
    parts: request::Parts,
    body: Bytes,
    client: Client,
}

impl Received {
    /// Says that a client waits for the answer, until what this returns is dropped: keep it where the framework drops
    /// it with the request.
    ///
    /// Without a client, the items of a delivery that carries many events are not begun, in a group that says `each`; one
    /// that was begun runs to its end.
    pub fn waited_for(&mut self) -> Waiting {
        self.client.waits()
    }

    /// The same as `answer`, in the span that the caller is in.
    #[cfg(any(
        feature = "actix-web",
        feature = "rocket",
        feature = "tower",
        feature = "warp"
    ))]
    pub(crate) fn answer_in_span(self) -> impl Future<Output = Response<Full<Bytes>>> {
        let span = log::Span::current();
        async move { span.within(self.answer()).await }
    }

    /// Verifies, recognises, parses, calls the handler, and says what to reply.
    pub async fn answer(self) -> Response<Full<Bytes>> {
        let Self {
            inner,
            position,
            parts,
            body,
            client,
        } = self;
        match inner.groups.get(position) {
            Some(group) if group.is_straight() => {
                let mut running = inner.start(group, parts, body);
                if running.waits() {
                    running.wait(&inner, group).await;
                }
                inner.stop(group, &mut running)
            }
            Some(group) => inner.handle_guarded(group, parts, body, client).await,
            None => problem(StatusCode::NOT_FOUND),
        }
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("position", &self.position)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl Dispatcher {
    /// Checks a request's head and reads its body, within the limits of the group that declares its path.
    ///
    /// # Errors
    ///
    /// The response to a request that is refused before it is verified.
    pub async fn receive<B: Body>(
        &self,
        request: Request<B>,
    ) -> Result<Received, Response<Full<Bytes>>>
    where
        B::Error: Into<BoxError>,
    {
        let position = self.inner.position_at(request.uri().path());
        self.receive_at(position, request).await
    }

    /// Takes the one event of a request, verified and parsed, without calling a handler.
    ///
    /// What is refused is logged and observed as always; of an event no observer hears.
    ///
    /// A group that is `idempotent` does not compile here (see [`UnclaimedGroup`]): it needs
    /// [`dispatch`](Self::dispatch) and `#[on_event]`.
    ///
    /// # Errors
    ///
    /// The response to a request that is refused, or to a handshake; 404 where the dispatcher does not have the group.
    pub async fn event<G: UnclaimedGroup, B: Body>(
        &self,
        request: Request<B>,
    ) -> Result<G, Response<Full<Bytes>>>
    where
        B::Error: Into<BoxError>,
    {
        let mut groups = self.inner.groups.iter();
        let group = groups.find(|group| group.id == TypeId::of::<G>());
        let runtime = group.and_then(|group| Some((group, group.runtime.as_any().downcast_ref()?)));
        let Some((group, runtime)) = runtime else {
            let _ = guard::discard(OWN_CODE, request);
            return Err(problem(StatusCode::NOT_FOUND));
        };
        let runtime: &Runtime<G> = runtime;
        let (parts, body) = self.inner.accept(group, request).await?;
        let now = match self.inner.now() {
            Ok(now) => now,
            Err(panicked) => {
                let _ = guard::discard(OWN_CODE, parts);
                return Err(self.inner.refuse(group, body.len(), panicked.into()));
            }
        };
        let mut delivery = self.inner.receive(group, parts, body, now);
        let mut facts = Facts {
            body_bytes: delivery.body().len(),
            received_at: delivery.received_at(),
            elapsed: Duration::ZERO,
        };
        let started_at = Instant::now();
        let mut deadline = self.inner.deadline(group.descriptor);
        let event = match prepare(group, &mut delivery, &mut deadline).await {
            None => guard::call(OWN_CODE, || runtime.event(delivery))
                .unwrap_or_else(|panicked| Err(Box::new((panicked.into(), Begun::refused())))),
            Some(begun) => {
                let _ = guard::discard(OWN_CODE, delivery);
                Err(Box::new(self.inner.end(group, begun, deadline).await))
            }
        };
        event.map_err(|refused| {
            facts.elapsed = started_at.elapsed();
            let (outcome, mut begun) = *refused;
            self.inner.reply(group, outcome, &mut begun, facts)
        })
    }

    /// The same as `receive` where the URI of the request has another path than the one that was received here.
    #[cfg(any(feature = "actix-web", feature = "lambda_http", feature = "rocket"))]
    pub(crate) async fn receive_as<B: Body>(
        &self,
        path: &str,
        request: Request<B>,
    ) -> Result<Received, Response<Full<Bytes>>>
    where
        B::Error: Into<BoxError>,
    {
        self.receive_at(self.inner.position_at(path), request).await
    }

    async fn receive_at<B: Body>(
        &self,
        position: Option<usize>,
        request: Request<B>,
    ) -> Result<Received, Response<Full<Bytes>>>
    where
        B::Error: Into<BoxError>,
    {
        match position {
            Some(position) => receive(&self.inner, position, request).await,
            None => Err(self.inner.no_group(request).await),
        }
    }

    /// Whether a group declares a path.
    #[cfg(any(feature = "rocket", feature = "warp"))]
    pub(crate) fn declares(&self, path: &str) -> bool {
        self.inner.position_at(path).is_some()
    }

    /// The paths that the groups declare.
    #[cfg(any(feature = "axum", feature = "actix-web", feature = "rocket"))]
    pub(crate) fn paths(&self) -> impl Iterator<Item = &'static str> {
        let groups = self.inner.groups.iter();
        groups.flat_map(|group| group.descriptor.paths.iter().copied())
    }
}

impl GroupDispatcher {
    /// Checks a request's head and reads its body, within the limits of the group.
    ///
    /// # Errors
    ///
    /// The response to a request that is refused before it is verified.
    pub async fn receive<B: Body>(
        &self,
        request: Request<B>,
    ) -> Result<Received, Response<Full<Bytes>>>
    where
        B::Error: Into<BoxError>,
    {
        receive(&self.inner, self.position, request).await
    }
}

async fn receive<B: Body>(
    inner: &Arc<Inner>,
    position: usize,
    request: Request<B>,
) -> Result<Received, Response<Full<Bytes>>>
where
    B::Error: Into<BoxError>,
{
    let Some(group) = inner.groups.get(position) else {
        return Err(problem(StatusCode::NOT_FOUND));
    };
    let (parts, body) = inner.accept(group, request).await?;
    Ok(Received {
        inner: Arc::clone(inner),
        position,
        parts,
        body,
        client: Client::default(),
    })
}

impl Inner {
    /// What has to wait for the client: the checks of the head, and the body.
    async fn accept<B: Body>(
        &self,
        group: &Group,
        request: Request<B>,
    ) -> Result<(request::Parts, Bytes), Response<Full<Bytes>>>
    where
        B::Error: Into<BoxError>,
    {
        let (parts, body) = request.into_parts();
        match self.read(group, &parts, body).await {
            Ok(body) => Ok((parts, body)),
            Err(outcome) => {
                let _ = guard::discard(OWN_CODE, parts);
                Err(self.refuse(group, 0, outcome))
            }
        }
    }

    /// Checks a head, and reads the body behind it.
    pub(crate) async fn read<B: Body>(
        &self,
        group: &Group,
        parts: &request::Parts,
        body: B,
    ) -> Result<Bytes, Outcome>
    where
        B::Error: Into<BoxError>,
    {
        let body = pin!(Some(body));
        let mut body = Incoming::of(body);
        let lines = BodyLines::of(&parts.headers);
        let unread = match group.check_head(parts, &lines) {
            Ok(()) => {
                let deadline = || self.sleep(self.body_deadline);
                let limit = group.descriptor.max_body;
                match read_body(&lines, &mut body, limit, deadline).await {
                    Ok(body) => return Ok(body),
                    Err(unread) => unread,
                }
            }
            Err(outcome) => Unread {
                outcome,
                begun: false,
            },
        };
        // Boxed, or every dispatch would have to make room for it.
        Box::pin(self.leave(parts, &mut body, &unread)).await;
        // A body that panics here may have said anything before.
        body.end()?;
        Err(unread.outcome)
    }

    /// Reads what is left of a body that is refused.
    async fn leave<B: Body>(
        &self,
        parts: &request::Parts,
        body: &mut Incoming<'_, B>,
        unread: &Unread,
    ) {
        // After these the client has left, or had its time.
        let ended = matches!(
            unread.outcome.kind(),
            OutcomeKind::Incomplete | OutcomeKind::SlowBody | OutcomeKind::Panicked
        );
        if let Some(body) = body.as_mut()
            && !ended
        {
            let timer = |time| self.sleep(time);
            self.drain.read(parts, body, unread.begun, timer).await;
        }
    }

    /// Answers a request that never became a delivery.
    #[cold]
    pub(crate) fn refuse(
        &self,
        group: &Group,
        body_bytes: usize,
        outcome: Outcome,
    ) -> Response<Full<Bytes>> {
        let facts = Facts {
            body_bytes,
            received_at: SystemTime::now(),
            elapsed: Duration::ZERO,
        };
        self.reply(group, outcome, &mut Begun::refused(), facts)
    }

    /// The time of receipt.
    pub(crate) fn now(&self) -> Result<SystemTime, Panicked> {
        match &self.clock {
            None => Ok(SystemTime::now()),
            Some(clock) => guard::call("the clock", || clock.now()),
        }
    }

    /// What must run to its end once it was begun, whether the client waits or not.
    ///
    /// Boxed, or every dispatch would have to make room for it.
    pub(crate) fn handle_guarded(
        &self,
        group: &Group,
        parts: request::Parts,
        body: Bytes,
        client: Client,
    ) -> impl Future<Output = Response<Full<Bytes>>> {
        let body_bytes = body.len();
        let handling = Guarded::of(OWN_CODE, Box::pin(self.handle(group, parts, body, client)));
        async move {
            let handled = handling.await;
            handled.unwrap_or_else(|panicked| self.refuse(group, body_bytes, panicked.into()))
        }
    }

    async fn handle(
        &self,
        group: &Group,
        parts: request::Parts,
        body: Bytes,
        client: Client,
    ) -> Response<Full<Bytes>> {
        let span = log::Span::new(group.descriptor);
        span.within(async {
            let started_at = Instant::now();
            #[cfg(feature = "metrics")]
            let _in_flight = crate::dispatcher::telemetry::metrics::InFlight::new(group.descriptor);
            let now = match self.now() {
                Ok(now) => now,
                Err(panicked) => return self.refuse(group, body.len(), panicked.into()),
            };
            let mut delivery = self.receive(group, parts, body, now);
            let (body_bytes, received_at) = (delivery.body().len(), delivery.received_at());
            let mut deadline = self.deadline(group.descriptor);
            if let Some(begun) = prepare(group, &mut delivery, &mut deadline).await {
                let facts = Facts {
                    body_bytes,
                    received_at,
                    elapsed: started_at.elapsed(),
                };
                let (outcome, mut begun) = self.end(group, begun, deadline).await;
                return self.reply(group, outcome, &mut begun, facts);
            }
            let beginning = if group.descriptor.is_idempotent() {
                let begun = group
                    .runtime
                    .begin_once(delivery, &self.state, &self.claims);
                deadline.race(Guarded::of(OWN_CODE, begun)).await
            } else {
                Ok(guard::call(OWN_CODE, || {
                    group.runtime.begin(delivery, &self.state)
                }))
            };
            let beginning = match beginning {
                Ok(Ok(beginning)) => beginning,
                Ok(Err(panicked)) => Beginning::One(Begun::ended(panicked.into(), None)),
                Err(over) => {
                    Beginning::One(too_late(over, "the claim store did not answer in time"))
                }
            };
            let (outcome, mut begun) = match beginning {
                Beginning::One(begun) => self.end(group, begun, deadline).await,
                Beginning::Many(items) => self.handle_items(group, items, &client, deadline).await,
            };
            let facts = Facts {
                body_bytes,
                received_at,
                elapsed: started_at.elapsed(),
            };
            self.reply(group, outcome, &mut begun, facts)
        })
        .await
    }

    /// Waits for a handler that was called; says what is answered.
    async fn end(
        &self,
        group: &Group,
        mut begun: Begun,
        deadline: Deadline<'_>,
    ) -> (Outcome, Begun) {
        let started = begun.take_started();
        let outcome = self.finish(started, deadline).await;
        self.ended(group, begun, outcome).await
    }

    /// Ends the claim of a delivery or an item whose handler has ended.
    #[cfg_attr(
        not(feature = "metrics"),
        expect(unused_variables, reason = "only metrics name the group")
    )]
    pub(crate) async fn ended(
        &self,
        group: &Group,
        mut begun: Begun,
        outcome: Outcome,
    ) -> (Outcome, Begun) {
        let outcome = begun.decide(outcome);
        // At once: what comes before the claim store is told may panic, or never come back.
        if let Some(claim) = &mut begun.claim {
            claim.settle(&outcome);
        }
        #[cfg(feature = "metrics")]
        crate::dispatcher::telemetry::metrics::measure_handler(
            group.descriptor,
            outcome.kind(),
            &begun,
        );
        if let Some(claim) = begun.claim.take() {
            claim.finish().await;
        }
        (outcome, begun)
    }

    pub(crate) fn receive(
        &self,
        group: &Group,
        parts: request::Parts,
        body: Bytes,
        now: SystemTime,
    ) -> Delivery {
        let original = original_uri(&parts);
        let mut delivery = Delivery::received(parts, body, now);
        if let Some(uri) = original {
            delivery.set_uri(uri);
        }
        if group.needs_url {
            let proxies = self.proxies.as_ref();
            let said =
                proxies.and_then(|all| all.origin(delivery.headers(), delivery.extensions()));
            let origin = said.as_ref().or(self.public_url.as_ref());
            let absolute = origin.and_then(|origin| origin.with_path_of(delivery.uri()));
            // The host that a request names is never the one that was signed.
            let path = || Uri::from(path_of(delivery.uri()));
            let uri = absolute.unwrap_or_else(path);
            delivery.set_uri(uri);
        }
        delivery
    }
}

impl Group {
    #[inline]
    fn check_head(&self, parts: &request::Parts, lines: &BodyLines<'_>) -> Result<(), Outcome> {
        let charset = || {
            let tell = || log::charset_as_coding(self.descriptor.name);
            self.charset_told.call_once(tell);
        };
        match (
            check_head(parts, lines, self.descriptor, charset),
            &self.questions,
        ) {
            (Err(_), Some(questions)) if questions.excuse(parts) => Ok(()),
            (checked, _) => checked,
        }
    }
}

/// Finds what a delivery is verified with, and ends what is only a question by its head.
async fn prepare(
    group: &Group,
    delivery: &mut Delivery,
    deadline: &mut Deadline<'_>,
) -> Option<Begun> {
    if let Some(keys) = &group.keys {
        let found = deadline.race(pin!(keys.find(delivery))).await;
        match found {
            Ok(Ok(found)) => delivery.extensions_mut().insert(found),
            Ok(Err(outcome)) => return Some(Begun::ended(outcome, None)),
            Err(over) => return Some(too_late(over, "the keys were not found in time")),
        };
    }
    if let Some(verifier) = &group.verifier {
        let verifying = Guarded::new("the verifier", || verifier.verify(delivery));
        let verdict = match deadline.race(verifying).await {
            Ok(verdict) => verdict,
            Err(over) => return Some(too_late(over, "the verifier did not answer in time")),
        };
        let verdict = match verdict {
            Ok(Ok(signed)) => Ok(signed),
            Ok(Err(Unverifiable::Rejected(failure))) => Err(failure),
            Ok(Err(Unverifiable::Unavailable(failure))) => {
                return Some(Begun::ended(failure.into_outcome(), None));
            }
            Err(panicked) => return Some(Begun::ended(panicked.into(), None)),
        };
        delivery.extensions_mut().insert(Verdict(verdict));
    }
    let questions = group.questions.as_ref()?;
    let answer = questions.answer(Stage::Head, delivery, None)?;
    Some(Begun::asked(answer, None))
}

/// What is answered where the deadline is over before a handler was called.
fn too_late(over: Result<(), Panicked>, why: &'static str) -> Begun {
    let outcome = over.map_or_else(Outcome::from, |()| timed_out().because(why.to_owned()));
    Begun::ended(outcome, None)
}

/// The URI before a router took a part of its path away, where one said so: senders sign the whole.
#[cfg(feature = "axum")]
fn original_uri(parts: &request::Parts) -> Option<Uri> {
    let original = parts.extensions.get::<axum::extract::OriginalUri>()?;
    Some(original.0.clone())
}

#[cfg(not(feature = "axum"))]
fn original_uri(_: &request::Parts) -> Option<Uri> {
    None
}
