//! Arguments of handlers besides the payload.

use std::any::{TypeId, type_name};
use std::convert::Infallible;
use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use http::{Extensions, HeaderMap};

use crate::declare::descriptor::Descriptor;
use crate::delivery::{Delivery, Item};
use crate::id::Id;
use crate::observe::record::{ItemRecord, ItemRecords};
use crate::outcome::failure::Failure;
use crate::outcome::{IntoOutcome, Outcome, OutcomeKind};
use crate::payload::{Payload, PayloadType};
use crate::scheme::keys::key_id::KeyId;
use crate::segments::Named;

/// Makes an argument of a handler from the delivery.
///
/// The extractors of this crate are [`State`], [`Meta`], [`Segment`](crate::extract::Segment),
/// [`Segments`](crate::extract::Segments), [`Attempt`](crate::extract::Attempt), [`HeaderMap`], [`RawBody`] and [`Envelope`].
///
/// # Examples
///
/// ```
/// use webhook_core::extract::{Context, FromDelivery, Needs};
/// use webhook_core::Failure;
///
/// /// The account that the sender names in a header.
/// struct Account(String);
///
/// impl FromDelivery for Account {
///     type Rejection = Failure;
///
///     fn from_delivery(context: &Context<'_>) -> Result<Self, Failure> {
///         let header = context.headers().get("X-Account").and_then(|value| value.to_str().ok());
///         header
///             .map(|account| Self(account.to_owned()))
///             .ok_or_else(|| Failure::permanent().because("no account named"))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be taken out of a delivery",
    label = "no extractor",
    note = "payload first: it is the first argument, and after it a handler takes `State<T>`, `Meta`, `Segment`, `Attempt`, `HeaderMap`, `RawBody`, `Envelope<T>`, or a type that implements `FromDelivery`"
)]
pub trait FromDelivery: Sized {
    /// The answer if the argument cannot be made; usually [`Failure`](crate::Failure).
    type Rejection: IntoOutcome;

    /// Makes the argument.
    ///
    /// # Errors
    ///
    /// The rejection. The handler is then not called.
    fn from_delivery(context: &Context<'_>) -> Result<Self, Self::Rejection>;

    /// Declares what the extractor needs before the first delivery; nothing by default.
    ///
    /// If it is missing, [`build`](crate::DispatcherBuilder::build) fails.
    fn needs(needs: &mut Needs) {
        let _ = needs;
    }
}

/// The values that an extractor can read.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub(crate) delivery: &'a Delivery,
    pub(crate) state: &'a Extensions,
    pub(crate) descriptor: &'static Descriptor,
    pub(crate) event: Option<&'static str>,
    pub(crate) id: Option<&'a Id<'a>>,
    pub(crate) key: Option<&'a KeyId>,
    /// The records of the items before this one.
    pub(crate) earlier: Option<&'a ItemRecords>,
}

impl<'a> Context<'a> {
    /// The delivery's headers.
    #[must_use]
    pub fn headers(&self) -> &'a HeaderMap {
        self.delivery.headers()
    }

    /// The delivery itself.
    #[must_use]
    pub const fn delivery(&self) -> &'a Delivery {
        self.delivery
    }

    /// The value of this type that was given to [`state`](crate::DispatcherBuilder::state), if any.
    #[must_use]
    pub fn state<T: Clone + Send + Sync + 'static>(&self) -> Option<&'a T> {
        self.state.get::<T>()
    }

    /// The value of this type among the extensions of the delivery: those of the request, or those that were given to
    /// [`run_stored`](crate::Dispatcher::run_stored).
    #[must_use]
    pub fn extension<T: Send + Sync + 'static>(&self) -> Option<&'a T> {
        self.delivery.extensions().get::<T>()
    }

    /// The name of the group.
    #[must_use]
    pub const fn group(&self) -> &'static str {
        self.descriptor.name
    }

    /// The name of the event; `None` in a fallback.
    #[must_use]
    pub const fn event(&self) -> Option<&'static str> {
        self.event
    }

    /// The delivery's id, if the group declares where it is and the delivery has one.
    #[must_use]
    pub fn id(&self) -> Option<&'a str> {
        self.id.map(|id| &*id.text)
    }
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("delivery", &self.delivery)
            .field("group", &self.descriptor.name)
            .field("event", &self.event)
            .finish_non_exhaustive()
    }
}

