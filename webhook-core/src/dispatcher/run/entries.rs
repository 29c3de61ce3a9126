//! The dispatch table of one group, and calls of its handlers.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::declare::durable::RUN;
use crate::group::EventGroup;
use crate::guard;
use crate::handle::call::Call;
use crate::handle::handler_run::HandlerRun;
use crate::handle::record::Place;
use crate::inbox::stored_event::StoredEvent;

/// A handler in the dispatch table.
pub(crate) struct Entry<G> {
    pub(crate) function: Function<G>,
    pub(crate) place: Place,
    pub(crate) asynchronous: bool,
}

/// A handler's function: an annotated one, or a closure that was given to the builder.
pub(crate) enum Function<G> {
    Plain(fn(&mut Call<'_, G>) -> HandlerRun),
    Boxed(Arc<crate::handle::fallback::Function<G>>),
}

impl<G> Clone for Entry<G> {
    fn clone(&self) -> Self {
        let function = match &self.function {
            Function::Plain(function) => Function::Plain(*function),
            Function::Boxed(function) => Function::Boxed(Arc::clone(function)),
        };
        Self { function, ..*self }
    }
}

pub(crate) enum Route<G> {
    Handled(Entry<G>),
    Ignored,
    Unhandled,
}

impl<G> Entry<G> {
    /// Calls the handler. A panic becomes an outcome.
    pub(crate) fn start(&self, call: &mut Call<'_, G>) -> HandlerRun {
        let run = || match &self.function {
            Function::Plain(function) => function(call),
            Function::Boxed(function) => function(call),
        };
        guard::call("the handler", run)
            .unwrap_or_else(|panicked| HandlerRun::Ready(panicked.into()))
    }
}

/// The dispatch table of a group.
pub(crate) struct Routes<G> {
    /// Indexed by event.
    pub(crate) events: Vec<Route<G>>,
    pub(crate) unknown: Option<Entry<G>>,
    pub(crate) signature_failure: Option<Entry<G>>,
}

impl<G> Routes<G> {
    /// The synchronous handlers.
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

impl<G: EventGroup> Routes<G> {
    /// The events that are stored in a durable group and have a handler. Several can have one name.
    pub(crate) fn stored_events(&self) -> Vec<StoredEvent> {
        let descriptor = G::DESCRIPTOR;
        if !descriptor.is_durable() {
            return Vec::new();
        }
        let mut by_name = BTreeMap::new();
        for (event, route) in descriptor.events.iter().zip(&self.events) {
            if let Route::Handled(entry) = route {
                *by_name.entry(event.name).or_insert(true) &= entry.asynchronous;
            }
        }
        let events = by_name.into_iter();
        let events = events.map(|(event, asynchronous)| StoredEvent {
            group: descriptor.name,
            event,
            deadline: descriptor.deadline.unwrap_or(RUN),
            asynchronous,
        });
        events.collect()
    }
}
