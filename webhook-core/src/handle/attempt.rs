//! Which attempt at a delivery a handler runs for, and a key for its effects.

use std::convert::Infallible;

use crate::declare::durable::OnceBy;
use crate::group::claim_key::{BodyDigest, ClaimKey};
use crate::handle::extract::{Context, FromDelivery};

/// The attempt at a delivery that a handler runs for.
///
/// In a handler that runs inside the request, it is always the first. A store that runs deliveries later counts them: see
/// [`Dispatcher::run_stored`](crate::Dispatcher::run_stored).
///
/// # Examples
///
/// A payment is booked once, however often the delivery is handled:
///
/// ```
/// use webhook_core::Failure;
/// use webhook_core::extract::Attempt;
///
/// # fn book(key: &str) -> Result<(), std::io::Error> { Ok(()) }
/// fn paid(attempt: Attempt) -> Result<(), Failure> {
///     let key = attempt.key().ok_or_else(|| Failure::permanent().because("a delivery without an id"))?;
///     book(key).map_err(Failure::new)
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Attempt {
    number: u32,
    key: Option<Box<str>>,
    is_replay: bool,
}

impl Attempt {
    /// An attempt, counted from 1, with the [key](Self::key) of its delivery. For stores; handlers take it as an argument.
    #[must_use]
    pub fn new(number: u32, key: impl Into<Box<str>>) -> Self {
        Self {
            number,
            key: Some(key.into()),
            is_replay: false,
        }
    }

    /// Marks the attempt as one that a person asked for, after the delivery had ended.
    #[must_use]
    pub const fn as_replay(mut self) -> Self {
        self.is_replay = true;
        self
    }

    /// The number of the attempt, from 1.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// Whether a person asked for this attempt, after the delivery had ended.
    #[must_use]
    pub const fn is_replay(&self) -> bool {
        self.is_replay
    }

    /// The same 67 ASCII characters for every attempt at the delivery: use it as the idempotency key of an effect outside,
    /// such as a payment or an e-mail. `None` if the delivery has nothing to tell it by and was not stored.
    ///
    /// It is the [`ClaimKey::effect_key`] of the delivery, or of the item, in groups that are not `idempotent` too.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }
}

impl FromDelivery for Attempt {
    type Rejection = Infallible;

    fn from_delivery(context: &Context<'_>) -> Result<Self, Infallible> {
        if let Some(attempt) = context.extension::<Self>() {
            return Ok(attempt.clone());
        }
        let Context {
            descriptor,
            delivery,
            ..
        } = context;
        let by = descriptor.once_by().unwrap_or(OnceBy::Id);
        let key = context.event.and_then(|event| {
            let digest = || BodyDigest::of(descriptor.body.repeated(delivery));
            let named = (event, context.id);
            ClaimKey::of_delivery(descriptor, by, named, delivery, context.key, digest)
        });
        let key = key.map(|key| key.effect_key().into());
        Ok(Self {
            number: 1,
            key,
            is_replay: false,
        })
    }
}
