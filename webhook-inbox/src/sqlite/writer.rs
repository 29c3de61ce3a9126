//! The only writer: a thread with one connection, which commits what waits in groups.

use std::mem;
use std::time::Duration;

use sqlx::{Connection as _, SqliteConnection};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

use crate::clock::span;
use crate::ending::Live;
use crate::entry::{Entry, Stored};
use crate::error::{OpenError, OpenErrorKind, Unavailable, UnavailableKind};
use crate::failpoint::Crash;
use crate::policy::{BATCH, Policy};
use crate::sqlite::count::Count;
use crate::sqlite::fault::{self, Fault};
use crate::sqlite::file::Files;
use crate::sqlite::insert;
use crate::sqlite::job::{Answer, Job, Reply, Request, Turn, deliver};
use crate::sqlite::lend::{Lender, Line};
use crate::sqlite::lock::while_locked;
use crate::sqlite::runs;
use crate::sqlite::state::{Known, Link, Part, Settings, connect};
use crate::sqlite::{admin, pause, schema, strand};
use crate::store::{Run, Verdict};
use crate::telemetry;

/// Starts the thread, and waits until the file is opened or refused.
pub(super) async fn start(settings: Settings) -> Result<(mpsc::Sender<Job>, Files), OpenError> {
    let (sender, jobs) = mpsc::channel(4 * BATCH);
    let (opened, answer) = oneshot::channel();
    let path = settings.path.clone();
    let failed = || OpenError::new(OpenErrorKind::Other, path.clone());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .map_err(|_| failed())?;
    std::thread::Builder::new()
        .name("webhook-inbox".to_owned())
        .spawn(move || runtime.block_on(open_and_write(settings, jobs, opened)))
        .map_err(|_| failed())?;
    let files = answer.await.map_err(|_| failed())??;
    Ok((sender, files))
}

async fn open_and_write(
    settings: Settings,
    jobs: mpsc::Receiver<Job>,
    opened: oneshot::Sender<Result<Files, OpenError>>,
) {
    let link = match open(&settings).await {
        Ok(link) => link,
        Err(error) => {
            // If the caller went away there is nothing to tell.
            let _gone = opened.send(Err(error));
            return;
        }
    };
    if opened.send(Ok(link.files.clone())).is_err() {
        return;
    }
    let mut writer = Writer {
        settings,
        link,
        known: Known::default(),
        line: Line::new(),
        count: None,
    };
    writer.tend().await;
    writer.run(jobs).await;
}

async fn open(settings: &Settings) -> Result<Link, OpenError> {
    let refused = |error: &sqlx::Error| OpenError::new(fault::of_opening(error), &settings.path);
    let connected = connect(settings).await;
    let mut connection = connected.map_err(|error| refused(&error))?;
    match schema::prepare(&mut connection, &settings.path).await {
        Ok(()) => {
            let files = Files::opened(&settings.path);
            let gone = |_| OpenError::new(OpenErrorKind::Missing, &settings.path);
            Ok(Link::new(connection, files.map_err(gone)?))
        }
        Err(error) => {
            // Who is told that the file was left as it is may look at once.
            let _closed = connection.close().await;
            Err(error)
        }
    }
}

struct Writer {
    settings: Settings,
    link: Link,
    known: Known,
    /// Handlers that want to write.
    line: Line,
    /// Of what waits.
    count: Option<Count>,
}

