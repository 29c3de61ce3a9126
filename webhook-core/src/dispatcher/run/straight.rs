//! The short way, which nearly every delivery takes: one event, keys at hand, no claim and no handshake.
//!
//! Nothing here is awaited but the handler, and nothing that was received is moved about.

use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http::{Response, request};
use http_body_util::Full;

use crate::delivery::Delivery;
use crate::dispatcher::begun::{Begun, Facts};
use crate::dispatcher::run::inner::{Group, Inner};
use crate::dispatcher::telemetry::log;
use crate::guard::{self, OWN_CODE};
use crate::handle::started::Started;
use crate::outcome::Outcome;

/// A delivery whose handler was called.
pub(crate) struct Running {
    begun: Begun,
    span: log::Span,
    facts: Facts,
    /// Only where metrics or observers use it: reading the clock costs more than much of what it measures.
    started_at: Option<Instant>,
    #[cfg(feature = "metrics")]
    _in_flight: crate::dispatcher::telemetry::metrics::InFlight,
}

impl Group {
    /// Whether deliveries come this way.
    pub(crate) fn is_straight(&self) -> bool {
        let descriptor = self.descriptor;
        self.keys.is_none()
            && self.verifier.is_none()
            && self.handshakes.is_none()
            && !descriptor.is_idempotent()
            && descriptor.each.is_none()
    }
}

impl Inner {
    /// Verifies and recognises a delivery, and calls its handler.
    pub(crate) fn start(&self, group: &Group, parts: request::Parts, body: Bytes) -> Running {
        let span = log::Span::new(group.descriptor);
        let measured = cfg!(feature = "metrics") || !self.observers.is_empty();
        let started_at = measured.then(Instant::now);
        #[cfg(feature = "metrics")]
        let in_flight = crate::dispatcher::telemetry::metrics::InFlight::new(group.descriptor);
        let now = self.now();
        let received_at = now.unwrap_or(SystemTime::UNIX_EPOCH);
        let mut delivery = self.receive(group, parts, body, received_at);
        let mut begun = match now {
            Ok(_) => span.in_scope(|| self.begin(group, &mut delivery)),
            Err(panicked) => Begun::ended(panicked.into(), None),
        };
        let facts = Facts {
            body_bytes: delivery.body().len(),
            received_at,
            elapsed: Duration::ZERO,
        };
        let left = delivery.extensions_mut();
        // What the server left beside the request has destructors too.
        if !left.is_empty()
            && let Err(panicked) = guard::discard(OWN_CODE, std::mem::take(left))
        {
            begun = Begun::ended(panicked.into(), None);
        }
        Running {
            begun,
            span,
            facts,
            started_at,
            #[cfg(feature = "metrics")]
            _in_flight: in_flight,
        }
    }

    /// Handlers are guarded where they are called; a type of the program's that is tried before is, in its group alone.
    #[inline]
    fn begin(&self, group: &Group, delivery: &mut Delivery) -> Begun {
        if !group.tries_types {
            return group.runtime.begin_straight(delivery, &self.state);
        }
        let begin = || group.runtime.begin_straight(delivery, &self.state);
        guard::call(OWN_CODE, begin).unwrap_or_else(|panicked| Begun::ended(panicked.into(), None))
    }

    /// Answers a delivery whose handler was called and has ended.
    pub(crate) fn stop(&self, group: &Group, running: &mut Running) -> Response<Full<Bytes>> {
        let Running { begun, span, .. } = running;
        let outcome = match begun.take_started() {
            Started::Ready(outcome) => outcome,
            // It has been waited for.
            Started::Future(_) => Outcome::handled(),
        };
        let outcome = begun.decide(outcome);
        if let Some(started_at) = running.started_at {
            running.facts.elapsed = started_at.elapsed();
        }
        let facts = running.facts;
        span.in_scope(|| {
            #[cfg(feature = "metrics")]
            crate::dispatcher::telemetry::metrics::measure_handler(
                group.descriptor,
                outcome.kind(),
                begun,
            );
            self.reply(group, outcome, begun, facts)
        })
    }
}

impl Running {
    /// Whether the handler has not ended.
    pub(crate) const fn waits(&self) -> bool {
        matches!(self.begun.started, Started::Future(_))
    }

    /// Waits for the handler.
    pub(crate) async fn wait(&mut self, inner: &Inner, group: &Group) {
        let started = self.begun.take_started();
        let waiting = inner.finish(started, inner.deadline(group.descriptor));
        self.begun.started = Started::Ready(self.span.within(waiting).await);
    }
}
