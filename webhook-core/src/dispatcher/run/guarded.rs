//! The way of a delivery that may have to wait: for its keys, its claim, its items, or an answer to its sender.

use std::pin::pin;
use std::time::Instant;

use bytes::Bytes;
use http::{Response, request};
use http_body_util::Full;

use crate::delivery::Delivery;
use crate::dispatcher::begun::{Begun, Facts};
use crate::dispatcher::run::beginning::Beginning;
use crate::dispatcher::run::deadline::{Client, Deadline};
use crate::dispatcher::run::handshakes::Stage;
use crate::dispatcher::run::inner::{Group, Inner};
use crate::dispatcher::telemetry::log;
use crate::guard::{self, Guarded, OWN_CODE, Panicked};
use crate::outcome::{IntoOutcome as _, Outcome, OutcomeKind};
use crate::verification::custom::{Unverifiable, Verdict};

impl Inner {
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
    pub(crate) async fn end(
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
}

/// Finds what a delivery is verified with, and answers a handshake that needs only the head.
pub(crate) async fn prepare(
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
    let handshakes = group.handshakes.as_ref()?;
    let answer = handshakes.answer(Stage::Head, delivery, None)?;
    Some(Begun::asked(answer, None))
}

/// What is answered where the deadline is over before a handler was called.
fn too_late(over: Result<(), Panicked>, why: &'static str) -> Begun {
    let outcome = over.map_or_else(Outcome::from, |()| {
        Outcome::with_text(OutcomeKind::TimedOut, why)
    });
    Begun::ended(outcome, None)
}
