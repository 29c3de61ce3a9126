//! Lends the connection to handlers, one after the other.

use std::collections::{HashSet, VecDeque};
use std::time::{Duration, Instant};

use bytes::Bytes;
use sqlx::SqliteConnection;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::error::{Unavailable, UnavailableKind};
use crate::failpoint::Crash;
use crate::policy::EFFECTS_WITHIN;
use crate::row::State;
use crate::sqlite::effects::{self, At, Limit, NotEnded};
use crate::sqlite::fault::Fault;
use crate::sqlite::job::{Job, Reply};
use crate::sqlite::state::{Known, Link, Part, Settings};
use crate::store::{Finished, Run};
use crate::tx::{Effects, Returned};

/// How long handlers may follow each other until what they wrote is committed, because acknowledgements wait meanwhile.
const TOGETHER: Duration = Duration::from_millis(20);
/// How many they may be.
const MOST: usize = 64;

/// Runs that want to write. Several share a transaction, because a commit costs more than what most of them write. Each is rolled
/// back alone when its handler fails. One that breaks the transaction undoes the others too: they are not done, and run again.
pub(super) struct Line {
    waiting: VecDeque<(Run, Job)>,
    /// How many share the next transaction: more while all goes well, and one after a transaction broke.
    together: usize,
    /// Rows whose transaction broke. One of them may break each that it shares, so their next one is their own.
    alone: HashSet<i64>,
}

impl Line {
    pub(super) fn new() -> Self {
        Self {
            waiting: VecDeque::new(),
            together: 1,
            alone: HashSet::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(super) fn extend(&mut self, more: Vec<(Run, Job)>) {
        self.waiting.extend(more);
    }

    /// One that was asked for too early.
    fn put_back(&mut self, first: (Run, Job)) {
        self.waiting.push_front(first);
    }

    /// The next to share a transaction with so many.
    fn next(&mut self, before: usize) -> Option<(Run, Job)> {
        let (run, _) = self.waiting.front()?;
        let alone = self.alone.contains(&run.id);
        if before > 0 && (alone || before >= self.together) {
            return None;
        }
        self.waiting.pop_front()
    }

    fn kept(&mut self, ended: &[Ended]) {
        if ended.len() >= self.together {
            self.together = self.together.saturating_mul(2).min(MOST);
        }
        for ended in ended {
            self.alone.remove(&ended.run.id);
        }
    }

    fn broke(&mut self, runs: &[i64]) {
        self.together = 1;
        if runs.len() > 1 {
            // Some of them never come again.
            if self.alone.len() > MOST * MOST {
                self.alone.clear();
            }
            self.alone.extend(runs);
        }
    }
}

/// A run that is done, and not committed yet.
struct Ended {
    run: Run,
    group: Bytes,
    reply: oneshot::Sender<Result<Finished, Unavailable>>,
}

/// What the writer lends, and what it has to know of it.
pub(super) struct Lender<'a> {
    pub(super) link: &'a mut Link,
    pub(super) settings: &'a Settings,
    pub(super) known: &'a mut Known,
    pub(super) line: &'a mut Line,
}

/// What happens within a transaction.
struct Shared {
    at: At,
    ended: Vec<Ended>,
    /// The rows of all runs that had the connection.
    had: Vec<i64>,
}

impl Shared {
    /// The end of the last run could not be written, or the next one could not begin.
    fn broken(&mut self, why: NotEnded) -> Fault {
        match why {
            NotEnded::Fault(fault) => fault,
            NotEnded::Before(kind) => {
                if let Some(Ended { reply, .. }) = self.ended.pop() {
                    let _gone = reply.send(match kind {
                        UnavailableKind::Fenced => Ok(Finished::Fenced),
                        kind => Err(Unavailable::new(kind)),
                    });
                }
                Fault::Refused(kind)
            }
        }
    }
}

impl Lender<'_> {
    /// Lends the connection to those that wait, each for a second, and commits what they wrote together with the ends of their runs.
    pub(super) async fn lend(&mut self) -> Result<(), Crash> {
        let mut shared = Shared {
            at: At::Nowhere,
            ended: Vec::new(),
            had: Vec::new(),
        };
        let lent = self.lent(&mut shared).await;
        match lent {
            Ok(()) => {
                self.line.kept(&shared.ended);
                for Ended { reply, .. } in shared.ended {
                    let _gone = reply.send(Ok(Finished::Now(State::Done)));
                }
                Ok(())
            }
            Err(Fault::Crash) => Err(Crash),
            Err(fault) => {
                self.line.broke(&shared.had);
                // Alone it was the one that was refused. Of several nobody knows.
                let error = match (shared.had.len(), Unavailable::from(&fault)) {
                    (1, error) => error,
                    _ => Unavailable::new(UnavailableKind::Other),
                };
                for Ended { reply, .. } in shared.ended {
                    let _gone = reply.send(Err(error));
                }
                Ok(())
            }
        }
    }

