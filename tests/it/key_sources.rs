//! Keyrings that are replaced while the program runs, and one for each tenant.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use serde::Deserialize;
use webhook_core::dispatcher::ProblemKind;
use webhook_core::future::BoxFuture;
use webhook_core::observe::RecentDeliveries;
use webhook_core::outcome::OutcomeKind;
use webhook_core::scheme::{KeyErrorKind, SecretErrorKind};
use webhook_core::testing::{Forge, FrozenClock, dispatch_blocking};
use webhook_core::verification::{KeyRequest, KeySource, SharedKeyring, TenantKeyrings};
use webhook_core::{Dispatcher, EventGroup, Failure, Keyring, Meta, Secret, State, on_event};

#[derive(Debug, Deserialize)]
struct Order {
    #[expect(dead_code, reason = "only its shape matters")]
    id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/tenants/{tenant}",
    discriminator = "/type",
    payload = "/data",
    signature = slack
)]
enum Tenants {
    #[event("order.created")]
    OrderCreated(Order),
}

#[derive(Clone, Default)]
struct Keys(Arc<Mutex<Vec<String>>>);

#[on_event(group = "tenants", ty = Order)]
#[expect(
    clippy::needless_pass_by_value,
    reason = "a handler owns its arguments"
)]
fn created(_: Order, meta: Meta, State(Keys(keys)): State<Keys>) {
    let key = meta.key_id().map(ToString::to_string).unwrap_or_default();
    keys.lock().unwrap().push(key);
    drop(keys);
}

const BODY: &str = r#"{"type":"order.created","data":{"id":"o1"}}"#;

fn clock() -> FrozenClock {
    FrozenClock::at(1_700_000_000)
}

fn secret(name: &str) -> Secret {
    Secret::new(format!("the secret of {name}, long enough"))
}

fn request(name: &str, path: &str) -> http::Request<Bytes> {
    let mut request = Forge::of::<Tenants>(secret(name), &clock(), BODY)
        .genuine()
        .unwrap();
    *request.uri_mut() = path.parse().unwrap();
    request
}

/// Keyrings whose fault anyone can see, and which.
fn unusable() -> [(Keyring, KeyErrorKind); 6] {
    let secret_is = KeyErrorKind::Secret;
    [
        (Keyring::new(), KeyErrorKind::NoSecret),
        (Secret::new("").into(), secret_is(SecretErrorKind::Blank)),
        (Secret::new(" \n").into(), secret_is(SecretErrorKind::Blank)),
        (
            Secret::new("pasted\n").into(),
            secret_is(SecretErrorKind::TrailingWhitespace),
        ),
        (
            Keyring::new()
                .with("1", secret("new"))
                .with("2", Secret::new("pasted ")),
            secret_is(SecretErrorKind::TrailingWhitespace),
        ),
        (
            Keyring::new()
                .with("1", secret("new"))
                .with("1", secret("old")),
            KeyErrorKind::DoubledId,
        ),
    ]
}

#[test]
fn a_pem_file_is_a_key_although_it_ends_in_a_newline() {
    let pem = "-----BEGIN PUBLIC KEY-----\nAQID\n-----END PUBLIC KEY-----\n";
    assert!(Keyring::from(Secret::new(pem)).check().is_ok());
}

/// A source that has the same answer for every delivery.
struct Always(Option<Keyring>);

impl KeySource for Always {
    fn keyring<'a>(
        &'a self,
        _: KeyRequest<'a>,
    ) -> BoxFuture<'a, Result<Option<Arc<Keyring>>, Failure>> {
        Box::pin(async { Ok(self.0.clone().map(Arc::new)) })
    }
}

/// The sender cannot mend it and must not take the endpoint for gone: 401 for some is the end.
#[test]
fn a_keyring_that_cannot_be_used_is_the_receivers_fault() {
    let answer = |keyring| {
        let recent = Arc::new(RecentDeliveries::new(1));
        let dispatcher = Dispatcher::builder()
            .group::<Tenants>(Always(keyring))
            .clock(clock())
            .state(Keys::default())
            .observer(recent.clone())
            .build()
            .unwrap();
        let reply = dispatch_blocking(&dispatcher, request("new", "/tenants/x"));
        let after = reply.headers().get("retry-after").cloned();
        let outcome = recent.last().pop().unwrap().outcome();
        let after = after.map(|after| after.to_str().unwrap().to_owned());
        (reply.status().as_u16(), after, outcome)
    };
    for (keyring, kind) in unusable() {
        let refused = (503, Some("60".to_owned()), OutcomeKind::Failed);
        assert_eq!(answer(Some(keyring)), refused, "{kind:?}");
    }
    // An unknown tenant is still answered as a stranger.
    assert_eq!(answer(None), (401, None, OutcomeKind::Rejected));
    let other = Keyring::from(secret("old"));
    assert_eq!(answer(Some(other)), (401, None, OutcomeKind::Rejected));
    let right = Keyring::from(secret("new"));
    assert_eq!(answer(Some(right)), (200, None, OutcomeKind::Handled));
}

