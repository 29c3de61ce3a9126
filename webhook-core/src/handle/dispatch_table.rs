//! The dispatch table that the compiler fills.

use std::fmt;
use std::marker::PhantomData;

use crate::group::EventGroup;
use crate::handle::record::HandlerRecord;

/// The handlers of a group, one for each event that is not ignored, found by the compiler.
///
/// `G::dispatch_table()` returns it. An event without a handler, or with two, is an error of `cargo check`, whichever crates
/// the group, the payloads and the handlers are in. So is a handler in a crate that is not linked.
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
    /// By the event's index; `None` if the event is ignored.
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

/// Implemented by `#[on_event]` for an event, with a marker of its own as `M`.
///
/// The orphan rule allows this for an event of another crate, because `M` is local and `P` comes after it. `P` is the
/// event's payload: naming it spares rustc the event's other impls.
#[doc(hidden)]
pub trait HandledBy<M, P> {
    const HANDLER: HandlerRecord;
}

/// Required of each event of a dispatch table; rustc infers `M` from the only impl.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "event `{Self}` of group `{G}` has no handler",
    label = "no handler for `{Self}`",
    note = "annotate a function with `#[on_event]`, or mark the event `ignore`",
    note = "if the function is in a crate that this one does not name, write `use handlers as _;` with that crate's name"
)]
pub trait Handled<G, M, P> {
    const HANDLER: HandlerRecord;
}

// With this impl in between, the error for a missing handler names the event and does not list the handlers of all other
// events.
#[diagnostic::do_not_recommend]
impl<G, E: HandledBy<M, P>, M, P> Handled<G, M, P> for E {
    const HANDLER: HandlerRecord = <E as HandledBy<M, P>>::HANDLER;
}
