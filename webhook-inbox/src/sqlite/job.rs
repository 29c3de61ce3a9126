//! What the writer is asked for, and how it waits in line.

use bytes::Bytes;
use sqlx::Sqlite;
use tokio::sync::{mpsc, oneshot};

use crate::entry::{Entry, Stored};
use crate::error::Unavailable;
use crate::policy::BATCH;
use crate::row::Row;
use crate::store::{Finished, Handled, Purged, Recognised, Replayed, Run, Verdict};
use crate::tx::Effects;

/// What the writer is asked for.
pub(super) enum Request {
    Insert(Vec<Entry>),
    Claim {
        ids: Vec<i64>,
        handled: Vec<Handled>,
    },
    Finish(Run, Verdict),
    Reap,
    Replay(i64, Option<Recognised>),
    MarkDead(i64),
    Erase(i64),
    /// Or resume.
    Pause(Bytes, bool),
    Purge,
    Strand {
        group: Bytes,
        event: Bytes,
    },
    Lend(Run),
    Close,
}

/// What it answers.
pub(super) enum Reply {
    Inserted(Vec<Stored>),
    /// The rows, and how many were ended because they cannot be read.
    Claimed(Vec<Row>, u64),
    Finished(Finished),
    Replayed(Replayed),
    /// Whether there was such a row.
    Found(bool),
    /// And whether there may be more.
    Purged(Purged, bool),
    Ended(u64),
    /// `None` if the run no longer owns its row.
    Lent(Option<Effects<Sqlite>>),
    Nothing,
}

pub(super) struct Job {
    pub(super) request: Request,
    pub(super) reply: oneshot::Sender<Result<Reply, Unavailable>>,
}

pub(super) type Answer = Result<Reply, Unavailable>;

/// What is served together.
pub(super) struct Turn {
    pub(super) inserts: Vec<Job>,
    pub(super) others: Vec<Job>,
    pub(super) lend: Vec<(Run, Job)>,
    pub(super) close: Option<Job>,
}

impl Turn {
    pub(super) fn gather(first: Option<Job>, jobs: &mut mpsc::Receiver<Job>) -> Self {
        let (mut inserts, mut others) = (Vec::new(), Vec::new());
        let mut lend = Vec::new();
        let (mut size, mut close, mut next) = (0, None, first);
        while let Some(job) = next.take() {
            match &job.request {
                Request::Insert(entries) => {
                    size += entries.len();
                    inserts.push(job);
                }
                Request::Close => {
                    close = Some(job);
                    break;
                }
                Request::Lend(run) => {
                    size += 1;
                    lend.push((*run, job));
                }
                _ => {
                    size += 1;
                    others.push(job);
                }
            }
            if size < BATCH {
                next = jobs.try_recv().ok();
            }
        }
        Self {
            inserts,
            others,
            lend,
            close,
        }
    }
}

impl Request {
    /// How many deliveries it brings.
    pub(super) const fn entries(&self) -> usize {
        match self {
            Self::Insert(entries) => entries.len(),
            _ => 0,
        }
    }

    /// The operation, in the words of `Failpoints`.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Insert(_) => "insert",
            Self::Claim { .. } => "claim",
            Self::Finish(..) => "finish",
            Self::Reap => "reap",
            Self::Replay(..) => "replay",
            Self::MarkDead(_) => "mark_dead",
            Self::Erase(_) => "erase",
            Self::Pause(..) => "pause",
            Self::Purge => "purge",
            Self::Strand { .. } => "strand",
            Self::Lend(_) => "effects",
            Self::Close => "close",
        }
    }
}

/// Tells of the rows that were claimed for a worker that went away meanwhile.
pub(super) fn deliver(jobs: Vec<Job>, replies: Vec<Answer>) -> Vec<Run> {
    let mut left = Vec::new();
    for (job, reply) in jobs.into_iter().zip(replies) {
        // A sender that gave up will come again, and find what was committed.
        if let Err(Ok(Reply::Claimed(rows, _))) = job.reply.send(reply) {
            left.extend(rows.iter().map(Run::from));
        }
    }
    left
}
