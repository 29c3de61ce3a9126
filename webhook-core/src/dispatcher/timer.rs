//! Timers for deadlines.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use crate::guard::Guarded;

/// What panics of timers are logged as.
pub(crate) const TIMER: &str = "the timer";

/// Waits until a deadline. Pass the timer of your executor to [`timer`](crate::DispatcherBuilder::timer).
///
/// # Examples
///
/// ```
/// use std::pin::Pin;
/// use std::time::Duration;
/// use webhook_core::dispatcher::Timer;
/// use webhook_core::Dispatcher;
///
/// struct Tokio;
///
/// impl Timer for Tokio {
///     fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
///         Box::pin(tokio::time::sleep(duration))
///     }
/// }
///
/// let dispatcher = Dispatcher::builder().timer(Tokio).build()?;
/// # Ok::<(), webhook_core::BuildError>(())
/// ```
pub trait Timer: Send + Sync {
    /// Completes after `duration`.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// Waits for a duration. A panic of the program's timer becomes a value.
pub(crate) fn sleep(
    timer: &dyn Timer,
    duration: Duration,
) -> Guarded<dyn Future<Output = ()> + Send> {
    Guarded::new(TIMER, || timer.sleep(duration))
}
