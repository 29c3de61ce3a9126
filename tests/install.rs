//! The dispatcher of a process. Each test runs in its own process, because a dispatcher cannot be uninstalled.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;
use std::sync::Barrier;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use serde::Deserialize;
use webhook_core::{Dispatcher, EventGroup, Secret, State, dispatch, install_from_env, on_event};

#[derive(Debug, Deserialize)]
struct Order {}

/// Its secret is `SHOP_ORDERS_SECRET`.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/orders",
    name = "shop-orders",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Orders {
    #[event("order")]
    Order(Order),
}

#[on_event(group = "orders", ty = Order)]
fn order(_: Order) {}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/parcels",
    secret_env = "PARCELS_KEY",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Parcels {
    #[event("parcel")]
    Parcel(Order),
}

#[on_event(group = "parcels", ty = Order)]
async fn parcel(_: Order) {}

#[derive(Debug, EventGroup)]
#[event_group(path = "/unsigned", signature = none)]
enum Unsigned {
    #[event("anything")]
    Anything(Order),
}

#[on_event(group = "unsigned", ty = Order)]
fn anything(_: Order) {}

/// Declares no path: `install_from_env` leaves it alone, and so its state is not missed.
#[derive(Debug, EventGroup)]
#[event_group(signature(algorithm = "hmac-sha256", header = "X-Signature"))]
enum Pathless {
    #[event("anything")]
    Anything(Order),
}

#[on_event(group = "pathless", ty = Order)]
fn stateful(_: Order, State(_): State<u8>) {}

const BOTH: &[(&str, &str)] = &[("SHOP_ORDERS_SECRET", "one"), ("PARCELS_KEY", "two")];

