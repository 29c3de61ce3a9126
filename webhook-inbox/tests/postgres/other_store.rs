//! A handler that wants a transaction of another store.

use sqlx::Sqlite;
use webhook_core::{Dispatcher, EventGroup, Failure, Secret, on_event};
use webhook_inbox::{Inbox, Tx};

use crate::server::{Schema, has_server};

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/elsewhere",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    durable,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Elsewhere {
    #[event("written")]
    Written,
}

#[on_event(group = "elsewhere", event = "written")]
async fn written(tx: Tx<Sqlite>) -> Result<(), Failure> {
    let _guard = tx.begin().await?;
    Ok(())
}

#[tokio::test]
async fn it_is_refused_when_the_dispatcher_is_built() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let inbox = Inbox::postgres(schema.options()).await.unwrap();
    let dispatcher = Dispatcher::builder().group::<Elsewhere>(Secret::new("s3cret"));
    let refused = dispatcher.inbox(inbox).build().unwrap_err().to_string();
    assert!(refused.contains("written"), "{refused}");
}