impl Writer {
    async fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        self.serve_all(&mut jobs).await;
        // Before the file is closed, which may take a while: who waits is told at once. A request that was just being sent would
        // stay in the channel if that were dropped.
        jobs.close();
        while jobs.recv().await.is_some() {}
    }

    async fn serve_all(&mut self, jobs: &mut mpsc::Receiver<Job>) {
        let every = (self.settings.policy.lease / 3).max(Duration::from_millis(100));
        let mut next = Instant::now() + every;
        loop {
            if Instant::now() >= next {
                self.tend().await;
                next = Instant::now() + every;
            }
            let mut first = None;
            if self.line.is_empty() {
                match timeout_at(next, jobs.recv()).await {
                    Ok(Some(job)) => first = Some(job),
                    Ok(None) => return,
                    Err(_) => continue,
                }
            } else if let Ok(job) = jobs.try_recv() {
                first = Some(job);
            }
            let mut turn = Turn::gather(first, jobs);
            self.line.extend(mem::take(&mut turn.lend));
            // Acknowledgements first: a sender waits for them.
            for group in [mem::take(&mut turn.inserts), mem::take(&mut turn.others)] {
                if self.serve(group).await.is_err() {
                    return;
                }
            }
            // Some handlers, and then acknowledgements again.
            if self.lender().lend().await.is_err() {
                return;
            }
            if let Some(close) = turn.close {
                jobs.close();
                if let Some(count) = self.count.take() {
                    count.close().await;
                }
                if let Some(connection) = self.link.connection.take() {
                    // What was committed is safe whether or not the file is closed well.
                    let _closed = connection.close().await;
                }
                let _gone = close.reply.send(Ok(Reply::Nothing));
                return;
            }
        }
    }

    /// Renews leases, and counts what waits, because other processes change it. What fails is tried again the next time.
    async fn tend(&mut self) {
        let Settings { clock, policy, .. } = &self.settings;
        let (now, running, policy) = (clock.now(), clock.running(), policy.clone());
        let Ok(connection) = self.link.open(&self.settings, Part::Rest).await else {
            return;
        };
        if !self.known.live.is_empty() {
            let live = &self.known.live;
            let renew = async || renewed(connection, live, now, running, &policy).await;
            match while_locked(Fault::is_locked, renew).await {
                Ok(live) => self.known.live = live,
                Err(_) => return,
            }
        }
        self.count().await;
        self.known.tended = self.known.tended.wrapping_add(1);
    }

    /// Every third time, and what the time before began.
    async fn count(&mut self) {
        let is_first = self.known.tended == 0;
        if self.known.tended.is_multiple_of(3) && self.count.is_none() {
            let begun = Count::begin(&self.settings, &self.known.waiting).await;
            self.count = begun.ok();
        }
        // Nothing is taken in until it is known what waits.
        if let Some(count) = self.count.take_if(|count| is_first || count.is_over())
            && let Some(waiting) = count.end(&self.known.waiting).await
        {
            self.known.waiting = waiting;
        }
    }

    /// One transaction for all; if it fails because of one of them, each alone.
    async fn serve(&mut self, mut jobs: Vec<Job>) -> Result<(), Crash> {
        jobs.retain(|job| !job.reply.is_closed());
        if jobs.is_empty() {
            return Ok(());
        }
        let started = Instant::now();
        match self.commit(&jobs).await {
            Ok(replies) => {
                let inserted = jobs.iter().map(|job| job.request.entries()).sum();
                if inserted > 0 {
                    telemetry::committed(inserted, started.elapsed());
                }
                let left = deliver(jobs, replies);
                if !left.is_empty() {
                    return self.give_back(left).await;
                }
            }
            Err(Fault::Crash) => return Err(Crash),
            Err(fault) if jobs.len() == 1 || fault.is_of_all() => {
                let error = Unavailable::from(&fault);
                let replies = jobs.iter().map(|_| Err(error)).collect();
                let _none_claimed = deliver(jobs, replies);
            }
            Err(_) => {
                for job in jobs {
                    Box::pin(self.serve(vec![job])).await?;
                }
            }
        }
        Ok(())
    }

    /// Rows whose worker went away before it had them; else they would be renewed until their deadline, and counted as crashed.
    async fn give_back(&mut self, left: Vec<Run>) -> Result<(), Crash> {
        let (mut jobs, mut waiting) = (Vec::new(), Vec::new());
        for run in left {
            let (reply, answer) = oneshot::channel();
            let request = Request::Finish(run, Verdict::GiveBack);
            jobs.push(Job { request, reply });
            waiting.push(answer);
        }
        let given_back = Box::pin(self.serve(jobs)).await;
        drop(waiting);
        given_back
    }

    fn lender(&mut self) -> Lender<'_> {
        Lender {
            link: &mut self.link,
            settings: &self.settings,
            known: &mut self.known,
            line: &mut self.line,
        }
    }

    async fn commit(&mut self, jobs: &[Job]) -> Result<Vec<Answer>, Fault> {
        let transaction = async || self.transaction(jobs).await;
        let committed = while_locked(Fault::is_locked, transaction).await;
        if let Err(fault) = &committed
            && fault.breaks_the_connection()
        {
            self.link.connection = None;
        }
        committed
    }

    async fn transaction(&mut self, jobs: &[Job]) -> Result<Vec<Answer>, Fault> {
        let settings = &self.settings;
        let reach = |step: &str| {
            let mut all = jobs.iter();
            all.try_for_each(|job| settings.failpoints.reach(job.request.name(), step))
        };
        let all = |is: fn(&Request) -> bool| jobs.iter().all(|job| is(&job.request));
        let part = if all(|request| matches!(request, Request::Insert(_))) {
            Part::Intake
        } else if all(|request| matches!(request, Request::Claim { .. })) {
            Part::Claims
        } else {
            Part::Rest
        };
        let connection = self.link.open(settings, part).await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        reach("begun")?;
        let mut known = self.known.clone();
        let mut inserted = Vec::new();
        let mut requests: Vec<&[Entry]> = Vec::new();
        for job in jobs {
            if let Request::Insert(entries) = &job.request {
                requests.push(entries);
            }
        }
        if !requests.is_empty() {
            let now = settings.clock.now();
            let answers = insert::batch(&mut transaction, &requests, &mut known.waiting, now).await;
            for answers in answers? {
                inserted.push(whole(answers)?);
            }
        }
        let mut inserted = inserted.into_iter();
        let mut replies = Vec::with_capacity(jobs.len());
        for job in jobs {
            replies.push(match &job.request {
                Request::Insert(_) => inserted.next().ok_or(Fault::Unreadable)?,
                other => Ok(apply(&mut transaction, other, settings, &mut known).await?),
            });
        }
        reach("written")?;
        transaction.commit().await?;
        self.known = known;
        reach("committed")?;
        self.link.committed().await?;
        Ok(replies)
    }
}

