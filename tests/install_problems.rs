//! A missing environment variable does not hide other problems. This is a program of its own, because
//! `install_from_env` takes every group that declares a path.

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

/// Three names that make one variable.
#[derive(Debug, EventGroup)]
#[event_group(
    name = "two-shops",
    path = "/shops/a",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum ShopA {
    #[event("order", ignore)]
    Order(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(
    name = "two.shops",
    path = "/shops/b",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum ShopB {
    #[event("order", ignore)]
    Order(Order),
}

/// Only one of the two names it.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/shops/c",
    secret_env = "SHOP_D_SECRET",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum ShopC {
    #[event("order", ignore)]
    Order(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/shops/d",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum ShopD {
    #[event("order", ignore)]
    Order(Order),
}

/// Both name it: one secret on purpose.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/shops/e",
    secret_env = "CARGO_PKG_NAME",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum ShopE {
    #[event("order", ignore)]
    Order(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/shops/f",
    secret_env = "CARGO_PKG_NAME",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum ShopF {
    #[event("order", ignore)]
    Order(Order),
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
        "the environment variable `TWO_SHOPS_SECRET` is read for the group `two",
        "the environment variable `SHOP_D_SECRET` is read for the group `shop_",
    ] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
    // Each variable that is shared is also not set, for either group.
    assert_eq!(text.lines().count(), 5 + 2 + 4, "{text}");
    assert!(!text.contains("CARGO_PKG_NAME"), "{text}");
    // Another try finds the same.
    assert_eq!(install_from_env().unwrap_err().to_string(), text);
}
