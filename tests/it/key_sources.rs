//! Keyrings that are replaced while the program runs, and one for each tenant.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use serde::Deserialize;
use webhook_core::testing::{Forge, FrozenClock, dispatch};
use webhook_core::{
    Dispatcher, EventGroup, Keyring, Meta, Secret, SharedKeyring, State, TenantKeyrings, on_event,
};

#[derive(Debug, Deserialize)]
struct Order {
    #[expect(dead_code, reason = "only its shape matters")]
    id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/tenants/*",
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

#[test]
fn a_keyring_is_replaced_while_the_program_runs() {
    let shared = Arc::new(SharedKeyring::new(
        Keyring::new().with("old", secret("old")),
    ));
    let keys = Keys::default();
    let dispatcher = Dispatcher::builder()
        .group_with::<Tenants>(shared.clone())
        .clock(clock())
        .state(keys.clone())
        .build()
        .unwrap();
    let status = |name| dispatch(&dispatcher, request(name, "/tenants/x")).status();
    assert_eq!(
        (status("old"), status("new")),
        (http::StatusCode::OK, http::StatusCode::UNAUTHORIZED)
    );
    shared.replace(
        Keyring::new()
            .with("old", secret("old"))
            .with("new", secret("new")),
    );
    assert_eq!(
        (status("old"), status("new")),
        (http::StatusCode::OK, http::StatusCode::OK)
    );
    shared.replace(Keyring::new().with("new", secret("new")));
    assert_eq!(
        (status("old"), status("new")),
        (http::StatusCode::UNAUTHORIZED, http::StatusCode::OK)
    );
    // A keyring that cannot be used verifies nothing.
    shared.replace(Keyring::new());
    assert_eq!(status("new"), http::StatusCode::UNAUTHORIZED);
    assert_eq!(*keys.0.lock().unwrap(), ["old", "old", "new", "new"]);
}

#[test]
fn a_tenant_has_its_own_keyring() {
    let tenants = Arc::new(TenantKeyrings::by_path_segment(1));
    tenants.set("acme", Keyring::new().with("acme-1", secret("acme")));
    tenants.set("other", Keyring::new().with("other-1", secret("other")));
    let keys = Keys::default();
    let dispatcher = Dispatcher::builder()
        .group_with::<Tenants>(tenants.clone())
        .clock(clock())
        .state(keys.clone())
        .build()
        .unwrap();
    let status = |name, path| dispatch(&dispatcher, request(name, path)).status().as_u16();
    assert_eq!(status("acme", "/tenants/acme"), 200);
    assert_eq!(status("other", "/tenants/other"), 200);
    assert_eq!(status("acme", "/tenants/other"), 401);
    assert_eq!(status("acme", "/tenants/nobody"), 401);
    tenants.remove("acme");
    assert_eq!(status("acme", "/tenants/acme"), 401);
    assert_eq!(*keys.0.lock().unwrap(), ["acme-1", "other-1"]);
}