/// Whether a type is among what an inbox provides.
pub(crate) type IsProvided = fn(&Extensions) -> bool;

/// What the handlers of a dispatcher need before the first delivery.
#[derive(Debug, Default)]
pub struct Needs {
    pub(crate) states: Vec<(TypeId, &'static str)>,
    /// The names of types, and whether an inbox provides one.
    pub(crate) provided: Vec<(&'static str, IsProvided)>,
    pub(crate) headers: bool,
    /// What arguments take of the path.
    pub(crate) segments: Vec<Named>,
    pub(crate) stored: bool,
    pub(crate) asynchronous: bool,
}

impl Needs {
    /// Requires a value of this type to be given to [`state`](crate::DispatcherBuilder::state).
    pub fn state<T: 'static>(&mut self) {
        self.states.push((TypeId::of::<T>(), type_name::<T>()));
    }

    /// Requires that the [inbox](crate::DispatcherBuilder::inbox) [provides](crate::inbox::Intake::provide) a value of this
    /// type.
    pub fn provided<T: Clone + Send + Sync + 'static>(&mut self) {
        let is_there = |provided: &Extensions| provided.get::<T>().is_some();
        self.provided.push((type_name::<T>(), is_there));
    }

    /// Requires the request's headers. A `durable` group stores only those that it lists: `durable(headers("X-Region"))`.
    pub const fn headers(&mut self) {
        self.headers = true;
    }

    /// Requires that the handler runs from an inbox, and so that its group is `durable`.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::Failure;
    /// use webhook_core::extract::{Context, FromDelivery, Needs};
    ///
    /// /// A value that a worker puts into the run.
    /// #[derive(Clone)]
    /// struct Transaction;
    ///
    /// impl FromDelivery for Transaction {
    ///     type Rejection = Failure;
    ///
    ///     fn from_delivery(context: &Context<'_>) -> Result<Self, Failure> {
    ///         let transaction = context.extension::<Self>();
    ///         transaction.cloned().ok_or_else(|| Failure::new("the handler was not called by a worker"))
    ///     }
    ///
    ///     fn needs(needs: &mut Needs) {
    ///         needs.stored();
    ///         needs.asynchronous();
    ///     }
    /// }
    /// ```
    pub const fn stored(&mut self) {
        self.stored = true;
    }

    /// Requires that the handler is async.
    pub const fn asynchronous(&mut self) {
        self.asynchronous = true;
    }
}

/// A clone of the value given to [`state`](crate::DispatcherBuilder::state). `Debug` does not print the value.
#[derive(Clone, Copy)]
pub struct State<T>(pub T);

impl<T> fmt::Debug for State<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("State(..)")
    }
}

impl<T: Clone + Send + Sync + 'static> FromDelivery for State<T> {
    type Rejection = Outcome;

    fn from_delivery(context: &Context<'_>) -> Result<Self, Outcome> {
        let missing = || Failure::new(format_args!("no state of type `{}`", type_name::<T>()));
        let state = context.state::<T>().cloned();
        state.map(Self).ok_or_else(|| missing().into_outcome())
    }

    fn needs(needs: &mut Needs) {
        needs.state::<T>();
    }
}

/// The facts of a delivery besides its payload.
#[derive(Clone, Debug)]
pub struct Meta {
    group: &'static str,
    event: Option<&'static str>,
    id: Option<Box<str>>,
    id_signed: bool,
    key_id: Option<KeyId>,
    received_at: SystemTime,
    item: Option<Item>,
    earlier: Option<ItemRecords>,
}

impl Meta {
    /// The position of the item in the delivery, in a group with `each`.
    #[must_use]
    pub const fn item(&self) -> Option<Item> {
        self.item
    }