#[test]
fn a_shared_keyring_that_cannot_be_used_is_refused_at_start_up() {
    let build = |shared: SharedKeyring| {
        let keys = Arc::new(shared);
        let builder = Dispatcher::builder().group::<Tenants>(keys);
        builder.state(Keys::default()).build()
    };
    for (keyring, kind) in unusable() {
        let error = build(SharedKeyring::new(&keyring)).unwrap_err();
        let [problem] = error.problems() else {
            panic!("{error}")
        };
        assert_eq!(problem.kind(), ProblemKind::Secret, "{kind:?}");
        assert_eq!(problem.group(), "tenants");
        let text = keyring.check().unwrap_err().to_string();
        assert!(problem.to_string().contains(&text), "{problem}");
    }
    assert!(build(SharedKeyring::new(secret("new"))).is_ok());
}

/// Whose delivery it is could not be told.
#[test]
fn a_secret_has_one_owner() {
    let check = |keyring: Keyring| keyring.check().map_err(|error| error.to_string());
    let two = Keyring::from(secret("a"))
        .owner("a")
        .with("2", secret("b"))
        .with_owned("b", "b", secret("a"));
    let refused = "the secret `b` is the secret of another owner as well";
    assert_eq!(check(two.clone()), Err(refused.to_owned()));
    let other = Keyring::from(secret("a")).with_owned("b", "b", secret("a"));
    assert_eq!(check(other), Err(refused.to_owned()));
    assert!(
        SharedKeyring::new(secret("a"))
            .replace(two.clone())
            .is_err()
    );
    let tenants = TenantKeyrings::by_segment("tenant");
    assert!(tenants.set("acme", two).is_err());
    // Two ids of one owner are the same answer, and owners may have several secrets.
    let alike = Keyring::new()
        .with_owned("a", "1", secret("a"))
        .with_owned("a", "2", secret("a"))
        .with_owned("b", "3", secret("b"));
    assert_eq!(check(alike), Ok(()));
}

#[test]
fn a_keyring_is_replaced_while_the_program_runs() {
    let shared = Arc::new(SharedKeyring::new(
        Keyring::new().with("old", secret("old")),
    ));
    let keys = Keys::default();
    let dispatcher = Dispatcher::builder()
        .group::<Tenants>(shared.clone())
        .clock(clock())
        .state(keys.clone())
        .build()
        .unwrap();
    let status = |name| dispatch_blocking(&dispatcher, request(name, "/tenants/x")).status();
    assert_eq!(
        (status("old"), status("new")),
        (http::StatusCode::OK, http::StatusCode::UNAUTHORIZED)
    );
    let rotating = shared.replace(
        Keyring::new()
            .with("old", secret("old"))
            .with("new", secret("new")),
    );
    rotating.unwrap();
    assert_eq!(
        (status("old"), status("new")),
        (http::StatusCode::OK, http::StatusCode::OK)
    );
    shared
        .replace(Keyring::new().with("new", secret("new")))
        .unwrap();
    assert_eq!(
        (status("old"), status("new")),
        (http::StatusCode::UNAUTHORIZED, http::StatusCode::OK)
    );
    // A keyring that cannot be used is not taken.
    for (unusable, kind) in unusable() {
        let refused = shared.replace(unusable).map_err(|error| error.kind());
        assert_eq!(refused, Err(kind));
    }
    assert_eq!(status("new"), http::StatusCode::OK);
    let used = keys.0.lock().unwrap().clone();
    assert_eq!(used, ["old", "old", "new", "new", "new"]);
}

#[test]
fn a_tenant_has_its_own_keyring() {
    let tenants = Arc::new(TenantKeyrings::by_segment("tenant"));
    let keyring = |name: &str| Keyring::new().with(format!("{name}-1"), secret(name));
    for name in ["acme", "other"] {
        tenants.set(name, keyring(name)).unwrap();
    }
    for (unusable, kind) in unusable() {
        let refused = tenants.set("acme", unusable).map_err(|error| error.kind());
        assert_eq!(refused, Err(kind));
    }
    let keys = Keys::default();
    let dispatcher = Dispatcher::builder()
        .group::<Tenants>(tenants.clone())
        .clock(clock())
        .state(keys.clone())
        .build()
        .unwrap();
    let status = |name, path| {
        dispatch_blocking(&dispatcher, request(name, path))
            .status()
            .as_u16()
    };
    assert_eq!(status("acme", "/tenants/acme"), 200);
    assert_eq!(status("other", "/tenants/other"), 200);
    assert_eq!(status("acme", "/tenants/other"), 401);
    assert_eq!(status("acme", "/tenants/nobody"), 401);
    tenants.remove("acme");
    assert_eq!(status("acme", "/tenants/acme"), 401);
    assert_eq!(*keys.0.lock().unwrap(), ["acme-1", "other-1"]);
}
