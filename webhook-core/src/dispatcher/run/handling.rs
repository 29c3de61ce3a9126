//! Takes one delivery from its body to its reply: check, recognise, claim, call, settle.
//!
//! Most groups have their own keys. For them, [`Inner::run_now`] takes these steps without waiting, and only an asynchronous
//! handler is awaited. [`Inner::run_waiting`] takes the same steps for groups that may have to wait before the handler.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, Response, request};
use http_body::Body;
use http_body_util::Full;

use crate::declare::descriptor::Descriptor;
use crate::delivery::Delivery;
use crate::dispatcher::body::BoxError;
use crate::dispatcher::delivery_run::{Facts, Run};
use crate::dispatcher::run::deadline::{Client, Deadline};
use crate::dispatcher::run::handshakes::Stage;
use crate::dispatcher::run::inner::{Group, Inner};
use crate::dispatcher::run::read::{BodySource, Receiving};
use crate::dispatcher::run::runs::Runs;
use crate::dispatcher::telemetry::span::Span;
use crate::dispatcher::telemetry::{hint, log};
use crate::guard::{self, Guarded, OWN_CODE, Panicked};
use crate::handle::handler_run::HandlerRun;
use crate::observe::packed::Packed;
use crate::observe::record::RecordKind;
use crate::outcome::{IntoOutcome as _, Outcome, OutcomeKind};
use crate::verification::custom::Unverifiable;
use crate::verification::found::Found;

/// A delivery between its run and its reply.
pub(crate) struct Handling {
    run: Run,
    scope: Scope,
    facts: Facts,
}

/// The context in which a delivery is handled: its span, its start, and its entry in the count of deliveries in flight.
pub(crate) struct Scope {
    span: Span,
    /// Set only for metrics and observers, because reading the clock costs more than many steps of a delivery.
    started_at: Option<Instant>,
    #[cfg(feature = "metrics")]
    _in_flight: crate::dispatcher::telemetry::metrics::InFlight,
}

impl Scope {
    #[inline]
    pub(crate) fn new(inner: &Inner, group: &Group) -> Self {
        Self::with_span(inner, group, Span::new)
    }

    /// The context of a run of a stored delivery.
    pub(crate) fn of_run(inner: &Inner, group: &Group, trace_parent: Option<&str>) -> Self {
        Self::with_span(inner, group, |group| Span::of_run(group, trace_parent))
    }

    #[inline]
    fn with_span(inner: &Inner, group: &Group, span: impl FnOnce(&Descriptor) -> Span) -> Self {
        let measured = cfg!(feature = "metrics") || !inner.observers.is_empty();
        Self {
            span: span(group.descriptor),
            started_at: measured.then(Instant::now),
            #[cfg(feature = "metrics")]
            _in_flight: crate::dispatcher::telemetry::metrics::InFlight::new(group.descriptor),
        }
    }

    #[inline]
    pub(crate) fn in_span<T>(&self, run: impl FnOnce() -> T) -> T {
        self.span.in_scope(run)
    }

    /// The time since the start; zero if nothing needs it.
    #[inline]
    fn elapsed(&self) -> Duration {
        self.started_at.map_or(Duration::ZERO, |at| at.elapsed())
    }
}

impl Inner {
    /// Answers a request of the group that its path or route names.
    #[inline]
    pub(crate) fn dispatch<B: Body>(
        &self,
        group: Option<&Group>,
        parts: request::Parts,
        body: B,
    ) -> impl Future<Output = Response<Full<Bytes>>>
    where
        B::Error: Into<BoxError>,
    {
        let delivery = Delivery::arriving(parts);
        self.answer(group, delivery, Receiving(body), Client::default())
    }

