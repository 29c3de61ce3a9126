//! What the environment lacks hides nothing else that is wrong: a program of its own, because `install_from_env` takes
//! every group that declares a path.

use serde::Deserialize;
use webhook_core::{EventGroup, State, install_from_env, on_event};

#[derive(Debug, Deserialize)]
struct Order {}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/orders",
    secret_env = "WEBHOOK_TESTS_SECRET_OF_NOBODY",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Orders {
    #[event("order")]
    Order(Order),
    #[event("forgotten")]
    Forgotten(Order),
}

#[on_event(group = "orders", event = "order")]
fn order(_: Order, State(_): State<u8>) {}

#[derive(Debug, EventGroup)]
#[event_group(path("/orders", "/unsigned"), signature = none)]
enum Unsigned {
    #[event("anything", ignore)]
    Anything(Order),
}

#[test]
fn everything_is_reported_at_once() {
    let error = install_from_env().unwrap_err();
    let text = error.to_string();
    for words in [
        "`WEBHOOK_TESTS_SECRET_OF_NOBODY` is not set",
        "event `forgotten` has no handler",
        "takes `State<u8>`",
        "the path `/orders`",
    ] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
    assert_eq!(text.lines().count(), 5, "{text}");
    // Another try finds the same.
    assert_eq!(install_from_env().unwrap_err().to_string(), text);
}
