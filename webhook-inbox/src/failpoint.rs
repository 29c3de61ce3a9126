//! Places where a test can end a store as a crash would.

#[cfg(feature = "conformance")]
use std::sync::Arc;

/// The process is dead from here on: nothing more is written, answered or rolled back by hand.
#[derive(Debug)]
#[cfg_attr(
    not(feature = "conformance"),
    expect(unreachable_pub, reason = "public for the suite only")
)]
pub struct Crash;

/// Ends a store between two of its steps, as the death of its process would.
///
/// The steps of each operation are `begun`, `written` and `committed`: [`Failpoints::STEPS`] of [`Failpoints::OPERATIONS`].
#[derive(Clone, Debug, Default)]
#[cfg_attr(
    not(feature = "conformance"),
    expect(unreachable_pub, reason = "public for the suite only")
)]
pub struct Failpoints {
    #[cfg(feature = "conformance")]
    registry: Arc<fail_parallel::FailPointRegistry>,
}

impl Failpoints {
    #[cfg(not(feature = "conformance"))]
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "the suite needs both"
    )]
    pub(crate) fn reach(&self, _operation: &str, _step: &str) -> Result<(), Crash> {
        Ok(())
    }
}

#[cfg(feature = "conformance")]
impl Failpoints {
    /// What a store does in a transaction.
    pub const OPERATIONS: [&str; 8] = [
        "insert",
        "claim",
        "finish",
        "reap",
        "replay",
        "mark_dead",
        "erase",
        "pause",
    ];

    /// The steps of such an operation.
    pub const STEPS: [&str; 3] = ["begun", "written", "committed"];

    /// Crashes at every step that is set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the store when `operation` gets to `step`.
    pub fn crash_at(&self, operation: &str, step: &str) {
        let set = fail_parallel::cfg(self.registry.clone(), name(operation, step), "return");
        debug_assert_eq!(set, Ok(()), "a fixed text");
    }

    /// Calls `act` when `operation` gets to `step`, for instance to abort the process.
    pub fn call_at(&self, operation: &str, step: &str, act: impl Fn() + Send + Sync + 'static) {
        let name = name(operation, step);
        let set = fail_parallel::cfg_callback(self.registry.clone(), name, act);
        debug_assert_eq!(set, Ok(()), "a callback is always taken");
    }

    /// What a store calls when `operation` has got to `step`.
    ///
    /// # Errors
    ///
    /// [`Crash`] if a test wants the end of the store here: it writes and answers nothing from then on.
    pub fn reach(&self, operation: &str, step: &str) -> Result<(), Crash> {
        fail_parallel::fail_point!(self.registry.clone(), &name(operation, step), |_| Err(
            Crash
        ));
        Ok(())
    }
}

#[cfg(feature = "conformance")]
fn name(operation: &str, step: &str) -> String {
    format!("{operation}.{step}")
}