    /// Reads the body of a request, runs the delivery and replies.
    ///
    /// This is one future that borrows the delivery, so that what was received is not moved from one into another. It is
    /// a block because an `async fn` keeps its arguments twice.
    #[expect(
        clippy::manual_async_fn,
        reason = "an `async fn` would move the delivery once more"
    )]
    pub(crate) fn answer<S: BodySource>(
        &self,
        group: Option<&Group>,
        mut delivery: Delivery,
        source: S,
        client: Client,
    ) -> impl Future<Output = Response<Full<Bytes>>> {
        async move {
            let Some(group) = group else {
                return Box::pin(source.refuse(self, delivery)).await;
            };
            if let Err(outcome) = source.read(self, group, &mut delivery).await {
                return self.refuse_unread(group, delivery, outcome);
            }
            let mut handling = if group.runs_at_once {
                self.run_now(group, &mut delivery)
            } else {
                let body_bytes = delivery.body().len();
                let taken = std::mem::replace(&mut delivery, Delivery::nothing());
                // Boxed, because it would enlarge the future of every dispatch.
                let running = Box::pin(self.run_waiting(group, taken, client));
                match Guarded::of(OWN_CODE, running).await {
                    Ok(handling) => handling,
                    Err(panicked) => return self.refuse(group, body_bytes, panicked.into()),
                }
            };
            delivery.end();
            if handling.waits() {
                handling.wait(self, group).await;
            }
            self.answer_run(group, &mut handling, delivery.headers_mut())
        }
    }

    /// Runs a delivery of a group that does not wait before its handler.
    fn run_now(&self, group: &Group, delivery: &mut Delivery) -> Handling {
        let scope = Scope::new(self, group);
        let now = self.now();
        self.receive(group, delivery, now.unwrap_or(SystemTime::UNIX_EPOCH));
        let captured = self.capture(delivery);
        let mut run = match now {
            Ok(_) => scope.in_span(|| self.run_one(group, delivery)),
            Err(panicked) => Run::ended(panicked.into(), None),
        };
        let facts = Facts::of(delivery);
        let left = delivery.extensions_mut();
        // The request's extensions have destructors that may panic.
        if !left.is_empty()
            && let Err(panicked) = guard::discard(OWN_CODE, std::mem::take(left))
        {
            run = Run::ended(panicked.into(), None);
        }
        run.captured = captured;
        Handling { run, scope, facts }
    }

    /// A copy of a delivery, if the program wants to see it.
    #[inline]
    pub(crate) fn capture(&self, delivery: &Delivery) -> Option<Box<Packed>> {
        self.captures.as_ref()?.copy(delivery)
    }

    /// Guards the program's types that recognising tries. Handlers are guarded where they are called.
    #[inline]
    fn run_one(&self, group: &Group, delivery: &mut Delivery) -> Run {
        if !group.tries_types {
            return group.runtime.run(delivery, &self.state);
        }
        let run = || group.runtime.run(delivery, &self.state);
        guard::call(OWN_CODE, run).unwrap_or_else(|panicked| Run::ended(panicked.into(), None))
    }

    /// Runs a delivery that may have to wait for its keys, its verifier, its claim or its items.
    async fn run_waiting(&self, group: &Group, mut delivery: Delivery, client: Client) -> Handling {
        let scope = Scope::new(self, group);
        let now = self.now();
        let received_at = now.unwrap_or(SystemTime::UNIX_EPOCH);
        self.receive(group, &mut delivery, received_at);
        let facts = Facts::of(&delivery);
        let captured = self.capture(&delivery);
        let running = pin!(Some(async {
            if let Err(panicked) = now {
                return Run::ended(panicked.into(), None);
            }
            let mut deadline = self.request_deadline(group.descriptor);
            let found = match prepare(group, &delivery, &mut deadline).await {
                Ok(found) => found,
                Err(run) => return *run,
            };
            let runs = group
                .runtime
                .run_waiting(delivery, found, &self.state, &self.claims);
            match deadline.race(Guarded::of(OWN_CODE, runs)).await {
                Ok(Ok(Runs::One(mut run))) => {
                    let outcome = Self::outcome_of(run.take(), deadline).await;
                    let outcome = Self::settle(group, &mut run, outcome).await;
                    run.progress = HandlerRun::Ready(outcome);
                    run
                }
                Ok(Ok(Runs::Many(items))) => self.run_items(group, items, &client, deadline).await,
                Ok(Ok(Runs::Ended(items, key))) => {
                    self.end_items(group, items, key, deadline).await
                }
                Ok(Err(panicked)) => Run::ended(panicked.into(), None),
                Err(over) if group.descriptor.is_durable() => {
                    *too_late(over, "the inbox did not answer in time")
                }
                Err(over) => *too_late(over, "the claim store did not answer in time"),
            }
        }));
        let mut run = scope.span.within(running).await;
        run.captured = captured;
        Handling { run, scope, facts }
    }

    /// Ends the run of a delivery or an item after its handler, and ends its claim.
    pub(crate) async fn settle(group: &Group, run: &mut Run, outcome: Outcome) -> Outcome {
        let outcome = decide(group, run, outcome);
        if let Some(claim) = run.claim.take() {
            claim.finish().await;
        }
        outcome
    }

    /// Ends the run of a stored delivery, which has no reply.
    pub(crate) fn end_run(&self, group: &Group, handling: Handling) -> Outcome {
        let Handling {
            mut run,
            scope,
            mut facts,
        } = handling;
        let outcome = run.outcome();
        scope.in_span(|| {
            let outcome = decide(group, &mut run, outcome);
            facts.elapsed = scope.elapsed();
            log::run(group.descriptor, &outcome, &run, facts.body_bytes);
            let status = outcome.kind().row().status;
            if self.hints && !status.is_success() {
                hint::refused();
            }
            let reply = (outcome.kind(), status, self.cause_of(&outcome));
            let observed = self.observe(RecordKind::Run, group, reply, &mut run, facts);
            if let Err(panicked) = observed {
                panicked.log();
            }
            outcome
        })
    }

    /// Replies to a delivery whose handler has ended. The headers of the reply take the place of the request's.
    pub(crate) fn answer_run(
        &self,
        group: &Group,
        handling: &mut Handling,
        room: &mut HeaderMap,
    ) -> Response<Full<Bytes>> {
        let Handling { run, scope, facts } = handling;
        let outcome = run.outcome();
        scope.in_span(|| {
            let outcome = decide(group, run, outcome);
            facts.elapsed = scope.elapsed();
            self.reply(group, (outcome, room), run, *facts)
        })
    }
}

