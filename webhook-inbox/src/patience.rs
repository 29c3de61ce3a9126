//! How long an acknowledgement waits for its commit. All of them share one timer: one each would cost as much as the row.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::clock::before;
use crate::policy::ANSWER_WITHIN;

/// How often time is looked at while something waits.
const TICK: Duration = Duration::from_millis(100);
/// How many of these an acknowledgement waits. One more, because the first may be almost over.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the number of ticks in a few seconds"
)]
const TICKS: u64 = (ANSWER_WITHIN.as_millis() / TICK.as_millis()) as u64 + 1;

/// Counts time for those that wait.
#[derive(Debug)]
pub(crate) struct Patience {
    ticks: Arc<watch::Sender<u64>>,
}

impl Patience {
    /// Starts a thread that ends with this. Of its own, because a disk that hangs must not stop it, and those that wait may have no
    /// runtime.
    pub(crate) fn start() -> std::io::Result<Self> {
        let ticks = Arc::new(watch::Sender::new(0_u64));
        let weak = Arc::downgrade(&ticks);
        std::thread::Builder::new()
            .name("webhook-inbox-time".to_owned())
            .spawn(move || {
                while let Some(ticks) = weak.upgrade() {
                    if ticks.receiver_count() > 0 {
                        ticks.send_modify(|ticks| *ticks = ticks.wrapping_add(1));
                    }
                    drop(ticks);
                    std::thread::sleep(TICK);
                }
            })?;
        Ok(Self { ticks })
    }

    /// `None` if it takes longer than an acknowledgement may.
    pub(crate) async fn within<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        let mut ticks = self.ticks.subscribe();
        let began = *ticks.borrow_and_update();
        let over = ticks.wait_for(|now| now.wrapping_sub(began) >= TICKS);
        before(over, future).await
    }
}
