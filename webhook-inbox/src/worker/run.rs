//! One run of one delivery.

use std::sync::Arc;
use std::time::{Duration, Instant};

use backon::{ExponentialBuilder, Retryable as _};
use http::Extensions;
use tokio::runtime::Handle;
use webhook_core::Dispatcher;
use webhook_core::extract::Attempt;

use crate::error::{Unavailable, UnavailableKind};
use crate::inbox::{Phase, Shared};
use crate::row::Row;
use crate::store::{Finished, Run, Verdict};
use crate::telemetry;
use crate::tx::TxEnd;
use crate::worker::verdict::{End, of_outcome, of_tx};
use crate::written;

/// Runs the handler of a row, and writes how it ended.
pub(super) async fn run(shared: Arc<Shared>, dispatcher: Dispatcher, row: Row, deadline: Duration) {
    let (run, started) = (Run::from(&row), Instant::now());
    let mut unended = Unended(Some((Arc::clone(&shared), run)));
    let end = match written::delivery(&row) {
        None => End::Write(Verdict::Dead {
            class: "unreadable",
            error: "the row does not hold a delivery".to_owned(),
        }),
        Some(stored) => {
            let hand = shared.store.hand_over(run);
            let mut extensions = Extensions::new();
            Arc::clone(&hand).extend(&mut extensions);
            let attempt = Attempt::new(row.attempts, row.key());
            extensions.insert(if row.replays > 0 {
                attempt.as_replay()
            } else {
                attempt
            });
            // The handler's future is dropped at the end of this, and so is the guard of its transaction.
            let verdict = tokio::select! {
                outcome = dispatcher.run_stored(&stored, extensions) => {
                    if outcome.is_reply() {
                        shared.warned_of_reply.call_once(|| telemetry::reply_dropped(&row));
                    }
                    of_outcome(&outcome)
                }
                () = hand.expired() => Verdict::Retry {
                    class: "timed_out",
                    error: "the transaction lasted too long: its writes were rolled back".to_owned(),
                    after: None,
                },
                () = shared.reaches(Phase::Over) => Verdict::GiveBack,
            };
            let tx = hand.end(verdict == Verdict::Done).await;
            if matches!(tx, TxEnd::Failed(failed) if failed.kind() == UnavailableKind::Ended) {
                telemetry::transaction_ended(&row);
            }
            if tx == TxEnd::Held {
                telemetry::transaction_held(&row);
            }
            of_tx(verdict, tx)
        }
    };
    let (verdict, finished) = match end {
        End::Written(finished) => (Verdict::Done, Ok(finished)),
        End::Write(verdict) => {
            let finished = write(&shared, run, &verdict, deadline).await;
            (verdict, finished)
        }
    };
    unended.0 = None;
    telemetry::run_ended(&row, &verdict, finished, started.elapsed());
}

/// A run whose future is dropped before its end is written. It is given back; else its lease would be renewed, and it would
/// count as crashed. One that panics does count: it might panic each time.
struct Unended(Option<(Arc<Shared>, Run)>);

impl Drop for Unended {
    fn drop(&mut self) {
        if let Some((shared, run)) = self.0.take()
            && !std::thread::panicking()
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(async move { shared.store.finish(run, Verdict::GiveBack).await });
        }
    }
}

/// Writes the end of a run. While the store does not answer, tries again for as long as the lease is renewed; then the row runs
/// again.
async fn write(
    shared: &Shared,
    run: Run,
    verdict: &Verdict,
    deadline: Duration,
) -> Result<Finished, Unavailable> {
    let attempt = || shared.store.finish(run, verdict.clone());
    let waits = ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(100))
        .with_max_delay(Duration::from_secs(1))
        .with_total_delay(Some(deadline.saturating_add(shared.policy.lease)))
        .without_max_times();
    attempt
        .retry(waits)
        .sleep(tokio::time::sleep)
        .when(|unavailable| unavailable.kind() != UnavailableKind::Closed)
        .await
}