impl Handling {
    pub(crate) const fn new(run: Run, scope: Scope, facts: Facts) -> Self {
        Self { run, scope, facts }
    }

    /// Whether the handler has not ended.
    pub(crate) const fn waits(&self) -> bool {
        matches!(self.run.progress, HandlerRun::Future(_))
    }

    /// Waits for the handler.
    pub(crate) async fn wait(&mut self, inner: &Inner, group: &Group) {
        let deadline = inner.deadline(group.descriptor);
        if deadline.is_endless() {
            Ending(self).await;
        } else {
            // Boxed, because it would enlarge the future of every dispatch.
            Box::pin(self.wait_until(deadline)).await;
        }
    }

    async fn wait_until(&mut self, deadline: Deadline<'_>) {
        let HandlerRun::Future(future) = self.run.take() else {
            return;
        };
        let ending = pin!(Some(Inner::finish(future, deadline)));
        self.run.progress = HandlerRun::Ready(self.scope.span.within(ending).await);
    }
}

/// Polls and drops a handler in the span of its delivery. The handler stays where it is, because a dispatch is as large as
/// what it waits for.
struct Ending<'h>(&'h mut Handling);

impl Future for Ending<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Handling { run, scope, .. } = &mut *self.0;
        if let HandlerRun::Future(handler) = &mut run.progress {
            let outcome = ready!(scope.in_span(|| Pin::new(handler).poll(context)));
            run.progress = HandlerRun::Ready(outcome);
        }
        Poll::Ready(())
    }
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        let Handling { run, scope, .. } = &mut *self.0;
        if matches!(run.progress, HandlerRun::Future(_)) {
            scope.in_span(|| drop(run.take()));
        }
    }
}

/// Decides the answer after the handler has ended. The handler is measured only once, even if this is called again.
#[inline]
#[cfg_attr(
    not(feature = "metrics"),
    expect(unused_variables, reason = "only metrics name the group")
)]
fn decide(group: &Group, run: &mut Run, outcome: Outcome) -> Outcome {
    let outcome = run.decide(outcome);
    // The claim is settled first, because the steps before the call of the claim store may panic or never return.
    if let Some(claim) = &mut run.claim {
        claim.settle(&outcome);
    }
    #[cfg(feature = "metrics")]
    crate::dispatcher::telemetry::metrics::measure_handler(group.descriptor, outcome.kind(), run);
    outcome
}

/// Finds the keys or the verdict for a delivery. A handshake that needs only the head ends here.
pub(crate) async fn prepare(
    group: &Group,
    delivery: &Delivery,
    deadline: &mut Deadline<'_>,
) -> Result<Found, Box<Run>> {
    let mut found = Found::Nothing;
    if let Some(keys) = &group.keys {
        found = match deadline.race(pin!(keys.find(delivery))).await {
            Ok(Ok(found)) => found,
            Ok(Err(outcome)) => return Err(Box::new(Run::ended(outcome, None))),
            Err(over) => return Err(too_late(over, "the keys were not found in time")),
        };
    }
    if let Some(verifier) = &group.verifier {
        let verifying = Guarded::new("the verifier", || verifier.verify(delivery));
        let verdict = match deadline.race(verifying).await {
            Ok(verdict) => verdict,
            Err(over) => return Err(too_late(over, "the verifier did not answer in time")),
        };
        let ended = |outcome| Err(Box::new(Run::ended(outcome, None)));
        found = Found::Verdict(match verdict {
            Ok(Ok(signature)) => Ok(signature),
            Ok(Err(Unverifiable::Rejected(failure))) => Err(failure),
            Ok(Err(Unverifiable::Unavailable(failure))) => return ended(failure.into_outcome()),
            Err(panicked) => return ended(panicked.into()),
        });
    }
    let handshakes = group.handshakes.as_ref();
    match handshakes.and_then(|all| all.answer(Stage::Head, delivery, &found, None)) {
        Some(answer) => Err(Box::new(Run::asked(answer, None))),
        None => Ok(found),
    }
}

/// Answers a delivery whose deadline passed before its handler was called.
fn too_late(over: Result<(), Panicked>, why: &'static str) -> Box<Run> {
    let outcome = over.map_or_else(Outcome::from, |()| {
        Outcome::with_text(OutcomeKind::TimedOut, why)
    });
    Box::new(Run::ended(outcome, None))
}
