//! How a run ends, and how long it is its process's own.

use std::collections::HashMap;
use std::time::Duration;

use crate::policy::{ERROR, LONGEST_WAIT, Policy};
use crate::store::Verdict;

/// The runs of this process: token, and until when they are renewed, by the clock that is never set.
pub(crate) type Live = HashMap<i64, (i64, i64)>;

/// What is written about a run that ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Done,
    /// Queued again.
    Waits {
        wait: Duration,
        class: Option<&'static str>,
        error: Option<String>,
        /// How many attempts are taken back.
        uncounted: i64,
    },
    Dead {
        class: &'static str,
        error: String,
    },
}

impl Ending {
    /// `failures` are those of the row, this one included.
    pub(crate) fn of(verdict: &Verdict, failures: u32, policy: &Policy) -> Self {
        match verdict {
            Verdict::Done => Self::Done,
            Verdict::GiveBack => Self::Waits {
                // A moment, so that a store that refuses every run is not asked without a pause.
                wait: Duration::from_secs(1),
                class: None,
                error: None,
                uncounted: 1,
            },
            Verdict::Dead { class, error } => Self::Dead {
                class,
                error: cut(error),
            },
            Verdict::Retry {
                class,
                error,
                after,
            } => match policy.wait(failures) {
                Some(wait) => Self::Waits {
                    wait: after.unwrap_or(wait).min(LONGEST_WAIT),
                    class: Some(class),
                    error: Some(cut(error)),
                    uncounted: 0,
                },
                None => Self::Dead {
                    class,
                    error: cut(error),
                },
            },
        }
    }
}

/// As much as is kept.
pub(crate) fn cut(error: &str) -> String {
    let end = error.floor_char_boundary(ERROR);
    error.get(..end).unwrap_or_default().to_owned()
}
