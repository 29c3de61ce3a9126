//! Processes that end under load, again and again.

use std::time::{Duration, Instant};

use http::{Method, Request};
use http_body_util::Full;
use tokio::process::Command;
use tokio::time::sleep;

use crate::database::Store;
use crate::fleet::Fleet;
use crate::traffic::{Client, Sent, Traffic};
use crate::{Error, Report, Setup, Target};

/// What happens to the processes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blow {
    /// One after the other is killed by SIGKILL, and started again.
    Kill,
    /// One after the other ends by SIGTERM, and is started again.
    Terminate,
    /// All in turn are replaced by a version with one event more, or back by the one before.
    Deploy,
    /// The database server is stopped and started by this command of the shell, followed by `fast` or `immediate` in turn.
    Restart(String),
}

/// How often, and how much is sent meanwhile.
#[derive(Clone, Debug)]
pub struct Rounds {
    /// What happens.
    pub blow: Blow,
    /// How often.
    pub rounds: u64,
    /// How many deliveries are sent, beside repetitions.
    pub rows: u64,
    /// The lease of the runs in seconds, or the default one.
    pub lease: Option<u64>,
}

/// Sends deliveries while processes end and start, lets all of them come to their end, and compares the effects with what was
/// acknowledged.
///
/// # Errors
///
/// A server does not start, or nothing moves any more. The text says where the database is.
pub async fn rounds(setup: &Setup, rounds: Rounds) -> Result<Report, Error> {
    let store = Store::create(&setup.database).await?;
    let result = run(setup, &store, rounds).await;
    store.close(result).await
}

async fn run(setup: &Setup, store: &Store, rounds: Rounds) -> Result<Report, Error> {
    let started = Instant::now();
    let lease = rounds.lease.map(|lease| lease.to_string());
    let args = lease.iter().flat_map(|lease| ["--lease", lease.as_str()]);
    let mut fleet = Fleet::start(setup, store, &args.collect::<Vec<_>>()).await?;
    let mix = match rounds.blow {
        Blow::Deploy => with_refunds,
        Blow::Kill | Blow::Terminate | Blow::Restart(_) => usual,
    };
    let traffic = Traffic::start(fleet.addresses(), rounds.rows, mix);
    let mut random = fastrand::Rng::new();
    for round in 0..rounds.rounds {
        // Under load, the last one too.
        traffic
            .reaches(rounds.rows * (round + 1) / (rounds.rounds + 1))
            .await?;
        sleep(Duration::from_millis(random.u64(0..100))).await;
        blow(&mut fleet, setup, &rounds.blow, round).await?;
    }
    let sent = traffic.finish().await?;
    let sending = started.elapsed();
    if rounds.blow == Blow::Deploy {
        if rounds.rounds.is_multiple_of(2) {
            deploy(&mut fleet, setup, true).await?;
        }
        replay(&fleet).await?;
    }
    store.drained().await?;
    let draining = started.elapsed().saturating_sub(sending);
    fleet.terminate_all().await?;
    let processes = setup.processes;
    let name = match &rounds.blow {
        Blow::Kill => "SIGKILL",
        Blow::Terminate => "SIGTERM",
        Blow::Deploy => "A rolling deploy",
        Blow::Restart(_) => "The database server stopped and started",
    };
    let title = format!("{name}, {} rounds, {processes} processes", rounds.rounds);
    let mut report = Report::new(title);
    report.note("sent in", sending.as_secs_f64(), "s");
    report.note("drained in", draining.as_secs_f64(), "s");
    check(store, &sent, &mut report).await?;
    Ok(report)
}

/// Most are handled at once, some fail first, and some take a while before they write.
fn usual(number: u64) -> (&'static str, Duration) {
    match number % 100 {
        1 => ("fails_once", Duration::from_millis(number % 700)),
        2 | 52 => ("waits", Duration::from_millis(number % 500)),
        _ => ("paid", Duration::ZERO),
    }
}

