//! Fallbacks, given as closures, for deliveries without a handler of their own.
#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a method of `Call<'a, G>` alone is not general enough over `'a`"
)]

use std::any::type_name;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;

use crate::group::EventGroup;
use crate::group::fallback_input::{SignatureVerificationFailure, UnknownEvent};
use crate::handle::call::Call;
use crate::handle::extract::{FromDelivery, Meta};
use crate::handle::handler_run::HandlerRun;
use crate::handle::record::Place;
use crate::outcome::{IntoOutcome, Outcome};

/// The fallbacks of a group, as functions or closures: in addition to a compile-time table, which has only handlers of
/// events, or instead of annotated functions.
///
/// A fallback takes its input, or its input and a [`Meta`]. It is synchronous or returns a future.
///
/// # Examples
///
/// ```
/// # use serde::Deserialize;
/// # use webhook_core::{EventGroup, on_event};
/// # #[derive(Debug, Deserialize)]
/// # pub struct Order { pub id: String }
/// # #[derive(Debug, EventGroup)]
/// # #[event_group(discriminator = "/type", payload = "/data",
/// #     signature(algorithm = "hmac-sha256", header = "X-Shop-Signature"))]
/// # pub enum Shop { #[event("order.created")] OrderCreated(Order) }
/// # #[on_event(group = "shop", ty = Order)]
/// # fn created(order: Order) {}
/// use webhook_core::dispatcher::Fallbacks;
/// use webhook_core::{Dispatcher, Secret, SignatureVerificationFailure, UnknownEvent};
///
/// let fallbacks = Fallbacks::<Shop>::new()
///     .unknown(|event: UnknownEvent| println!("new kind of event: {:?}", event.values()))
///     .signature_failure(async |failure: SignatureVerificationFailure| println!("{}", failure.cause()));
/// let dispatcher = Dispatcher::builder()
///     .table(Shop::dispatch_table(), Secret::new("s3cret"))
///     .fallbacks(fallbacks)
///     .build()?;
/// # Ok::<(), webhook_core::BuildError>(())
/// ```
#[must_use = "fallbacks do nothing until they are given to a builder"]
pub struct Fallbacks<G> {
    pub(crate) event: Option<Boxed<G>>,
    pub(crate) unknown: Option<Boxed<G>>,
    pub(crate) signature_failure: Option<Boxed<G>>,
}

/// A closure that takes a call, like the function of an annotated handler.
pub(crate) type Function<G> = dyn Fn(&mut Call<'_, G>) -> HandlerRun + Send + Sync;

/// A fallback, and the place in the source where it was given.
pub(crate) struct Boxed<G> {
    pub(crate) function: Arc<Function<G>>,
    pub(crate) place: Place,
    pub(crate) asynchronous: bool,
}

impl<G: EventGroup> Fallbacks<G> {
    /// Creates an empty set of fallbacks.
    pub const fn new() -> Self {
        Self {
            event: None,
            unknown: None,
            signature_failure: None,
        }
    }

    /// Handles every event that has no handler of its own.
    #[track_caller]
    pub fn event<M>(mut self, fallback: impl Fallback<G, M>) -> Self {
        self.event = Some(boxed(fallback, |call| call.event()));
        self
    }

    /// Handles verified deliveries that match no event of the group.
    #[track_caller]
    pub fn unknown<M>(mut self, fallback: impl Fallback<UnknownEvent, M>) -> Self {
        self.unknown = Some(boxed(fallback, |call| call.unknown()));
        self
    }

    /// Handles deliveries that did not verify. Its return value does not change the reply, 401.
    #[track_caller]
    pub fn signature_failure<M>(
        mut self,
        fallback: impl Fallback<SignatureVerificationFailure, M>,
    ) -> Self {
        self.signature_failure = Some(boxed(fallback, |call| call.signature_failure()));
        self
    }
}

impl<G: EventGroup> Default for Fallbacks<G> {
    fn default() -> Self {
        Self::new()
    }
}

impl<G: EventGroup> fmt::Debug for Fallbacks<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fallbacks")
            .field("event", &self.event.is_some())
            .field("unknown", &self.unknown.is_some())
            .field("signature_failure", &self.signature_failure.is_some())
            .finish()
    }
}

#[track_caller]
fn boxed<G: EventGroup, I: 'static, M, F: Fallback<I, M>>(
    fallback: F,
    input: fn(&mut Call<'_, G>) -> Result<I, Outcome>,
) -> Boxed<G> {
    let location = Location::caller();
    Boxed {
        function: Arc::new(move |call| match input(call) {
            Ok(input) => {
                let Ok(meta) = Meta::from_delivery(&call.context);
                fallback.call(input, meta)
            }
            Err(outcome) => HandlerRun::Ready(outcome),
        }),
        place: Place {
            function: type_name::<F>(),
            file: location.file(),
            line: location.line(),
        },
        asynchronous: F::ASYNCHRONOUS,
    }
}

/// A function that can be a fallback: `Fn(I)` or `Fn(I, Meta)`, synchronous or returning a future.
///
/// `M` distinguishes the four forms and is inferred.
#[diagnostic::on_unimplemented(
    message = "this function cannot be a fallback for `{I}`",
    label = "not a fallback",
    note = "it takes `{I}`, or `{I}` and `Meta`, and returns `()`, a `Result`, an `Outcome`, or a future of one of them"
)]
pub trait Fallback<I, M>: Send + Sync + 'static {
    #[doc(hidden)]
    const ASYNCHRONOUS: bool;

    #[doc(hidden)]
    fn call(&self, input: I, meta: Meta) -> HandlerRun;
}

/// Marks a fallback that has finished when it returns.
#[derive(Debug)]
pub struct Synchronous<T>(PhantomData<fn() -> T>);

/// Marks a fallback that returns a future.
#[derive(Debug)]
pub struct Asynchronous<T>(PhantomData<fn() -> T>);

impl<I, R, F> Fallback<I, Synchronous<(I,)>> for F
where
    F: Fn(I) -> R + Send + Sync + 'static,
    R: IntoOutcome,
{
    const ASYNCHRONOUS: bool = false;

    fn call(&self, input: I, _: Meta) -> HandlerRun {
        HandlerRun::Ready(self(input).into_outcome())
    }
}

impl<I, R, F> Fallback<I, Synchronous<(I, Meta)>> for F
where
    F: Fn(I, Meta) -> R + Send + Sync + 'static,
    R: IntoOutcome,
{
    const ASYNCHRONOUS: bool = false;

    fn call(&self, input: I, meta: Meta) -> HandlerRun {
        HandlerRun::Ready(self(input, meta).into_outcome())
    }
}

impl<I, R, F> Fallback<I, Asynchronous<(I,)>> for F
where
    F: Fn(I) -> R + Send + Sync + 'static,
    R: Future<Output: IntoOutcome> + Send + 'static,
{
    const ASYNCHRONOUS: bool = true;

    fn call(&self, input: I, _: Meta) -> HandlerRun {
        HandlerRun::future(self(input), IntoOutcome::into_outcome)
    }
}

impl<I, R, F> Fallback<I, Asynchronous<(I, Meta)>> for F
where
    F: Fn(I, Meta) -> R + Send + Sync + 'static,
    R: Future<Output: IntoOutcome> + Send + 'static,
{
    const ASYNCHRONOUS: bool = true;

    fn call(&self, input: I, meta: Meta) -> HandlerRun {
        HandlerRun::future(self(input, meta), IntoOutcome::into_outcome)
    }
}
