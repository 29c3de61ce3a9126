//! Hostile input to every group of the quickstart, correctly signed and unsigned.
//!
//! Each row is a case with its only allowed reply. Without a signature, a signed group answers 401 to every body, because
//! it does not read the body. Only requests that are refused earlier, by their head or size, get another reply.

mod bodies;
mod escaped;
mod limits;
mod recognising;
mod signatures;

use bytes::Bytes;
use http::Request;
use webhook_core::outcome::OutcomeKind;

use crate::everything::{GROUPS, example_of, signed_like, unsigned_like};
use crate::support::Fixture;

/// A status, and what the observer is told.
type Reply = (u16, OutcomeKind);

const HANDLED: Reply = (200, OutcomeKind::Handled);
const UNKNOWN: Reply = (200, OutcomeKind::Unknown);
const MALFORMED: Reply = (400, OutcomeKind::Malformed);
const REJECTED: Reply = (401, OutcomeKind::Rejected);
const WRONG_METHOD: Reply = (405, OutcomeKind::MethodNotAllowed);
const TOO_LARGE: Reply = (413, OutcomeKind::TooLarge);
const WRONG_TYPE: Reply = (415, OutcomeKind::UnsupportedMediaType);
const INVALID_PAYLOAD: Reply = (422, OutcomeKind::InvalidPayload);

/// One kind of body, and the reply to it when it is signed.
struct Case {
    name: &'static str,
    /// Makes the body for a group.
    body: fn(&'static str) -> Vec<u8>,
    reply: Reply,
    /// The groups that reply otherwise.
    but: &'static [(&'static str, Reply)],
}

impl Case {
    fn reply_of(&self, group: &str) -> Reply {
        let mut exceptions = self.but.iter();
        let exception = exceptions.find(|(name, _)| *name == group);
        exception.map_or(self.reply, |(_, reply)| *reply)
    }

    async fn check(&self, fixture: &Fixture) {
        for (group, is_signed) in GROUPS {
            let (example, body) = (example_of(group), (self.body)(group));
            let reply = self.reply_of(group);
            expect(fixture, signed_like(example, body.clone()), reply, || {
                format!("{group}, signed: {}", self.name)
            })
            .await;
            let reply = if is_signed { REJECTED } else { reply };
            expect(fixture, unsigned_like(example, body), reply, || {
                format!("{group}, unsigned: {}", self.name)
            })
            .await;
        }
    }
}

/// Sends a request and compares what becomes of it; a panic of ours ends the test, one of a handler is no `reply`.
async fn expect(
    fixture: &Fixture,
    request: Request<Bytes>,
    reply: Reply,
    what: impl Fn() -> String,
) {
    let record = fixture.send(request).await;
    assert_eq!((record.status(), record.outcome()), reply, "{}", what());
    // A payload that does not fit is found out on the way into a handler, which is named though it was not called.
    if !matches!(reply, INVALID_PAYLOAD | MALFORMED) {
        assert_eq!(record.handler().is_some(), reply == HANDLED, "{}", what());
    }
}
