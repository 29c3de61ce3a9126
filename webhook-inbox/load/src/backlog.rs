//! What a backlog changes.

use std::sync::Arc;

use tokio::process::Command;

use crate::ack::{Rate, burst, deliveries};
use crate::database::Store;
use crate::delivery::Delivery;
use crate::fleet::Fleet;
use crate::traffic::Client;
use crate::{Error, Report, Setup, Target};

/// More than are sent in a measurement.
const DELIVERIES: usize = 60_000;

/// How many are inserted to be counted.
const COUNTED: u64 = 2000;
/// How many deliveries of a group that no program here handles wait in front.
const OTHERS: u64 = 100_000;

/// Measures acknowledgements and the memory of the server while nothing waits, and while so many deliveries wait. Handlers do
/// not run. In an SQLite file, it counts the instructions of an insertion and the pages of a fetch as well.
///
/// # Errors
///
/// A server does not start, or answers anything but 200. Valgrind is missing.
pub async fn backlog(setup: &Setup, rows: u64) -> Result<Report, Error> {
    let mut report = Report::new(format!("{rows} deliveries wait"));
    if setup.database.is_sqlite() {
        let (empty, few) = count(setup, 0, 0).await?;
        let (full, many) = count(setup, rows, 0).await?;
        let (_, behind) = count(setup, 0, OTHERS.min(rows)).await?;
        report.note(
            "instructions of an insertion while nothing waits",
            empty,
            "",
        );
        report.add(
            "the same while they wait",
            full / empty,
            "x",
            Target::AtMost(1.05),
        );
        report.note("pages of a fetch while nothing else waits", few, "");
        report.add(
            "the same while they wait",
            many / few,
            "x",
            Target::AtMost(1.2),
        );
        let name = "the same behind deliveries of another group";
        report.add(name, behind / few, "x", Target::AtMost(1.2));
    }
    let deliveries = deliveries(DELIVERIES)?;
    let (before, empty) = measure(setup, 0, &deliveries).await?;
    let (after, full) = measure(setup, rows, &deliveries).await?;
    report.note(
        "acknowledgements while nothing waits",
        before.each_second,
        "/s",
    );
    report.note("acknowledgements while they wait", after.each_second, "/s");
    let slower = after.processor / before.processor;
    report.note("processor time of one", slower, "x");
    report.note("memory while nothing waits", empty, "MiB");
    report.add(
        "more memory while they wait",
        full - empty,
        "MiB",
        Target::AtMost(8.0),
    );
    Ok(report)
}

/// The instructions of an insertion, and the pages of a fetch.
async fn count(setup: &Setup, rows: u64, of_others: u64) -> Result<(f64, f64), Error> {
    let store = Store::create(&setup.database).await?;
    let fleet = Fleet::start(setup, &store, &["--workers", "0"]).await?;
    let address = fleet.server(0)?.address;
    // As many as a fetch takes.
    for number in 0..16 {
        let model = Delivery::new(
            "paid",
            &format!("model-{number}"),
            std::time::Duration::ZERO,
        )?;
        Client::default().send(address, model.request()).await?;
    }
    fleet.terminate_all().await?;
    if rows > 0 {
        store.copies("model-0", rows).await?;
    }
    if of_others > 0 {
        store.copies("model-0", of_others).await?;
        store
            .execute("UPDATE webhook_inbox SET grp = CAST('others' AS BLOB) WHERE delivery_id LIKE 'copy-%'")
            .await?;
    }
    // Both open the same file, because opening it costs more the longer it is.
    let none = instructions(setup, &store, 0).await?;
    let all = instructions(setup, &store, COUNTED).await?;
    let pages = Command::new(&setup.server)
        .args(["--database", &store.address, "--fetch"])
        .kill_on_drop(true)
        .output();
    let pages = pages.await?;
    let pages: u32 = String::from_utf8(pages.stdout)?
        .trim()
        .parse()
        .map_err(|_| format!("pages: {}", String::from_utf8_lossy(&pages.stderr)))?;
    store.remove().await?;
    let counted = f64::from(u32::try_from(COUNTED)?);
    Ok(((all - none) / counted, f64::from(pages)))
}

/// Of a whole process that inserts so many deliveries.
async fn instructions(setup: &Setup, store: &Store, number: u64) -> Result<f64, Error> {
    let mut valgrind = Command::new("valgrind");
    let output = valgrind
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(&setup.server)
        .args(["--database", &store.address])
        .args(["--insert", &number.to_string()])
        .kill_on_drop(true)
        .output();
    let output = output.await.map_err(|error| format!("valgrind: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    let collected = text
        .lines()
        .find_map(|line| line.split_once("Collected : "));
    let (_, collected) = collected.ok_or_else(|| format!("valgrind counts nothing: {text}"))?;
    Ok(collected.trim().parse()?)
}

async fn measure(
    setup: &Setup,
    rows: u64,
    deliveries: &Arc<Vec<Delivery>>,
) -> Result<(Rate, f64), Error> {
    let store = Store::create(&setup.database).await?;
    // More can wait than the inbox allows by default.
    let mark = rows.saturating_mul(2).max(1_000_000).to_string();
    let args = ["--workers", "0", "--mark", mark.as_str()];
    let mut fleet = Fleet::start(setup, &store, &args).await?;
    let model = Delivery::new("paid", "model", std::time::Duration::ZERO)?;
    let address = fleet.server(0)?.address;
    Client::default().send(address, model.request()).await?;
    fleet.terminate(0).await?;
    if rows > 0 {
        store.copies("model", rows).await?;
    }
    fleet.restart(0, &[]).await?;
    let rate = burst(fleet.server(0)?, deliveries).await?;
    let memory = fleet.server(0)?.memory()?;
    fleet.terminate_all().await?;
    store.remove().await?;
    Ok((rate, memory))
}
