//! The record of a handler.

use std::any::{Any, TypeId};
use std::fmt;

use crate::group::EventGroup;
use crate::handle::call::{EventOf, GROUP, Handler, SIGNATURE_FAILURE, UNKNOWN};
use crate::handle::extract::Needs;

/// The record that `#[on_event]` makes of a handler: its function, and the events of the group that it handles.
#[derive(Clone, Copy)]
pub struct HandlerRecord {
    pub(crate) group: fn() -> TypeId,
    pub(crate) target: Target,
    pub(crate) place: Place,
    pub(crate) asynchronous: bool,
    pub(crate) needs: Option<fn(&mut Needs)>,
    /// A [`Handler`] of the group.
    pub(crate) handler: &'static (dyn Any + Send + Sync),
}

impl HandlerRecord {
    #[doc(hidden)]
    #[must_use]
    pub const fn new<G: EventGroup>(
        target: Target,
        place: Place,
        asynchronous: bool,
        handler: &'static Handler<G>,
    ) -> Self {
        Self {
            group: TypeId::of::<G>,
            target,
            place,
            asynchronous,
            needs: None,
            handler,
        }
    }

    /// The record of a handler for the one event with the payload `P`.
    #[doc(hidden)]
    #[must_use]
    pub const fn alone<G: EventGroup, P: EventOf<G>>(
        place: Place,
        asynchronous: bool,
        handler: &'static Handler<G>,
    ) -> Self {
        let target = target(None, P::INPUT.indexes());
        Self::new(target, place, asynchronous, handler)
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn needing(mut self, needs: fn(&mut Needs)) -> Self {
        self.needs = Some(needs);
        self
    }
}

impl fmt::Debug for HandlerRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandlerRecord")
            .field("place", &self.place)
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}

/// A handler's function, and its place in the source.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The function's name, with the path of its module.
    pub function: &'static str,
    /// The file, as given to rustc.
    pub file: &'static str,
    /// The line, counted from one.
    pub line: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ({}:{})", self.function, self.file, self.line)
    }
}

/// What a handler handles.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// These events.
    Events(&'static [usize]),
    /// These events, if they have no handler of their own: `event = ".."` with `ty = <the group>`.
    Named(&'static [usize]),
    /// Every event that has no handler of its own: `ty = <the group>`.
    Group,
    /// A verified delivery that matches no event of the group.
    Unknown,
    /// A delivery that did not verify.
    SignatureFailure,
}

/// Returns the target of a handler.
#[must_use]
pub const fn target(payload: Option<&[usize]>, events: &'static [usize]) -> Target {
    match (payload, events) {
        (_, [GROUP]) => Target::Group,
        (Some([GROUP]), _) => Target::Named(events),
        (_, [UNKNOWN]) => Target::Unknown,
        (_, [SIGNATURE_FAILURE]) => Target::SignatureFailure,
        _ => Target::Events(events),
    }
}
