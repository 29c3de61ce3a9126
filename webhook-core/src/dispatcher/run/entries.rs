//! The dispatch table of one group, and how a handler of it is called.

use std::sync::Arc;

use crate::guard;
use crate::handle::call::Call;
use crate::handle::record::Place;
use crate::handle::started::Started;

/// A handler in the dispatch table.
pub(crate) struct Entry<G> {
    pub(crate) run: Run<G>,
    pub(crate) place: Place,
    pub(crate) asynchronous: bool,
}

/// A handler's function: an annotated one, or a closure that was given to the builder.
pub(crate) enum Run<G> {
    Plain(fn(Call<'_, G>) -> Started),
    Boxed(Arc<crate::handle::fallback::Run<G>>),
}

impl<G> Clone for Entry<G> {
    fn clone(&self) -> Self {
        let run = match &self.run {
            Run::Plain(run) => Run::Plain(*run),
            Run::Boxed(run) => Run::Boxed(Arc::clone(run)),
        };
        Self { run, ..*self }
    }
}

pub(crate) enum Route<G> {
    Handled(Entry<G>),
    Ignored,
    Unhandled,
}

impl<G> Entry<G> {
    /// Calls the handler; a panic is an outcome, and the process lives.
    pub(crate) fn start(&self, call: Call<'_, G>) -> Started {
        let run = || match &self.run {
            Run::Plain(run) => run(call),
            Run::Boxed(run) => run(call),
        };
        guard::call("the handler", run).unwrap_or_else(|panicked| Started::Ready(panicked.into()))
    }
}

/// The dispatch table of a group.
pub(crate) struct Routes<G> {
    /// By the event's index.
    pub(crate) events: Vec<Route<G>>,
    pub(crate) unknown: Option<Entry<G>>,
    pub(crate) signature_failure: Option<Entry<G>>,
}

impl<G> Routes<G> {
    /// The handlers that are done when they return.
    pub(crate) fn synchronous(&self) -> impl Iterator<Item = Place> {
        let events = self.events.iter().filter_map(|route| match route {
            Route::Handled(entry) => Some(entry),
            _ => None,
        });
        let all = events.chain(&self.unknown).chain(&self.signature_failure);
        all.filter(|entry| !entry.asynchronous)
            .map(|entry| entry.place)
    }
}
