//! A claim store that cannot answer: nothing runs, the sender is asked to come back, and no reply is changed afterwards.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::Request;
use serde::Deserialize;
use webhook_core::future::BoxFuture;
use webhook_core::inbox::{
    BodyDigest, Claim, ClaimEnd, ClaimKey, ClaimStore, ClaimToken, MemoryClaims, Unavailable,
};
use webhook_core::observe::RecentDeliveries;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{Dispatcher, EventGroup, Secret, State, on_event};

use super::Runs;
use crate::log::logged;

#[derive(Debug, Deserialize)]
struct Note {}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/away",
    discriminator = "/type",
    id = "/id",
    idempotent,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Away {
    #[event("note")]
    Note(Note),
}

#[on_event(group = "away", ty = Note)]
fn noted(_: Note, State(runs): State<Runs>) {
    runs.0.fetch_add(1, Ordering::SeqCst);
}

/// What the store says instead of doing it.
#[derive(Default)]
struct Fails {
    claim: Option<fn() -> Unavailable>,
    finish: Option<fn() -> Unavailable>,
    claims: MemoryClaims,
}

impl ClaimStore for Fails {
    fn claim<'a>(
        &'a self,
        key: &'a ClaimKey,
        body: &'a BodyDigest,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Claim, Unavailable>> {
        match self.claim {
            Some(why) => Box::pin(async move { Err(why()) }),
            None => self.claims.claim(key, body, now),
        }
    }

    fn finish<'a>(
        &'a self,
        key: &'a ClaimKey,
        token: ClaimToken,
        end: ClaimEnd,
    ) -> BoxFuture<'a, Result<(), Unavailable>> {
        match self.finish {
            Some(why) => Box::pin(async move { Err(why()) }),
            None => self.claims.finish(key, token, end),
        }
    }
}

struct Seen {
    /// The statuses and `Retry-After` of two equal deliveries.
    replies: Vec<(u16, Option<String>)>,
    kinds: Vec<OutcomeKind>,
    runs: usize,
    log: String,
}

fn twice(store: Fails) -> Seen {
    let (runs, recent) = (Runs::default(), Arc::new(RecentDeliveries::new(10)));
    let dispatcher = Dispatcher::builder()
        .group::<Away>(Secret::new("your-shared-secret"))
        .claims(store)
        .state(runs.clone())
        .observer(recent.clone())
        .build()
        .unwrap();
    let send = || {
        let body = Bytes::from_static(br#"{"type":"note","id":"1"}"#);
        let mut request = Request::post("/away").body(body).unwrap();
        let scheme = Away::DESCRIPTOR.scheme().unwrap();
        scheme
            .sign(&Secret::new("your-shared-secret"), &mut request)
            .unwrap();
        let reply = dispatcher.dispatch_blocking(request.map(http_body_util::Full::new));
        let after = reply.headers().get("retry-after");
        let after = after.map(|after| after.to_str().unwrap().to_owned());
        (reply.status().as_u16(), after)
    };
    let mut replies = Vec::new();
    let log = logged(|| replies = vec![send(), send()]);
    let kinds: Vec<_> = recent
        .last()
        .iter()
        .map(|record| record.outcome())
        .collect();
    Seen {
        replies,
        kinds,
        runs: runs.0.load(Ordering::SeqCst),
        log,
    }
}

#[test]
fn nothing_runs_without_a_claim() {
    let away = || Unavailable::new("the database is away");
    let seen = twice(Fails {
        claim: Some(away),
        ..Fails::default()
    });
    assert_eq!(seen.replies, vec![(503, Some("10".to_owned())); 2]);
    assert_eq!(seen.kinds, [OutcomeKind::Unavailable; 2]);
    assert_eq!(seen.runs, 0);
    assert!(seen.log.contains("the database is away"), "{}", seen.log);

    let locked = || Unavailable::new("locked").with_retry_after(Duration::from_secs(2));
    let seen = twice(Fails {
        claim: Some(locked),
        ..Fails::default()
    });
    assert_eq!(seen.replies, vec![(503, Some("2".to_owned())); 2]);
}

/// The handler ran, so the sender is told that. Until its lease ends, the claim stays.
#[test]
fn a_claim_that_cannot_end_leaves_the_reply() {
    let full = || Unavailable::new("the disk is full");
    let seen = twice(Fails {
        finish: Some(full),
        ..Fails::default()
    });
    assert_eq!(seen.replies, [(200, None), (503, Some("10".to_owned()))]);
    assert_eq!(seen.kinds, [OutcomeKind::Handled, OutcomeKind::Running]);
    assert_eq!(seen.runs, 1);
    assert!(
        seen.log.contains("the claim store did not end the claim")
            && seen.log.contains("the disk is full"),
        "{}",
        seen.log
    );
}
