//! Commits what waits in groups. Several do so at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, Notify, mpsc, oneshot};
use tokio::time::timeout;

use crate::batch::{Answer, Waiting};
use crate::entry::{Entry, IdKind, Stored};
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

/// How many requests make a good group.
const ENOUGH: isize = 32;
/// How long a commit may take until the next one no longer waits for it.
const SLOW: Duration = Duration::from_millis(20);

/// When a group goes. The batchers share it.
///
/// While a group is committed, the next one gathers: a statement and a wake-up cost more than a row, so groups should be large.
/// Several are committed at once when more wait than make a good group, or when a commit takes long.
#[derive(Default)]
pub(super) struct Pace {
    /// Below 0 for a moment, while a request that was taken is not counted yet.
    waiting: AtomicIsize,
    /// Groups that are being committed.
    committing: AtomicUsize,
    /// Told when the next group may go.
    go: Notify,
}

impl Pace {
    /// One more request waits.
    pub(super) fn comes(&self) {
        // Exactly one of those that come finds that there are enough.
        if self.waiting.fetch_add(1, Ordering::AcqRel) == ENOUGH - 1 {
            self.go.notify_one();
        }
    }

    async fn wait(&self) {
        while self.committing.load(Ordering::Acquire) > 0
            && self.waiting.load(Ordering::Acquire) < ENOUGH
        {
            if timeout(SLOW, self.go.notified()).await.is_err() {
                return;
            }
        }
    }

    fn goes(&self, requests: usize) -> Going<'_> {
        let requests = isize::try_from(requests).unwrap_or(isize::MAX);
        self.waiting.fetch_sub(requests, Ordering::AcqRel);
        self.committing.fetch_add(1, Ordering::AcqRel);
        Going(self)
    }
}

/// A group that is being committed.
struct Going<'a>(&'a Pace);

impl Drop for Going<'_> {
    fn drop(&mut self) {
        if self.0.committing.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.go.notify_one();
        }
    }
}

/// Serves until the store ends.
pub(super) async fn serve(
    inner: Arc<Inner>,
    jobs: Arc<Mutex<mpsc::Receiver<Job>>>,
    pace: Arc<Pace>,
) {
    loop {
        let mut jobs = jobs.lock().await;
        pace.wait().await;
        let group = gather(&mut jobs).await;
        let going = pace.goes(group.len());
        drop(jobs);
        if group.is_empty() || inner.is_closed() {
            return;
        }
        commit_group(&inner, group).await;
        drop(going);
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

/// One statement for most, and one transaction for the others; if it fails because of one of them, each alone.
async fn commit_group(inner: &Inner, mut group: Vec<Job>) {
    // A sender that gave up will come again.
    group.retain(|job| !job.reply.is_closed());
    let group = accept_group(inner, group).await;
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

/// Answers the requests of one delivery that is new or only counted. They need no transaction: one statement writes each of them
/// as a whole or not at all, and waits for the disk. If it fails with its connection, or the process ends, some may be committed
/// and not answered; then the sender comes again, and meets its row as a repetition does. Returns those that are left.
async fn accept_group(inner: &Inner, group: Vec<Job>) -> Vec<Job> {
    let is_alone = |job: &Job| job.entries.len() == 1;
    let (alone, mut left): (Vec<Job>, Vec<Job>) = group.into_iter().partition(is_alone);
    if alone.is_empty() {
        return left;
    }
    match accept(inner, &alone).await {
        Ok(answers) => {
            for (job, answer) in alone.into_iter().zip(answers) {
                match answer {
                    Some(stored) => {
                        let _gone = job.reply.send(Ok(vec![stored]));
                    }
                    None => left.push(job),
                }
            }
        }
        Err(fault) if fault.is_of_all() => refuse(inner, alone, &fault),
        Err(_) => {
            for job in alone {
                commit_one(inner, job).await;
            }
        }
    }
    left
}

async fn accept(inner: &Inner, alone: &[Job]) -> Result<Vec<Option<Stored>>, Fault> {
    let started = Instant::now();
    let accepted = timeout(ANSWER_WITHIN, statement(inner, alone));
    let (answers, queued) = accepted.await.map_err(|_elapsed| {
        inner.late();
        late()
    })??;
    let answers = answers.into_iter().map(|answers| {
        let answer = answers.into_iter().next().flatten();
        answer.and_then(Result::ok)
    });
    let answers: Vec<Option<Stored>> = answers.collect();
    committed(inner, answers.iter().flatten().count(), queued, started)?;
    Ok(answers)
}

type Accepted = (Vec<Vec<Option<Answer>>>, Waiting);

async fn statement(inner: &Inner, alone: &[Job]) -> Result<Accepted, Fault> {
    let mut idle = inner.lanes.inserts.idle().await?;
    inner.failpoints.reach("insert", "begun")?;
    let requests: Vec<&[Entry]> = alone.iter().map(|job| &*job.entries).collect();
    let waiting = inner.waiting().clone();
    let offset = inner.clock.offset();
    let accepted = insert::accept(&mut idle, &requests, &waiting, offset).await;
    // If the first was committed nevertheless, the second meets it. Only a delivery without an id would be there twice.
    let has_id = |entry: &Entry| entry.id.kind() != IdKind::None;
    let may_repeat = requests.iter().copied().flatten().all(has_id);
    let accepted = match accepted {
        Err(fault) if fault.is_lost() && may_repeat => {
            idle.replace(fault).await?;
            insert::accept(&mut idle, &requests, &waiting, offset).await
        }
        accepted => accepted,
    };
    if !accepted.as_ref().is_err_and(Fault::is_lost) {
        idle.keep();
    }
    accepted
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
    let written = timeout(ANSWER_WITHIN, transaction(inner, group));
    let (answers, queued) = written.await.map_err(|_elapsed| {
        inner.late();
        late()
    })??;
    let deliveries = group.iter().map(|job| job.entries.len()).sum();
    committed(inner, deliveries, queued, started)?;
    Ok(answers)
}

fn committed(
    inner: &Inner,
    deliveries: usize,
    queued: Waiting,
    started: Instant,
) -> Result<(), Fault> {
    telemetry::committed(deliveries, started.elapsed());
    if !queued.is_empty() {
        let mut waiting = inner.waiting();
        for (group, more) in queued {
            let waiting = waiting.entry(group).or_default();
            *waiting = waiting.saturating_add(more);
        }
        drop(waiting);
        inner.told();
    }
    inner.failpoints.reach("insert", "committed")?;
    Ok(())
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
