//! The owner of the key that signed a delivery: two owners may use one id, and two keys of one owner count as one.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use webhook_core::future::BoxFuture;
use webhook_core::inbox::{
    Claim, ClaimEnd, ClaimKey, ClaimStore, ClaimToken, MemoryClaims, Unavailable,
};
use webhook_core::scheme::KeyId;
use webhook_core::verification::{
    CustomSignature, CustomVerifier, SharedKeyring, TenantKeyrings, Unverifiable,
};
use webhook_core::{
    Delivery, Dispatcher, EventGroup, Keyring, Meta, Secret, State, StoredDelivery, Unsigned,
    on_event,
};

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/owners/{tenant}",
    discriminator = "/type",
    id = "/id",
    idempotent,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Owners {
    #[event("a")]
    A,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/coded", discriminator = "/type", id = "/id", idempotent, signature = custom)]
pub(crate) enum Coded {
    #[event("a")]
    A,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/anyone", discriminator = "/type", id = "/id", idempotent, signature = none)]
pub(crate) enum Anyone {
    #[event("a")]
    A,
}

/// The owners of what ran.
#[derive(Clone, Default)]
struct Ran(Arc<Mutex<Vec<String>>>);

impl Ran {
    fn add(&self, meta: &Meta) {
        let owner = meta.key_id().map_or("nobody", KeyId::owner).to_owned();
        self.0.lock().unwrap().push(owner);
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

#[on_event(group = "owners", event = "a")]
fn owners(meta: Meta, State(ran): State<Ran>) {
    ran.add(&meta);
    drop(meta);
}

#[on_event(group = "coded", event = "a")]
fn coded(meta: Meta, State(ran): State<Ran>) {
    ran.add(&meta);
    drop(meta);
}

#[on_event(group = "anyone", event = "a")]
fn anyone(meta: Meta, State(ran): State<Ran>) {
    ran.add(&meta);
    drop(meta);
}

const BODY: &str = r#"{"type":"a","id":"1"}"#;

fn secret(name: &str) -> Secret {
    Secret::new(format!("the secret of {name}, long enough"))
}

fn signed(path: &str, name: &str) -> Request<Full<Bytes>> {
    let mut request = Request::post(path).body(Bytes::from(BODY)).unwrap();
    let scheme = Owners::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&secret(name), &mut request).unwrap();
    request.map(Full::new)
}

/// Sends deliveries with one id and one body, each by a path and signed by a name; the owners of those that ran.
fn run(dispatcher: &Dispatcher, ran: &Ran, sent: &[(&str, &str)]) -> Vec<String> {
    for (path, name) in sent {
        let response = dispatcher.dispatch_blocking(signed(path, name));
        assert_eq!(response.status(), 200, "{path} {name}");
    }
    ran.take()
}

#[test]
fn each_tenant_has_its_own_ids() {
    let tenants = TenantKeyrings::by_segment("tenant");
    // As programs write it: each key is called `1`.
    tenants.set("a", secret("a")).unwrap();
    tenants.set("b", secret("b")).unwrap();
    // Two names of one tenant.
    tenants
        .set("c", Keyring::from(secret("c")).owner("both"))
        .unwrap();
    tenants
        .set("d", Keyring::from(secret("d")).owner("both"))
        .unwrap();
    let ran = Ran::default();
    let dispatcher = Dispatcher::builder()
        .group::<Owners>(tenants)
        .state(ran.clone())
        .build()
        .unwrap();
    let sent = ["a", "b", "a", "b", "c", "d"].map(|name| (format!("/owners/{name}"), name));
    let sent: Vec<_> = sent.iter().map(|(path, name)| (&**path, *name)).collect();
    assert_eq!(run(&dispatcher, &ran, &sent), ["a", "b", "both"]);
}

#[test]
fn owners_of_one_keyring_have_their_own_ids_and_their_old_keys_are_the_same() {
    let keyring = Keyring::from(secret("old"))
        .with_owned("b", "b-1", secret("b-1"))
        .owner("a")
        .with("new", secret("new"))
        .with_owned("b", "b-2", secret("b-2"));
    let shared = Arc::new(SharedKeyring::new(&keyring));
    let ran = Ran::default();
    for builder in [
        Dispatcher::builder().group::<Owners>(keyring),
        Dispatcher::builder().group::<Owners>(shared),
    ] {
        let dispatcher = builder.state(ran.clone()).build().unwrap();
        let names = ["old", "new", "b-2", "b-1", "old"].map(|name| ("/owners/x", name));
        assert_eq!(run(&dispatcher, &ran, &names), ["a", "b"]);
    }
    // Without owners, a keyring has one.
    let keyring = Keyring::from([secret("old"), secret("new")]);
    let dispatcher = Dispatcher::builder().group::<Owners>(keyring);
    let dispatcher = dispatcher.state(ran.clone()).build().unwrap();
    let names = ["old", "new"].map(|name| ("/owners/x", name));
    assert_eq!(run(&dispatcher, &ran, &names), [""]);
}

#[test]
fn code_says_the_owner_and_an_unsigned_group_has_none() {
    struct Code;

    impl CustomVerifier for Code {
        fn verify<'a>(
            &'a self,
            delivery: &'a Delivery,
        ) -> BoxFuture<'a, Result<CustomSignature, Unverifiable>> {
            let owner = delivery.headers()["x-owner"].to_str().unwrap();
            let key = KeyId::new("k").owned_by(owner);
            Box::pin(std::future::ready(Ok(CustomSignature::new(key))))
        }
    }

    let ran = Ran::default();
    let dispatcher = Dispatcher::builder()
        .group::<Coded>(Code)
        .group::<Anyone>(Unsigned)
        .state(ran.clone())
        .build()
        .unwrap();
    for (path, owner) in [
        ("/coded", "a"),
        ("/coded", "b"),
        ("/coded", "a"),
        ("/anyone", "a"),
        ("/anyone", "b"),
    ] {
        let request = Request::post(path).header("x-owner", owner);
        let response = dispatcher.dispatch_blocking(request.body(BODY.to_owned()).unwrap());
        assert_eq!(response.status(), 200);
    }
    assert_eq!(ran.take(), ["a", "b", "nobody"]);
}

#[test]
fn a_store_and_a_queue_are_told_the_owner() {
    struct Shows(MemoryClaims, Arc<Mutex<Vec<ClaimKey>>>);

    impl ClaimStore for Shows {
        fn claim<'a>(
            &'a self,
            key: &'a ClaimKey,
            body: &'a webhook_core::inbox::BodyDigest,
            now: std::time::SystemTime,
        ) -> BoxFuture<'a, Result<Claim, Unavailable>> {
            self.1.lock().unwrap().push(key.clone());
            self.0.claim(key, body, now)
        }

        fn finish<'a>(
            &'a self,
            key: &'a ClaimKey,
            token: ClaimToken,
            end: ClaimEnd,
        ) -> BoxFuture<'a, Result<(), Unavailable>> {
            self.0.finish(key, token, end)
        }
    }

    let keyring = Keyring::from(secret("a")).owner("shop a");
    let keys = Arc::default();
    let dispatcher = Dispatcher::builder()
        .group::<Owners>(&keyring)
        .claims(Shows(MemoryClaims::default(), Arc::clone(&keys)))
        .state(Ran::default())
        .build()
        .unwrap();
    dispatcher.dispatch_blocking(signed("/owners/x", "a"));
    let expected = ClaimKey::new("owners", "a", "1").with_owner("shop a");
    assert_eq!(
        keys.lock().unwrap().as_slice(),
        std::slice::from_ref(&expected)
    );

    let mut request = Request::post("/owners/x").body(Bytes::from(BODY)).unwrap();
    let scheme = Owners::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&secret("a"), &mut request).unwrap();
    let verified = Owners::verify(request.into(), &keyring).unwrap();
    let recognised = Owners::recognise(verified).unwrap();
    assert_eq!(recognised.claim_key(), Some(expected.clone()));
    let stored = recognised.store(&[]);
    let stored = serde_json::to_string(&stored).unwrap();
    let stored: StoredDelivery = serde_json::from_str(&stored).unwrap();
    assert_eq!(stored.owner(), "shop a");
    let again = stored.danger_recognise_unchecked::<Owners>().unwrap();
    assert_eq!(again.claim_key(), Some(expected));
}