    /// The records of the items before this one, in order; empty in a group without `each`.
    ///
    /// An item is handled after the earlier ones have ended. A failed item does not stop later ones, so a handler that
    /// depends on it has to check this.
    ///
    /// Nothing is copied, so reading only the last item is cheap.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::outcome::OutcomeKind;
    /// use webhook_core::{Failure, Meta};
    ///
    /// fn handle(meta: Meta) -> Result<(), Failure> {
    ///     // Run only if the item before was handled.
    ///     match meta.earlier_items().next_back() {
    ///         Some(before) if before.outcome() != OutcomeKind::Handled => Err(Failure::new("the item before failed")),
    ///         _ => Ok(()),
    ///     }
    /// }
    /// ```
    #[must_use]
    pub fn earlier_items(&self) -> impl DoubleEndedIterator<Item = &ItemRecord> {
        let earlier = self.earlier.as_ref().zip(self.item);
        let items = earlier.map(|(records, item)| records.before(item.index));
        items.into_iter().flatten()
    }

    /// The name of the group.
    #[must_use]
    pub const fn group(&self) -> &'static str {
        self.group
    }

    /// The name of the event; `None` in a fallback.
    #[must_use]
    pub const fn event(&self) -> Option<&'static str> {
        self.event
    }

    /// The delivery's id, if the group declares where it is and the delivery has one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether the signature covers the id. If not, anyone on the path may have changed it.
    #[must_use]
    pub const fn id_is_signed(&self) -> bool {
        self.id_signed
    }

    /// The id of the secret that made the signature; `None` in an unsigned group.
    #[must_use]
    pub const fn key_id(&self) -> Option<&KeyId> {
        self.key_id.as_ref()
    }

    /// The time of receipt.
    #[must_use]
    pub const fn received_at(&self) -> SystemTime {
        self.received_at
    }
}

impl FromDelivery for Meta {
    type Rejection = Infallible;

    fn from_delivery(context: &Context<'_>) -> Result<Self, Infallible> {
        Ok(Self {
            group: context.group(),
            event: context.event,
            id: context.id().map(Into::into),
            id_signed: context.id.is_some() && context.descriptor.id_is_signed(),
            key_id: context.key.cloned(),
            received_at: context.delivery.received_at(),
            item: context.delivery.item(),
            earlier: context.earlier.cloned(),
        })
    }
}

/// The body, byte for byte; in a group with `each`, the item. `Debug` prints only its length.
#[derive(Clone)]
pub struct RawBody(pub Bytes);

impl fmt::Debug for RawBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawBody({} bytes)", self.0.len())
    }
}

impl FromDelivery for RawBody {
    type Rejection = Infallible;

    fn from_delivery(context: &Context<'_>) -> Result<Self, Infallible> {
        Ok(Self(context.delivery.body().clone()))
    }
}

impl FromDelivery for HeaderMap {
    type Rejection = Infallible;

    fn from_delivery(context: &Context<'_>) -> Result<Self, Infallible> {
        Ok(context.delivery.headers().clone())
    }

    fn needs(needs: &mut Needs) {
        needs.headers();
    }
}

/// The whole body as a type of its own, for groups whose payload is a part of it. `Debug` does not print it.
#[derive(Clone, Copy)]
pub struct Envelope<T>(pub T);

impl<T> fmt::Debug for Envelope<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Envelope(..)")
    }
}

impl<T: PayloadType> FromDelivery for Envelope<T> {
    type Rejection = Outcome;

    fn from_delivery(context: &Context<'_>) -> Result<Self, Outcome> {
        let kind = context.descriptor.body;
        let body = kind
            .text(context.delivery)
            .map_err(|cause| Outcome::with_text(OutcomeKind::Malformed, cause))?;
        let form = kind
            .form(context.delivery)
            .map_err(|cause| Outcome::with_text(OutcomeKind::Malformed, cause))?;
        Payload::new(&body, Some(&body), false)
            .with_form(form.as_deref())
            .parse()
            .map(Self)
            .map_err(Outcome::from)
    }
}
