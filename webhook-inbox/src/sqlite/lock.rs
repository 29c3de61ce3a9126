//! Waits for the lock of the file, which processes take in turns.

use std::time::{Duration, Instant};

use crate::policy::LOCKED_WITHIN;

/// How long SQLite itself waits. It looks less and less often, in the end every 100 ms, and a process that writes all the time
/// leaves the lock free for some microseconds at once. So it is asked again, and looks every millisecond.
pub(super) const LOOK: Duration = Duration::from_millis(2);

/// Tries until the lock is free, for a second. An attempt that finds it taken must have done nothing.
pub(super) async fn while_locked<T, E>(
    is_locked: impl Fn(&E) -> bool,
    mut attempt: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let until = Instant::now() + LOCKED_WITHIN;
    loop {
        let tried = attempt().await;
        if !tried.as_ref().is_err_and(&is_locked) || Instant::now() >= until {
            return tried;
        }
    }
}
