//! A transaction that cannot be: `build` says so, with the handler and its place.

use sqlx::{Postgres, Sqlite};
use webhook_core::{Dispatcher, EventGroup, Secret, on_event};
use webhook_inbox::Tx;

use crate::shop::Program;

const SECRET: &str = "s3cret";

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/inline",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Inline {
    #[event("paid")]
    Paid,
}

#[on_event(group = "inline", event = "paid")]
async fn in_the_request(tx: Tx<Sqlite>) {
    drop(tx.begin().await);
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/elsewhere",
    discriminator = "/type",
    id = "/id",
    durable,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Elsewhere {
    #[event("paid")]
    Paid,
    #[event("sent")]
    Sent,
}

#[on_event(group = "elsewhere", event = "paid")]
async fn of_another_store(tx: Tx<Postgres>) {
    drop(tx.begin().await);
}

#[on_event(group = "elsewhere", event = "sent")]
fn blocking(_: Tx<Sqlite>) {}

#[tokio::test]
async fn a_transaction_needs_a_durable_group_its_own_store_and_an_async_handler() {
    let program = Program::start().await;
    let built = Dispatcher::builder()
        .group::<Inline>(Secret::new(SECRET))
        .group::<Elsewhere>(Secret::new(SECRET))
        .inbox(program.inbox)
        .build();
    let problems = built.map(drop).unwrap_err().to_string();
    println!("{problems}");
    for handler in ["in_the_request", "of_another_store", "blocking"] {
        assert!(problems.contains(handler), "{problems}");
    }
    assert_eq!(problems.matches("worker/build.rs").count(), 3, "{problems}");
}
