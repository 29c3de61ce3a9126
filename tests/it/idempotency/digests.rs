//! `idempotent = digest`: each body runs once, whatever its id.
#![expect(clippy::needless_pass_by_value, reason = "a handler owns its payload")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use serde::Deserialize;
use webhook_core::future::BoxFuture;
use webhook_core::inbox::{
    BodyDigest, Claim, ClaimEnd, ClaimKey, ClaimStore, ClaimToken, MemoryClaims, Unavailable,
};
use webhook_core::observe::RecentDeliveries;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{Dispatcher, EventGroup, Secret, State, on_event};

#[derive(Debug, Deserialize)]
pub(crate) struct Change {
    fails: bool,
}

/// A sender whose ids say nothing.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/changes",
    discriminator = "/type",
    id = "/id",
    idempotent = digest,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Changes {
    #[event("change")]
    Change(Change),
}

#[derive(Clone, Default)]
struct Runs(Arc<AtomicUsize>);

#[on_event(group = "changes", ty = Change)]
fn change(change: Change, State(runs): State<Runs>) -> Result<(), String> {
    let before = runs.0.fetch_add(1, Ordering::SeqCst);
    if change.fails && before == 0 {
        Err("not yet".to_owned())
    } else {
        Ok(())
    }
}

/// A claim store that shows what it was asked.
#[derive(Default)]
struct Shown {
    claims: MemoryClaims,
    keys: Arc<std::sync::Mutex<Vec<(ClaimKey, String)>>>,
}

impl ClaimStore for Shown {
    fn claim<'a>(
        &'a self,
        key: &'a ClaimKey,
        body: &'a BodyDigest,
        now: std::time::SystemTime,
    ) -> BoxFuture<'a, Result<Claim, Unavailable>> {
        let shown = format!("{key:?}");
        self.keys.lock().unwrap().push((key.clone(), shown));
        self.claims.claim(key, body, now)
    }

    fn finish<'a>(
        &'a self,
        key: &'a ClaimKey,
        token: ClaimToken,
        end: ClaimEnd,
    ) -> BoxFuture<'a, Result<(), Unavailable>> {
        self.claims.finish(key, token, end)
    }
}

#[test]
fn a_body_runs_once_whatever_its_id() {
    use OutcomeKind::{Duplicate, Failed, Handled};

    let (runs, recent) = (Runs::default(), Arc::new(RecentDeliveries::new(10)));
    let claims = Shown::default();
    let keys = Arc::clone(&claims.keys);
    let dispatcher = Dispatcher::builder()
        .group::<Changes>(Secret::new("your-shared-secret"))
        .claims(claims)
        .state(runs.clone())
        .observer(recent.clone())
        .build()
        .unwrap();
    let sent = |body: &str| {
        let mut request = Request::post("/changes")
            .body(Bytes::from(body.to_owned()))
            .unwrap();
        let scheme = Changes::DESCRIPTOR.scheme().unwrap();
        scheme
            .sign(&Secret::new("your-shared-secret"), &mut request)
            .unwrap();
        dispatcher.dispatch_blocking(request.map(Full::new));
        let record = recent.last().pop().unwrap();
        (record.outcome(), record.id().map(str::to_owned))
    };
    let id = || Some("1".to_owned());
    let first = r#"{"type":"change","id":"1","fails":true}"#;
    assert_eq!(sent(first), (Failed, id()));
    assert_eq!(sent(first), (Handled, id()));
    assert_eq!(sent(first), (Duplicate, id()));
    // The same id with another body is another delivery, and none is needed.
    let other = r#"{"type":"change","id":"1","fails":false}"#;
    assert_eq!(sent(other), (Handled, id()));
    let without = r#"{"type":"change","fails":false}"#;
    assert_eq!(sent(without), (Handled, None));
    assert_eq!(sent(without), (Duplicate, None));
    assert_eq!(runs.0.load(Ordering::SeqCst), 4);
    let keys = keys.lock().unwrap();
    let (key, shown) = &keys[0];
    assert!(key.is_digest() && key.id().len() == 64);
    assert!(!shown.contains(key.id()), "{shown}");
}
