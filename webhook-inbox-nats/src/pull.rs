//! What a consumer has at a moment.

use std::time::Duration;

use async_nats::jetstream::Message;
use async_nats::jetstream::consumer::Consumer;
use async_nats::jetstream::consumer::pull::Config;
use futures_util::StreamExt as _;
use tokio::time::{sleep, timeout};
use webhook_inbox::Unavailable;

use crate::js::away;

/// How long a consumer may be silent. It is longer than an election within a quorum of busy servers takes to be noticed: what comes
/// after it has to wait for the end of its lease.
const SILENCE: Duration = Duration::from_secs(2);
/// How many times a consumer is asked that no server knows, and how soon again.
const TRIES: u32 = 5;
const SOON: Duration = Duration::from_millis(50);

/// The messages of a consumer.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) messages: Vec<Message>,
    /// Whether it stopped without saying that this is all.
    pub(crate) is_silent: bool,
}

/// What a consumer has at this moment.
///
/// The server of this connection hears of a new consumer a moment after it was made, and says until then that there is none.
pub(crate) async fn pull(consumer: &Consumer<Config>, number: usize) -> Result<Batch, Unavailable> {
    let mut tries = 1;
    loop {
        match pull_once(consumer, number).await {
            Err(_) if tries < TRIES => sleep(SOON).await,
            pulled => return pulled,
        }
        tries = tries.saturating_add(1);
    }
}

/// What came before an error is not lost to it.
async fn pull_once(consumer: &Consumer<Config>, number: usize) -> Result<Batch, Unavailable> {
    let fetch = consumer.fetch().max_messages(number);
    let mut messages = fetch.messages().await.map_err(away)?;
    let mut batch = Batch::default();
    loop {
        match timeout(SILENCE, messages.next()).await {
            Ok(Some(Ok(message))) => batch.messages.push(message),
            Ok(Some(Err(error))) if batch.messages.is_empty() => return Err(away(error)),
            Ok(Some(Err(_))) | Err(_) => {
                batch.is_silent = true;
                return Ok(batch);
            }
            Ok(None) => return Ok(batch),
        }
    }
}