/// Runs the test `name` in a process of its own with `variables`, or, in that process, `test`.
fn alone(name: &str, variables: &[(&str, &str)], test: impl FnOnce()) {
    if std::env::var_os("INSTALL_TEST").is_some() {
        return test();
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([name, "--exact", "--nocapture"])
        .env("INSTALL_TEST", name);
    for variable in [
        "SHOP_ORDERS_SECRET",
        "PARCELS_KEY",
        "PARCELS_SECRET",
        "UNSIGNED_SECRET",
    ] {
        command.env_remove(variable);
    }
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(
        shown.contains("1 passed"),
        "{shown}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{shown}");
}

fn request<G: EventGroup>(
    path: &str,
    secret: Option<&str>,
    body: &'static str,
) -> Request<Full<Bytes>> {
    let mut request = Request::post(path)
        .body(Bytes::from_static(body.as_bytes()))
        .unwrap();
    if let (Some(secret), Some(scheme)) = (secret, G::DESCRIPTOR.scheme()) {
        scheme.sign(&Secret::new(secret), &mut request).unwrap();
    }
    request.map(Full::new)
}

async fn status<G: EventGroup>(path: &str, secret: Option<&str>, body: &'static str) -> u16 {
    dispatch(request::<G>(path, secret, body))
        .await
        .status()
        .as_u16()
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}

async fn check_all() {
    assert_eq!(
        status::<Orders>("/orders", Some("one"), r#"{"type":"order"}"#).await,
        200
    );
    assert_eq!(
        status::<Orders>("/orders", Some("two"), r#"{"type":"order"}"#).await,
        401
    );
    assert_eq!(
        status::<Parcels>("/parcels", Some("two"), r#"{"type":"parcel"}"#).await,
        200
    );
    assert_eq!(
        status::<Parcels>("/parcels", None, r#"{"type":"parcel"}"#).await,
        401
    );
    assert_eq!(status::<Unsigned>("/unsigned", None, "{}").await, 200);
    assert_eq!(status::<Unsigned>("/elsewhere", None, "{}").await, 404);
}

#[test]
fn the_environment_installs_every_group_with_a_path() {
    alone(
        "the_environment_installs_every_group_with_a_path",
        BOTH,
        || {
            install_from_env().unwrap();
            block_on(check_all());
        },
    );
}

#[test]
fn the_first_dispatch_installs_from_the_environment() {
    alone(
        "the_first_dispatch_installs_from_the_environment",
        BOTH,
        || {
            block_on(check_all());
            // A request keeps the program from nothing; the program itself installs once.
            install_from_env().unwrap();
            block_on(check_all());
            assert!(install_from_env().unwrap_err().is_installed());
        },
    );
}

#[test]
fn everything_that_is_missing_is_reported_at_once() {
    let blank = &[("PARCELS_KEY", " "), ("PARCELS_SECRET", "not asked for")];
    alone(
        "everything_that_is_missing_is_reported_at_once",
        blank,
        || {
            let error = install_from_env().unwrap_err();
            assert!(!error.is_installed());
            let text = error.to_string();
            for words in ["`SHOP_ORDERS_SECRET` is not set", "`PARCELS_KEY` is blank"] {
                assert!(text.contains(words), "{text}");
            }
            assert!(
                !text.contains("UNSIGNED_SECRET") && !text.contains("pathless"),
                "{text}"
            );
            assert_eq!(text.lines().count(), 3, "{text}");
        },
    );
}

#[test]
fn without_secrets_every_request_is_turned_away() {
    alone("without_secrets_every_request_is_turned_away", &[], || {
        block_on(async {
            for _ in 0..2 {
                let request = request::<Unsigned>("/unsigned", None, "{}");
                let reply = dispatch(request).await;
                assert_eq!(reply.status(), 503);
                assert_eq!(reply.headers()["content-type"], "application/problem+json");
            }
            // It was no last word: what is installed later is taken.
            Dispatcher::builder()
                .group::<Unsigned>(webhook_core::Unsigned)
                .build()
                .unwrap()
                .install()
                .unwrap();
            assert_eq!(status::<Unsigned>("/unsigned", None, "{}").await, 200);
        });
    });
}

#[test]
fn installing_twice_is_an_error() {
    alone("installing_twice_is_an_error", BOTH, || {
        let builder = || {
            Dispatcher::builder()
                .group::<Pathless>(Secret::new("s"))
                .state(7_u8)
        };
        let dispatcher = builder()
            .group::<Orders>(Secret::new("three"))
            .build()
            .unwrap();
        dispatcher.clone().install().unwrap();
        let error = dispatcher.install().unwrap_err();
        assert!(error.is_installed(), "{error}");
        assert_eq!(error.to_string(), "a dispatcher is already installed");
        assert!(install_from_env().unwrap_err().is_installed());
        block_on(async {
            // The first one stays, with its own secret and groups.
            assert_eq!(
                status::<Orders>("/orders", Some("three"), r#"{"type":"order"}"#).await,
                200
            );
            assert_eq!(
                status::<Orders>("/orders", Some("one"), r#"{"type":"order"}"#).await,
                401
            );
            assert_eq!(status::<Unsigned>("/unsigned", None, "{}").await, 404);
        });
    });
}

/// A dispatcher with another secret than the environment has, and with a group that needs state.
fn by_hand() -> Dispatcher {
    Dispatcher::builder()
        .group::<Orders>(Secret::new("three"))
        .group::<Pathless>(Secret::new("s"))
        .state(7_u8)
        .build()
        .unwrap()
}

/// The program's own is used, and nothing of the environment's.
async fn check_by_hand() {
    let order = r#"{"type":"order"}"#;
    assert_eq!(status::<Orders>("/orders", Some("three"), order).await, 200);
    assert_eq!(status::<Orders>("/orders", Some("one"), order).await, 401);
    assert_eq!(status::<Unsigned>("/unsigned", None, "{}").await, 404);
    assert!(by_hand().install().unwrap_err().is_installed());
    assert!(install_from_env().unwrap_err().is_installed());
}

/// A listener that is bound before the program has installed its dispatcher lets strangers in first.
#[test]
fn the_program_wins_over_the_first_request() {
    alone("the_program_wins_over_the_first_request", BOTH, || {
        block_on(async {
            assert_eq!(status::<Unsigned>("/unsigned", None, "{}").await, 200);
            by_hand().install().unwrap();
            check_by_hand().await;
        });
    });
}

#[test]
fn the_program_wins_over_the_environment() {
    alone("the_program_wins_over_the_environment", BOTH, || {
        block_on(async {
            install_from_env().unwrap();
            assert_eq!(status::<Unsigned>("/unsigned", None, "{}").await, 200);
            by_hand().install().unwrap();
            check_by_hand().await;
        });
    });
}

/// Threads that are first together make one dispatcher.
#[test]
fn the_first_dispatch_may_be_several() {
    alone("the_first_dispatch_may_be_several", BOTH, || {
        let start = Barrier::new(8);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    start.wait();
                    let reply = status::<Unsigned>("/unsigned", None, "{}");
                    assert_eq!(block_on(reply), 200);
                });
            }
        });
    });
}