    /// After an error the connection is closed, which rolls back.
    async fn lent(&mut self, shared: &mut Shared) -> Result<(), Fault> {
        let Some(first) = self.next(0) else {
            return Ok(());
        };
        let (mut connection, limit) = match self.connection().await {
            Ok(opened) => opened,
            Err(fault) => {
                let _gone = first.1.reply.send(Err(Unavailable::from(&fault)));
                return Err(fault);
            }
        };
        let (began, mut next) = (Instant::now(), Some(first));
        while let Some(one) = next.take() {
            connection = self.run(connection, &limit, one, shared).await?;
            if began.elapsed() < TOGETHER {
                next = self.next(shared.had.len());
            }
        }
        self.end(&mut connection, shared).await?;
        for Ended { run, group, .. } in &shared.ended {
            self.known.live.remove(&run.id);
            self.known.ended([group.clone()]);
        }
        self.link.connection = Some(connection);
        if !shared.ended.is_empty() {
            self.settings.failpoints.reach("effects", "committed")?;
        }
        self.link.committed().await
    }

    /// The next that has not gone away.
    fn next(&mut self, before: usize) -> Option<(Run, Job)> {
        loop {
            let (run, job) = self.line.next(before)?;
            if !job.reply.is_closed() {
                return Some((run, job));
            }
        }
    }

    async fn connection(&mut self) -> Result<(SqliteConnection, Limit), Fault> {
        self.link.open(self.settings, Part::Rest).await?;
        let mut connection = self.link.connection.take().ok_or(Fault::Unreadable)?;
        let limit = effects::limit(&mut connection).await?;
        Ok((connection, limit))
    }

    /// Lends the connection to one.
    async fn run(
        &mut self,
        mut connection: SqliteConnection,
        limit: &Limit,
        (run, job): (Run, Job),
        shared: &mut Shared,
    ) -> Result<SqliteConnection, Fault> {
        let now = self.settings.clock.now();
        let group = match effects::begin_run(&mut connection, run, shared.at, now).await {
            Ok(Some(group)) => group,
            Ok(None) => {
                shared.at = At::Between;
                let _gone = job.reply.send(Ok(Reply::Lent(None)));
                return Ok(connection);
            }
            Err(why @ NotEnded::Before(_)) => {
                self.line.put_back((run, job));
                return Err(shared.broken(why));
            }
            Err(NotEnded::Fault(fault)) => {
                let _gone = job.reply.send(Err(Unavailable::from(&fault)));
                return Err(fault);
            }
        };
        shared.had.push(run.id);
        let ends = Instant::now() + EFFECTS_WITHIN;
        limit.set(ends);
        let (lent, returned) = Effects::lend(connection, ends);
        // If the worker went away, this drops the effects, and the connection comes back.
        let _gone = job.reply.send(Ok(Reply::Lent(Some(lent))));
        match timeout(EFFECTS_WITHIN, returned).await {
            Ok(Ok(Returned::Done(connection, reply))) => {
                limit.lift();
                let group = group.into();
                shared.ended.push(Ended { run, group, reply });
                shared.at = At::Done(run);
                self.settings.failpoints.reach("effects", "begun")?;
                Ok(connection)
            }
            Ok(Ok(Returned::Dropped(mut connection))) => {
                limit.lift();
                effects::undo_run(&mut connection).await?;
                shared.at = At::Between;
                Ok(connection)
            }
            // The handler still has it; it is closed with the handler's end.
            Ok(Err(_)) | Err(_) => Err(Fault::Refused(UnavailableKind::Late)),
        }
    }

    /// Commits what all of them wrote.
    async fn end(
        &self,
        connection: &mut SqliteConnection,
        shared: &mut Shared,
    ) -> Result<(), Fault> {
        let Settings {
            clock, failpoints, ..
        } = self.settings;
        if let At::Done(run) = shared.at {
            let ended = effects::end_run(connection, run, clock.now()).await;
            ended.map_err(|why| shared.broken(why))?;
        }
        if !shared.ended.is_empty() {
            failpoints.reach("effects", "written")?;
        }
        effects::commit(connection).await
    }
}