fn with_refunds(number: u64) -> (&'static str, Duration) {
    if number.is_multiple_of(5) {
        return ("refunded", Duration::ZERO);
    }
    usual(number)
}

async fn blow(fleet: &mut Fleet<'_>, setup: &Setup, blow: &Blow, round: u64) -> Result<(), Error> {
    let processes = u64::try_from(setup.processes)?;
    let place = usize::try_from(round % processes)?;
    match blow {
        Blow::Kill => {
            fleet.kill(place).await?;
            fleet.restart(place, &[]).await
        }
        Blow::Terminate => {
            fleet.terminate(place).await?;
            fleet.restart(place, &[]).await
        }
        Blow::Deploy => deploy(fleet, setup, round.is_multiple_of(2)).await,
        Blow::Restart(command) => restart(command, round.is_multiple_of(2)).await,
    }
}

/// Waits until the database server answers again.
async fn restart(command: &str, fast: bool) -> Result<(), Error> {
    let how = if fast { "fast" } else { "immediate" };
    let command = format!("{command} {how} >/dev/null 2>&1");
    let status = Command::new("sh").arg("-c").arg(&command).status().await?;
    if status.success() {
        return Ok(());
    }
    Err(format!("{status}: {command}").into())
}

async fn deploy(fleet: &mut Fleet<'_>, setup: &Setup, next: bool) -> Result<(), Error> {
    let args: &[&str] = if next { &["--next"] } else { &[] };
    for place in 0..setup.processes {
        fleet.terminate(place).await?;
        fleet.restart(place, args).await?;
    }
    Ok(())
}

/// What came to a version that did not know it runs now. It is a row after the other, so it may take longer than an answer.
async fn replay(fleet: &Fleet<'_>) -> Result<(), Error> {
    let address = fleet.server(0)?.address;
    for _ in 0..10 {
        let mut request = Request::new(Full::default());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = http::Uri::from_static("/replay");
        if let Ok(status) = Client::default().send(address, request).await
            && status.is_success()
        {
            return Ok(());
        }
    }
    Err("the unknown deliveries cannot be replayed".into())
}

/// Every acknowledged id has one effect.
pub(crate) async fn check(store: &Store, sent: &Sent, report: &mut Report) -> Result<(), Error> {
    let effects = store
        .pairs("SELECT id, count(*) FROM effects GROUP BY id")
        .await?;
    let of = |number: u64| effects.get(&number.to_string()).copied().unwrap_or(0);
    let lost = (0..sent.acknowledged).filter(|number| of(*number) == 0);
    let doubled = effects.values().filter(|effects| **effects > 1);
    let states = "SELECT state, count(*) FROM webhook_inbox GROUP BY state";
    let states = store.pairs(states).await?;
    let state = |state: &str| states.get(state).copied().unwrap_or(0);
    let all: i64 = states.values().sum();
    let none = Target::AtMost(0.0);
    let number = |number: u64| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let rows = |rows: i64| number(rows.unsigned_abs());
    report.note("acknowledged", number(sent.acknowledged), "ids");
    report.add("lost", number(lost.count() as u64), "ids", none);
    report.add(
        "double effects",
        number(doubled.count() as u64),
        "ids",
        none,
    );
    report.add("dead", rows(state("dead")), "rows", none);
    report.add("not done", rows(all - state("done")), "rows", none);
    // What came to both versions has a row that was unknown, beside the one that ran.
    let more = state("done") - i64::try_from(effects.len())?;
    report.note("rows beside those with an effect", rows(more), "");
    report.add("answers beside 200 and 503", number(sent.other), "", none);
    report.note("answers 503", number(sent.refused), "");
    report.note("requests cut off", number(sent.broken), "");
    report.note("slowest answer", sent.slowest.as_secs_f64(), "s");
    if store.is_sqlite() {
        let damage = "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'";
        report.add(
            "damage in the file",
            rows(store.number(damage).await?),
            "",
            none,
        );
    }
    Ok(())
}
