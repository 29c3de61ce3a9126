//! Says once on the standard error what a program without a log would not show.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

const HINT: &str = if cfg!(feature = "tracing") {
    "a delivery was refused or failed, and this program does not show why. To see every delivery, add
  .observer(webhook_core::observe::PrintDeliveries::to_stderr())
to `Dispatcher::builder()`, or install a `tracing` subscriber. `.quiet()` turns this message off."
} else {
    "a delivery was refused or failed, and this program does not show why. To see every delivery, add
  .observer(webhook_core::observe::PrintDeliveries::to_stderr())
to `Dispatcher::builder()`, or enable the feature `tracing` and install a subscriber. `.quiet()` turns this message off."
};

/// Says how to see deliveries, if no subscriber of `tracing` was ever set. The text contains nothing of the delivery.
#[cold]
pub(crate) fn refused() {
    static SAID: AtomicBool = AtomicBool::new(false);
    say(&SAID, HINT);
}

/// Says why every delivery is answered 503.
#[cold]
pub(crate) fn not_installed(error: &dyn Display) {
    static SAID: AtomicBool = AtomicBool::new(false);
    say(
        &SAID,
        format_args!("deliveries are answered 503, because no dispatcher is installed: {error}"),
    );
}

fn say(said: &AtomicBool, text: impl Display) {
    if is_logged() || said.load(Ordering::Relaxed) || said.swap(true, Ordering::Relaxed) {
        return;
    }
    // Written at once, so that it is not mixed with other output.
    let text = format!("webhook-core: {text}\n");
    drop(io::stderr().write_all(text.as_bytes()));
}

#[cfg(feature = "tracing")]
fn is_logged() -> bool {
    tracing::dispatcher::has_been_set()
}

#[cfg(not(feature = "tracing"))]
const fn is_logged() -> bool {
    false
}
