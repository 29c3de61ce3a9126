//! Captures what the library logs on this thread.

use std::cell::RefCell;
use std::fmt::{self, Write as _};
use std::sync::Once;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

thread_local! {
    /// Every event of `tracing` on this thread, as text.
    static LOG: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The subscriber of the whole process: one of a scope misses events that another thread reached first.
struct Captured;

struct Line;

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        LOG.with_borrow_mut(|log| write!(log, " {field}={value:?}").unwrap());
    }
}

impl Subscriber for Captured {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Line);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Line);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        LOG.with_borrow_mut(|log| write!(log, "\n{}", event.metadata().level()).unwrap());
        event.record(&mut Line);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// What `run` makes the library log.
pub(crate) fn logged(run: impl FnOnce()) -> String {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| tracing::subscriber::set_global_default(Captured).unwrap());
    LOG.take();
    run();
    LOG.take()
}
