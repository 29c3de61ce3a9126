//! Servers and receivers that are killed under load.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use tokio::time::sleep;
use webhook_inbox::Inbox;
use webhook_inbox_load::{Error, Report, Target, Traffic};
use webhook_inbox_nats::NatsOptions;

use crate::Setup;
use crate::cluster::Cluster;
use crate::receivers::Receivers;
use crate::runs::Runs;

/// An inbox answers within two seconds.
const ANSWER: f64 = 2.0;
/// How long what was acknowledged may take to run at the end.
const DRAIN: Duration = Duration::from_mins(3);
const STREAM: &str = "webhooks";

/// How often, and how much is sent meanwhile.
#[derive(Clone, Copy, Debug)]
pub struct Kills {
    /// How often the server that leads the stream is killed.
    pub leaders: u64,
    /// How often one of the two receivers is killed, in turn.
    pub receivers: u64,
    /// How many deliveries are sent, beside repetitions.
    pub rows: u64,
    /// The lease of the runs in seconds.
    pub lease: u64,
}

/// Sends deliveries while the leader of the stream is killed again and again, and one of two receivers in turn, and compares what ran
/// with what was acknowledged.
///
/// # Errors
///
/// A server does not start, or nothing moves any more.
pub async fn kill(setup: &Setup, kills: Kills) -> Result<Report, Error> {
    let folder = setup.temporary()?;
    let mut cluster = Cluster::start(&setup.nats, folder.path()).await?;
    let (addresses, lease) = (cluster.addresses(), kills.lease.to_string());
    let args = ["--inbox", &addresses, "--lease", &lease];
    let mut receivers = Receivers::start(&setup.receiver, folder.path(), 2, &args).await?;
    let context = cluster.connect().await?;
    let started = Instant::now();
    let traffic = Traffic::start(receivers.addresses(), kills.rows, mix);
    traffic.allow(0);
    let (mut killed, mut longest) = (BTreeSet::new(), Duration::ZERO);
    for round in 0..kills.leaders {
        cluster.is_whole(&context, STREAM).await?;
        let leader = cluster.leader(&context, STREAM).await?;
        // A part for each round, and the kill in the middle of it: else everything would be sent before the last round.
        let sent = |halves: u64| kills.rows.saturating_mul(halves) / (2 * kills.leaders);
        traffic.allow(sent(2 * (round + 1)));
        traffic.reaches(sent(2 * round + 1)).await?;
        cluster.kill(leader).await?;
        let gone = Instant::now();
        if round % kills.leaders.div_ceil(kills.receivers.max(1)) == 0 && kills.receivers > 0 {
            let place = usize::try_from(round)? % 2;
            killed.insert(receivers.kill(place).await?);
            receivers.restart(place).await?;
        }
        cluster.leader(&context, STREAM).await?;
        longest = longest.max(gone.elapsed());
        cluster.restart(leader)?;
    }
    traffic.allow(u64::MAX);
    let sent = traffic.finish().await?;
    let sending = started.elapsed();
    drained(&addresses).await?;
    let draining = started.elapsed().saturating_sub(sending);
    receivers.terminate().await?;
    let runs = Runs::read(folder.path())?;
    let title = format!(
        "{} kills of the leader, {} of a receiver",
        kills.leaders,
        killed.len()
    );
    let mut report = Report::new(title);
    let number = |number: u64| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let none = Target::AtMost(0.0);
    report.note("sent in", sending.as_secs_f64(), "s");
    report.note("drained in", draining.as_secs_f64(), "s");
    report.note("longest time without a leader", longest.as_secs_f64(), "s");
    report.note("acknowledged", number(sent.acknowledged), "ids");
    report.add(
        "acknowledged and never run",
        number(runs.missing(sent.acknowledged)),
        "ids",
        none,
    );
    report.note("run again", number(runs.repeated()), "ids");
    let without = runs.repeated_without(&killed);
    report.add(
        "run again although no receiver was killed",
        number(without),
        "runs",
        none,
    );
    report.add("under two keys", number(runs.with_two_keys()), "ids", none);
    report.add("answers beside 200 and 503", number(sent.other), "", none);
    report.note("answers 503", number(sent.refused), "");
    report.note("requests cut off", number(sent.broken), "");
    let slowest = sent.slowest.as_secs_f64();
    report.add("slowest answer", slowest, "s", Target::AtMost(ANSWER));
    if !report.is_met() {
        // For who looks into it.
        let _kept = folder.keep();
    }
    Ok(report)
}

/// Most are handled at once, and some take a while.
fn mix(number: u64) -> (&'static str, Duration) {
    match number % 50 {
        0 => ("waits", Duration::from_millis(number % 500)),
        _ => ("paid", Duration::ZERO),
    }
}

/// Until everything has run.
async fn drained(addresses: &str) -> Result<(), Error> {
    let inbox: Inbox = NatsOptions::new(addresses).open().await?;
    let until = Instant::now() + DRAIN;
    loop {
        let depth = inbox.depth().await;
        if depth.as_ref().is_ok_and(Vec::is_empty) {
            inbox.stop(Duration::ZERO).await;
            return Ok(());
        }
        if Instant::now() > until {
            return Err(format!("not everything has run: {depth:?}").into());
        }
        sleep(Duration::from_millis(200)).await;
    }
}