/// In one commit.
async fn renewed(
    connection: &mut SqliteConnection,
    live: &Live,
    now: i64,
    running: i64,
    policy: &Policy,
) -> Result<Live, Fault> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let live = runs::renew(&mut transaction, live, now, running, policy).await?;
    transaction.commit().await?;
    Ok(live)
}

/// A request is in as a whole or not at all.
fn whole(answers: Vec<Result<Stored, UnavailableKind>>) -> Result<Answer, Fault> {
    let items = answers.len();
    let all: Result<Vec<Stored>, UnavailableKind> = answers.into_iter().collect();
    match all {
        Ok(all) => Ok(Ok(Reply::Inserted(all))),
        // The other items were written, and must not stay.
        Err(kind) if items > 1 => Err(Fault::Refused(kind)),
        Err(kind) => Ok(Err(Unavailable::new(kind))),
    }
}

async fn apply(
    connection: &mut SqliteConnection,
    request: &Request,
    settings: &Settings,
    known: &mut Known,
) -> Result<Reply, Fault> {
    let Settings { clock, policy, .. } = settings;
    let (now, running) = (clock.now(), clock.running());
    Ok(match request {
        Request::Claim { ids, handled } => {
            let (rows, ended) = runs::claim(connection, ids, now, policy).await?;
            for row in &rows {
                let mut all = handled.iter();
                let this = all.find(|this| this.group == row.group && this.event == row.event);
                let deadline = this.map(|this| this.deadline).unwrap_or_default();
                let until = span(deadline.saturating_add(policy.lease));
                let until = running.saturating_add(until);
                known.live.insert(row.id, (row.token, until));
            }
            Reply::Claimed(rows, ended)
        }
        Request::Finish(run, verdict) => {
            let (finished, ended) = runs::finish(connection, *run, verdict, now, policy).await?;
            known.ended(ended);
            if known
                .live
                .get(&run.id)
                .is_some_and(|(token, _)| *token == run.token)
            {
                known.live.remove(&run.id);
            }
            Reply::Finished(finished)
        }
        Request::Reap => {
            known.live = runs::renew(connection, &known.live, now, running, policy).await?;
            runs::reap(connection, now, policy).await?;
            Reply::Nothing
        }
        Request::Replay(id, recognised) => {
            let recognised = recognised.as_ref();
            Reply::Replayed(admin::replay(connection, *id, recognised, now).await?)
        }
        Request::MarkDead(id) => {
            let group = admin::mark_dead(connection, *id, now).await?;
            let found = group.is_some();
            known.ended(group);
            Reply::Found(found)
        }
        Request::Erase(id) => {
            let (found, groups) = admin::erase(connection, *id, now).await?;
            known.ended(groups);
            Reply::Found(found)
        }
        Request::Pause(group, on) => {
            pause::set(connection, group, *on, now).await?;
            Reply::Nothing
        }
        Request::Purge => {
            let from = &mut known.bodies_from;
            let (purged, more) = admin::purge(connection, policy, now, from).await?;
            Reply::Purged(purged, more)
        }
        Request::Strand { group, event } => {
            let ended = strand::end(connection, group, event, policy, now).await?;
            let waiting = known.waiting.entry(group.clone()).or_default();
            *waiting = waiting.saturating_sub(ended);
            Reply::Ended(ended)
        }
        Request::Insert(_) | Request::Lend(_) | Request::Close => Reply::Nothing,
    })
}
