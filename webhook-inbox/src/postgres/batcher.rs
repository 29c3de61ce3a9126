//! Commits what waits in groups. Several do so at once.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::timeout;

use crate::batch::{Answer, Waiting};
use crate::entry::{Entry, Stored};
use crate::error::{Unavailable, UnavailableKind};
use crate::policy::{ANSWER_WITHIN, BATCH};
use crate::postgres::fault::Fault;
use crate::postgres::insert;
use crate::postgres::lane::late;
use crate::postgres::state::Inner;
use crate::telemetry;

/// A request that waits for its commit.
pub(super) struct Job {
    pub(super) entries: Vec<Entry>,
    pub(super) reply: oneshot::Sender<Result<Vec<Stored>, Unavailable>>,
}

/// How often one request is tried while others are faster.
const TRIES: usize = 3;

/// Serves until the store ends.
pub(super) async fn serve(inner: Arc<Inner>, jobs: Arc<Mutex<mpsc::Receiver<Job>>>) {
    loop {
        let group = gather(&mut *jobs.lock().await).await;
        if group.is_empty() || inner.is_closed() {
            return;
        }
        commit_group(&inner, group).await;
    }
}

/// What waits, up to a batch; at least one, unless there are no more.
async fn gather(jobs: &mut mpsc::Receiver<Job>) -> Vec<Job> {
    let (mut group, mut size) = (Vec::new(), 0);
    let mut next = jobs.recv().await;
    while let Some(job) = next.take() {
        size += job.entries.len();
        group.push(job);
        if size < BATCH {
            next = jobs.try_recv().ok();
        }
    }
    group
}

/// One transaction for all; if it fails because of one of them, each alone.
async fn commit_group(inner: &Inner, mut group: Vec<Job>) {
    // A sender that gave up will come again.
    group.retain(|job| !job.reply.is_closed());
    if group.is_empty() {
        return;
    }
    match commit(inner, &group).await {
        Ok(answers) => {
            for (job, answer) in group.into_iter().zip(answers) {
                let _gone = job.reply.send(answer);
            }
        }
        Err(fault) if fault.is_of_all() => refuse(inner, group, &fault),
        Err(_) => {
            for job in group {
                commit_one(inner, job).await;
            }
        }
    }
}

async fn commit_one(inner: &Inner, job: Job) {
    for attempt in 1..=TRIES {
        if job.reply.is_closed() {
            return;
        }
        match commit(inner, std::slice::from_ref(&job)).await {
            Ok(mut answers) => {
                let refused = Err(Unavailable::new(UnavailableKind::Other));
                let _gone = job.reply.send(answers.pop().unwrap_or(refused));
                return;
            }
            Err(fault) if fault.is_passing() && attempt < TRIES => {}
            Err(fault) => return refuse(inner, vec![job], &fault),
        }
    }
}

fn refuse(inner: &Inner, group: Vec<Job>, fault: &Fault) {
    let error = inner.failed(fault);
    for job in group {
        let _gone = job.reply.send(Err(error));
    }
}

/// One transaction.
async fn commit(
    inner: &Inner,
    group: &[Job],
) -> Result<Vec<Result<Vec<Stored>, Unavailable>>, Fault> {
    let started = Instant::now();
    let committed = timeout(ANSWER_WITHIN, transaction(inner, group));
    let (answers, queued) = committed.await.map_err(|_elapsed| {
        inner.late();
        late()
    })??;
    let deliveries = group.iter().map(|job| job.entries.len()).sum();
    telemetry::committed(deliveries, started.elapsed());
    let mut waiting = inner.waiting();
    for (group, more) in queued {
        let waiting = waiting.entry(group).or_default();
        *waiting = waiting.saturating_add(more);
    }
    drop(waiting);
    inner.told();
    inner.failpoints.reach("insert", "committed")?;
    Ok(answers)
}

type Committed = (Vec<Result<Vec<Stored>, Unavailable>>, Waiting);

async fn transaction(inner: &Inner, group: &[Job]) -> Result<Committed, Fault> {
    let mut begun = inner.lanes.inserts.begin().await?;
    inner.failpoints.reach("insert", "begun")?;
    let requests: Vec<&[Entry]> = group.iter().map(|job| &*job.entries).collect();
    let waiting = inner.waiting().clone();
    let offset = inner.clock.offset();
    let written = insert::batch(&mut begun, &requests, &waiting, offset).await;
    let whole = written.and_then(|(answers, queued)| {
        let answers = answers.into_iter().map(whole);
        Ok((answers.collect::<Result<_, _>>()?, queued))
    });
    match whole {
        Ok(committed) => {
            inner.failpoints.reach("insert", "written")?;
            begun.commit().await?;
            Ok(committed)
        }
        Err(fault) => {
            if !fault.is_lost() {
                begun.roll_back().await;
            }
            Err(fault)
        }
    }
}

/// A request is in as a whole or not at all.
fn whole(answers: Vec<Answer>) -> Result<Result<Vec<Stored>, Unavailable>, Fault> {
    let items = answers.len();
    let all: Result<Vec<Stored>, UnavailableKind> = answers.into_iter().collect();
    match all {
        Ok(all) => Ok(Ok(all)),
        // The other items were written, and must not stay.
        Err(kind) if items > 1 => Err(Fault::Refused(kind)),
        Err(kind) => Ok(Err(Unavailable::new(kind))),
    }
}
