//! The dispatch table that the compiler fills.

use std::fmt;
use std::marker::PhantomData;

use crate::group::EventGroup;
use crate::handle::record::HandlerRecord;

/// The handlers of a group, one for each event that is not ignored, found by the compiler.
///
/// `G::dispatch_table()` makes it. That an event has no handler, or two, is an error of `cargo check`, in whichever
/// crates the group, the payloads and the handlers are; so is a handler crate that nothing names.
///
/// # Examples
///
/// ```
/// use serde::Deserialize;
/// use webhook_core::{DispatchTable, Dispatcher, EventGroup, Secret, on_event};
///
/// #[derive(Debug, Deserialize)]
/// pub struct Order { pub id: String }
///
/// #[derive(Debug, EventGroup)]
/// #[event_group(discriminator = "/type", payload = "/data",
///     signature(algorithm = "hmac-sha256", header = "X-Shop-Signature"))]
/// pub enum Shop {
///     #[event("order.created")]
///     OrderCreated(Order),
/// }
///
/// #[on_event(group = "shop", ty = Order)]
/// fn created(order: Order) {}
///
/// static TABLE: DispatchTable<Shop> = Shop::dispatch_table();
///
/// let dispatcher = Dispatcher::builder().table(TABLE, Secret::new("s3cret")).build()?;
/// # Ok::<(), webhook_core::BuildError>(())
/// ```
pub struct DispatchTable<G> {
    /// By the event's index; `None` where the event is ignored.
    pub(crate) handlers: &'static [Option<HandlerRecord>],
    group: PhantomData<fn() -> G>,
}

impl<G> DispatchTable<G> {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(handlers: &'static [Option<HandlerRecord>]) -> Self {
        Self {
            handlers,
            group: PhantomData,
        }
    }
}

impl<G> Clone for DispatchTable<G> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<G> Copy for DispatchTable<G> {}

impl<G: EventGroup> fmt::Debug for DispatchTable<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let events = G::DESCRIPTOR.events.iter().map(|event| event.name);
        let handlers = self
            .handlers
            .iter()
            .map(|handler| handler.map(|handler| handler.place.function));
        f.debug_map().entries(events.zip(handlers)).finish()
    }
}

/// What `#[on_event]` implements for an event, with a marker of its own as `M`.
///
/// The orphan rule allows it for an event of another crate because `M` is local, and any `P` because it stands behind.
/// `P` is the event's payload: rustc asks an event's impls for the one that fits, and what names the payload's type
/// spares it the others.
#[doc(hidden)]
pub trait HandledBy<M, P> {
    const HANDLER: HandlerRecord;
}

/// What a dispatch table asks of each event of its group; rustc finds `M` from the one impl that there is.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "event `{Self}` of group `{G}` has no handler",
    label = "no handler for `{Self}`",
    note = "annotate a function with `#[on_event]` in a crate that this one names, or mark the event `ignore`"
)]
pub trait Handled<G, M, P> {
    const HANDLER: HandlerRecord;
}

// It stands between the two so that the error of a missing handler says what is asked for, and does not list every
// handler that there is for other events.
#[diagnostic::do_not_recommend]
impl<G, E: HandledBy<M, P>, M, P> Handled<G, M, P> for E {
    const HANDLER: HandlerRecord = <E as HandledBy<M, P>>::HANDLER;
}
