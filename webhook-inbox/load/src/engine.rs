//! What an acknowledgement and a run cost, against a receiver by hand with a job engine.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::ack::{Rate, deliveries, measure, send_all};
use crate::database::Store;
use crate::delivery::Delivery;
use crate::fleet::Fleet;
use crate::report::median;
use crate::{Error, Report, Setup, Target};

/// More than are sent in a measurement of acknowledgements.
const DELIVERIES: usize = 60_000;
/// How long a process works waiting deliveries off.
const WORK: Duration = Duration::from_secs(5);
/// How many it works at once.
const WORKERS: &str = "32";

/// What working waiting deliveries off found.
struct Drain {
    /// Deliveries a second.
    each_second: f64,
    /// The processor time of the process for one, in microseconds.
    processor: f64,
}

/// Compares the inbox with a program that commits each request with a job of an engine, again and again, in turns: as fast as 64
/// connections can send while handlers do not run, and then the first seconds of 32 workers behind which so many deliveries wait.
/// Every figure is the median of ratios in one turn. Only the processor time of the two programs is counted, not that of a Postgres server.
///
/// # Errors
///
/// A program does not start, answers anything but 200, or does not run each delivery once.
pub async fn engine(
    setup: &Setup,
    program: &Path,
    turns: u64,
    rows: usize,
) -> Result<Report, Error> {
    let contender = Setup {
        server: program.to_owned(),
        ..setup.clone()
    };
    let many = deliveries(DELIVERIES)?;
    let waiting = deliveries(rows)?;
    let (mut rates, mut drains) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    for turn in 0..turns {
        let mut order = [(0, setup), (1, &contender)];
        // Forth and back, so that none is always the first.
        if turn % 2 == 1 {
            order.reverse();
        }
        for (nth, setup) in order {
            let rate = measure(setup, &["--workers", "0"], &many).await?;
            let drain = drain(setup, &waiting).await?;
            if let (Some(rates), Some(drains)) = (rates.get_mut(nth), drains.get_mut(nth)) {
                rates.push(rate);
                drains.push(drain);
            }
        }
    }
    let title = format!("Against a job engine, {turns} turns, {rows} deliveries wait");
    let mut report = Report::new(title);
    for (nth, name) in ["inbox", "engine"].into_iter().enumerate() {
        let (Some(rates), Some(drains)) = (rates.get(nth), drains.get(nth)) else {
            continue;
        };
        let rate = |what: fn(&Rate) -> f64| median(rates.iter().map(what));
        let drain = |what: fn(&Drain) -> f64| median(drains.iter().map(what));
        let mut note = |what, value, unit| report.note(&format!("{name}: {what}"), value, unit);
        note("acknowledgements", rate(|rate| rate.each_second), "/s");
        note("processor time of one", rate(|rate| rate.processor), "us");
        note("runs", drain(|drain| drain.each_second), "/s");
        note(
            "processor time of one run",
            drain(|drain| drain.processor),
            "us",
        );
    }
    let [inbox, engine] = &rates;
    let pairs = inbox.iter().zip(engine);
    report.add(
        "acknowledgements a second",
        median(pairs.map(|(inbox, engine)| inbox.each_second / engine.each_second)),
        "x",
        Target::AtLeast(3.0),
    );
    let [inbox, engine] = &drains;
    let pairs = inbox.iter().zip(engine);
    report.add(
        "processor time from the acknowledgement to done",
        median(pairs.map(|(inbox, engine)| inbox.processor / engine.processor)),
        "x",
        Target::AtMost(0.35),
    );
    Ok(report)
}

/// Lets the deliveries wait, and then starts a process that runs them.
async fn drain(setup: &Setup, deliveries: &Arc<Vec<Delivery>>) -> Result<Drain, Error> {
    let store = Store::create(&setup.database).await?;
    let mut fleet = Fleet::start(setup, &store, &["--workers", "0"]).await?;
    send_all(fleet.server(0)?.address, deliveries).await?;
    fleet.terminate(0).await?;
    let began = Instant::now();
    fleet.restart(0, &["--workers", WORKERS]).await?;
    let number = i64::try_from(deliveries.len())?;
    // An effect is committed with the end of its run.
    let effects = "SELECT count(*) FROM effects";
    let mut done = 0;
    while done < number && began.elapsed() < WORK {
        sleep(Duration::from_millis(20)).await;
        done = store.number(effects).await?;
    }
    let (took, processor) = (began.elapsed(), fleet.server(0)?.processor_time()?);
    fleet.terminate_all().await?;
    let all = store.number(effects).await?;
    let different = store.number("SELECT count(DISTINCT id) FROM effects");
    let different = different.await?;
    store.remove().await?;
    if done == 0 || all < done || different != all {
        let found =
            format!("{done} deliveries had run, and then {all} had, {different} of them different");
        return Err(found.into());
    }
    let done = f64::from(u32::try_from(done)?);
    Ok(Drain {
        each_second: done / took.as_secs_f64(),
        processor: processor.as_secs_f64() * 1e6 / done,
    })
}
