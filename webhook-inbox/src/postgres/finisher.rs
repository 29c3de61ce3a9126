//! Commits the ends of runs that succeeded in groups.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::error::{Unavailable, UnavailableKind};
use crate::policy::BATCH;
use crate::postgres::fault::Fault;
use crate::postgres::runs;
use crate::postgres::state::{Inner, WORK_WITHIN};
use crate::store::{Finished, Run};

/// A run that succeeded.
pub(super) struct Done {
    pub(super) run: Run,
    pub(super) reply: oneshot::Sender<Result<Finished, Unavailable>>,
}

/// Serves until the store ends. While a group is committed, the next one gathers.
pub(super) async fn serve(inner: Arc<Inner>, mut done: mpsc::Receiver<Done>) {
    while let Some(first) = done.recv().await {
        let mut group = vec![first];
        while group.len() < BATCH
            && let Ok(next) = done.try_recv()
        {
            group.push(next);
        }
        if inner.is_closed() {
            return;
        }
        finish_group(&inner, group).await;
    }
}

/// One transaction for all; if it fails because of one of them, each alone.
async fn finish_group(inner: &Inner, group: Vec<Done>) {
    let all: Vec<Run> = group.iter().map(|done| done.run).collect();
    match finish(inner, &all).await {
        Ok(finished) => {
            for (done, finished) in group.into_iter().zip(finished) {
                let _gone = done.reply.send(Ok(finished));
            }
        }
        Err(fault) if group.len() == 1 || fault.is_of_all() => {
            let error = inner.failed(&fault);
            for done in group {
                let _gone = done.reply.send(Err(error));
            }
        }
        Err(_) => {
            for done in group {
                Box::pin(finish_group(inner, vec![done])).await;
            }
        }
    }
}

async fn finish(inner: &Inner, all: &[Run]) -> Result<Vec<Finished>, Fault> {
    match timeout(WORK_WITHIN, runs::finish_done(inner, all)).await {
        Ok(finished) => finished,
        Err(_elapsed) => {
            inner.late();
            Err(Fault::Refused(UnavailableKind::Late))
        }
    }
}
