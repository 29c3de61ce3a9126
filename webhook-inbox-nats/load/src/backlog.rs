//! What a run costs while much waits, with one process and with several.

use std::time::{Duration, Instant};

use tokio::time::sleep;
use webhook_inbox::{Entry, Filter, Id, State, Store as _};
use webhook_inbox_load::{Error, Report, Target, body};
use webhook_inbox_nats::{NatsOptions, NatsStore};

use crate::Setup;
use crate::cluster::Cluster;
use crate::receivers::Receivers;

/// How many messages the servers take at once.
const BATCH: u64 = 1000;
const DRAIN: Duration = Duration::from_mins(15);

/// Lets deliveries wait, and then runs all of them by 1, 2 and 4 processes.
///
/// # Errors
///
/// A server does not start, or the deliveries do not run.
pub async fn backlog(setup: &Setup, rows: u64) -> Result<Report, Error> {
    let mut report = Report::new(format!("{rows} deliveries wait"));
    let mut costs = Vec::new();
    for processes in [1, 2, 4] {
        let folder = setup.temporary()?;
        let cluster = Cluster::start(&setup.nats, folder.path()).await?;
        let addresses = cluster.addresses();
        let store = NatsStore::open(NatsOptions::new(&addresses)).await?;
        let began = Instant::now();
        for first in (0..rows).step_by(usize::try_from(BATCH)?) {
            let ids = first..rows.min(first.saturating_add(BATCH));
            let entries = ids.map(|id| entry(&id.to_string()));
            let entries: Vec<_> = entries.collect();
            // A busy machine may take longer than an acknowledgement may.
            while let Err(unavailable) = store.insert(entries.clone()).await {
                if began.elapsed() > DRAIN {
                    return Err(unavailable.into());
                }
            }
        }
        let (before, began) = (cluster.processor_time()?, Instant::now());
        let args = ["--inbox", &addresses, "--workers", "16"];
        let receivers = Receivers::start(&setup.receiver, folder.path(), processes, &args).await?;
        loop {
            // A busy machine may be late with a count.
            let Ok(depth) = store.depth().await else {
                if began.elapsed() > DRAIN {
                    return Err("the depth is not known".into());
                }
                continue;
            };
            if depth.is_empty() {
                break;
            }
            if depth.iter().any(|depth| depth.state == State::Dead) {
                let dead = store.list(Filter::default()).await?;
                let why = dead.first().map(|row| (&row.class, &row.last_error));
                return Err(format!("a delivery is dead: {why:?}").into());
            }
            if began.elapsed() > DRAIN {
                return Err(format!("not everything has run: {depth:?}").into());
            }
            sleep(Duration::from_millis(500)).await;
        }
        let took = began.elapsed().as_secs_f64();
        let number = f64::from(u32::try_from(rows)?);
        let cost = receivers.processor_time()?.as_secs_f64() * 1e6 / number;
        let servers = cluster
            .processor_time()?
            .saturating_sub(before)
            .as_secs_f64()
            * 1e6
            / number;
        receivers.terminate().await?;
        store.close().await;
        report.note(&format!("{processes} processes: runs"), number / took, "/s");
        report.note(
            &format!("{processes} processes: processor time of one run"),
            cost,
            "us",
        );
        report.note(
            &format!("{processes} processes: that of the servers"),
            servers,
            "us",
        );
        costs.push(cost);
    }
    let least = costs.iter().copied().fold(f64::INFINITY, f64::min);
    let most = costs.iter().copied().fold(0.0, f64::max);
    report.add(
        "most / least processor time",
        most / least,
        "x",
        Target::AtMost(1.1),
    );
    Ok(report)
}

/// A delivery as a receiver hands it to the store.
pub(crate) fn entry(id: &str) -> Entry {
    const REST: &str = r#"{"version":1,"id_signed":true,"headers":[]}"#;
    let mut entry = Entry::new("shop", "paid", Id::text(id), [1; 32], body("paid", id, 0));
    entry.uri = "/shop".into();
    entry.headers = REST.into();
    // A group that is signed takes only what was verified.
    entry.key_id = Some("1".into());
    entry
}
