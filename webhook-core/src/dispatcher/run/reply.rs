//! Makes the reply to a request, and reports it to the log, the metrics and the observers.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use http_body_util::Full;

use crate::dispatcher::delivery_run::{Facts, Run};
use crate::dispatcher::run::inner::{Group, Inner};
#[cfg(feature = "metrics")]
use crate::dispatcher::telemetry::metrics;
use crate::dispatcher::telemetry::{hint, log};
use crate::guard::{self, OWN_CODE, Panicked};
use crate::id::shown;
use crate::observe::record::{DeliveryRecord, RecordKind, cause_of};
use crate::outcome::reply::{problem, respond};
use crate::outcome::{Outcome, OutcomeKind};

impl Inner {
    /// Makes the reply in an empty header map, and logs, counts and observes it. If an observer panics, the reply is 500.
    pub(crate) fn reply(
        &self,
        group: &Group,
        (outcome, room): (Outcome, &mut HeaderMap),
        run: &mut Run,
        facts: Facts,
    ) -> Response<Full<Bytes>> {
        let kind = outcome.kind();
        log::outcome(group.descriptor, &outcome, run, facts.body_bytes);
        let cause = self.cause_of(&outcome);
        let mut response = respond(
            outcome,
            &group.descriptor.sender.replies,
            run.event.map(|event| &event.replies),
            room,
        );
        if kind == OutcomeKind::MethodNotAllowed {
            let handshakes = group.handshakes.as_ref();
            let own = || HeaderValue::from_static(group.descriptor.body.method());
            let allow = handshakes.and_then(|all| all.allow().cloned());
            let allow = allow.unwrap_or_else(own);
            response.headers_mut().insert(header::ALLOW, allow);
        }
        let verified = run.is_verified(group.descriptor);
        group
            .seen
            .note(kind, response.status(), verified, facts.received_at);
        #[cfg(feature = "metrics")]
        metrics::count(group.descriptor, kind, response.status(), run, facts);
        if self.hints && !response.status().is_success() {
            hint::refused();
        }
        let reply = (kind, response.status(), cause);
        if !self.observers.is_empty()
            && let Err(panicked) = self.observe(RecordKind::Delivery, group, reply, run, facts)
        {
            panicked.log();
            let _ = guard::discard(OWN_CODE, response);
            return problem(StatusCode::INTERNAL_SERVER_ERROR);
        }
        response
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
        self.reply(
            group,
            (outcome, &mut HeaderMap::new()),
            &mut Run::ended(Outcome::handled(), None),
            facts,
        )
    }

    /// Tells the log and the observers of a request whose path no group declares.
    #[cold]
    pub(crate) fn tell_no_group(&self) {
        log::no_group();
        if self.hints {
            hint::refused();
        }
        for observer in &self.observers {
            if let Err(panicked) = guard::call("an observer", || observer.no_group()) {
                panicked.log();
            }
        }
    }

    /// The cause for the record, if there is anyone to get it.
    #[inline]
    pub(crate) fn cause_of(&self, outcome: &Outcome) -> Option<Box<str>> {
        if self.observers.is_empty() {
            return None;
        }
        cause_of(outcome)
    }

    /// Gives all observers the record, even if one of them panics.
    pub(crate) fn observe(
        &self,
        kind: RecordKind,
        group: &Group,
        (outcome, status, cause): (OutcomeKind, StatusCode, Option<Box<str>>),
        run: &mut Run,
        facts: Facts,
    ) -> Result<(), Panicked> {
        let number = self.records.fetch_add(1, Ordering::Relaxed);
        let record = Arc::new(DeliveryRecord {
            number: number.saturating_add(1),
            kind,
            group: group.descriptor.name,
            event: run.event.map(|event| event.name),
            payload_type: run.payload_type,
            id: run.id.take().map(shown),
            handler: run.handler,
            outcome,
            cause,
            status: status.as_u16(),
            key_id: run.key.take(),
            body_bytes: facts.body_bytes,
            received_at: facts.received_at,
            ended_at: match kind {
                RecordKind::Delivery => facts.received_at.checked_add(facts.elapsed),
                // It was received long ago, as a rule.
                RecordKind::Run => Some(SystemTime::now()),
            }
            .unwrap_or(facts.received_at),
            elapsed: facts.elapsed,
            items: std::mem::take(&mut run.items),
        });
        if let (Some(captures), Some(packed)) = (&self.captures, run.captured.take()) {
            captures.keep(&record, *packed, &group.shown);
        }
        let mut all = Ok(());
        for observer in &self.observers {
            let told = guard::call("an observer", || observer.observe(&record));
            all = all.and(told);
        }
        all
    }
}
