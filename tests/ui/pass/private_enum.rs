//! A private group that only handlers use, in a program that denies all warnings and `unsafe`.
#![deny(warnings, dead_code, unused, missing_docs)]
#![forbid(unsafe_code)]

use serde::Deserialize;
use webhook_core::{EventGroup, OneOf, State, on_event};

#[derive(Deserialize)]
struct Order {
    id: u64,
}

#[derive(OneOf)]
enum Change {
    #[one_of(when("/id"))]
    Order(Order),
    Text(String),
}

#[derive(EventGroup)]
#[event_group(discriminator = "/type", signature(algorithm = "hmac-sha256", header = "X-Signature"))]
enum Shop {
    #[event("order.changed")]
    OrderChanged(Change),
    #[event("order.deleted", ignore)]
    OrderDeleted(Order),
    #[event("ping")]
    Ping,
}

#[derive(Clone)]
struct Log;

#[on_event(group = "shop")]
fn changed(change: Change, State(log): State<Log>) -> Result<(), String> {
    let Log = log;
    match change {
        Change::Order(order) if order.id == 0 => Err("no order".to_owned()),
        Change::Text(text) => Err(text),
        Change::Order(_) => Ok(()),
    }
}

#[on_event(group = "shop", event = "ping")]
async fn ping() {}

fn main() {}
