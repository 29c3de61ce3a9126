//! What `#[derive(EventGroup)]` implements.

pub(crate) mod claim_key;
pub(crate) mod fallback_input;
pub(crate) mod recognised;
#[cfg(feature = "diagnose")]
pub(crate) mod recognition;
pub(crate) mod rejection;
pub(crate) mod verify;

pub use crate::declare::body_kind::{BodyKind, Gzip};
pub use crate::declare::descriptor::{DEFAULT_MAX_BODY, Descriptor};
pub use crate::declare::event::EventDescriptor;
pub use crate::expression::condition::Condition;
pub use fallback_input::{SignatureVerificationFailure, UnknownEvent};
pub use recognised::{Recognised, Unrecognised};
pub use rejection::{Rejection, RejectionKind};

use crate::delivery::Delivery;
use crate::payload::Payload;
use crate::payload::error::PayloadError;
use crate::recognise::plan::Plan;
use crate::scheme::keys::keyring::Keyring;
use crate::verification::keys::{GroupKind, Unsigned, WithSecret};
use crate::verification::verified::{CheckedDelivery, Unverified, Verified};
use verify::verify;

/// A closed set of events that arrive under one signature scheme.
///
/// Implement it with [`#[derive(EventGroup)]`](derive@crate::EventGroup) on an enum. Methods that begin with underscores
/// are for the derive only.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a group of events",
    label = "not a group",
    note = "a group is an enum with `#[derive(EventGroup)]`"
)]
pub trait EventGroup: Sized + 'static {
    /// The group's name, scheme, events and rules.
    const DESCRIPTOR: &'static Descriptor;

    /// What checks the group's deliveries: secrets, a verifier, or nothing.
    type Kind: GroupKind<Delivery = Self::Delivery>;

    /// The delivery that can be recognised: [`Verified`] for a signed group, [`Unverified`] for a group with
    /// `signature = none`.
    type Delivery: CheckedDelivery;

    /// Verifies a delivery's signature with every secret of `keys`.
    ///
    /// # Errors
    ///
    /// A [`Rejection`] whose kind states the reason: no signature, a malformed one, one that no key made, or unusable keys.
    fn verify(delivery: Delivery, keys: &Keyring) -> Result<Verified<Delivery>, Rejection>
    where
        Self: EventGroup<Delivery = Verified<Delivery>>,
    {
        let (delivery, evidence) = verify(Self::DESCRIPTOR, delivery, keys)?;
        Ok(Verified::new::<Self>(delivery, evidence))
    }

    /// Finds the event of a delivery.
    ///
    /// # Errors
    ///
    /// [`Unrecognised::Unknown`] if no event matches, or several do; [`Unrecognised::Malformed`] if the body is not JSON or
    /// states its event ambiguously.
    fn recognise(delivery: Self::Delivery) -> Result<Recognised<Self>, Unrecognised> {
        recognised::recognise::<Self>(delivery)
    }

    /// Splits a delivery with many events into items, in a group with `each`. Each item is recognised on its own.
    ///
    /// In other groups, the delivery is its only item.
    ///
    /// # Errors
    ///
    /// A [`Rejection`] of the kind [`Malformed`](crate::group::RejectionKind::Malformed) if the array of items is missing.
    fn items(delivery: &Self::Delivery) -> Result<Vec<Self::Delivery>, Rejection> {
        recognised::items::<Self>(delivery)
    }

    /// Verifies a delivery, recognises its event and parses the payload, without a handler.
    ///
    /// # Errors
    ///
    /// A [`Rejection`] whose kind states the step that failed.
    fn verify_and_parse(delivery: &Delivery, keys: impl Into<Keyring>) -> Result<Self, Rejection>
    where
        Self: EventGroup<Delivery = Verified<Delivery>>,
    {
        Self::recognise(Self::verify(delivery.clone(), &keys.into())?)?.parse()
    }

    /// Recognises the event of a delivery and parses the payload, in an unsigned group.
    ///
    /// # Errors
    ///
    /// A [`Rejection`] whose kind states the step that failed.
    ///
    /// # Security
    ///
    /// Anyone who can reach the endpoint can send such a delivery.
    fn parse(delivery: &Delivery) -> Result<Self, Rejection>
    where
        Self: EventGroup<Delivery = Unverified<Delivery>>,
    {
        Self::recognise(Self::unverified(delivery.clone()))?.parse()
    }

    /// Accepts a delivery of an unsigned group, to recognise it without a signature.
    ///
    /// # Security
    ///
    /// Anyone who can reach the endpoint can send such a delivery.
    #[must_use]
    fn unverified(delivery: Delivery) -> Unverified<Delivery>
    where
        Self: EventGroup<Delivery = Unverified<Delivery>>,
    {
        Unverified::new::<Self>(delivery)
    }

    /// The name and index of every event, sorted by name.
    #[doc(hidden)]
    const __NAMES: &'static [(&'static str, usize)];

    /// The variant and index of every event, sorted by variant.
    #[doc(hidden)]
    const __VARIANTS: &'static [(&'static str, usize)];

    /// The rules of the group, prepared once.
    #[doc(hidden)]
    fn __plan() -> &'static Plan;

    /// Parses the payload of the event at `index`.
    #[doc(hidden)]
    fn __parse(index: usize, payload: Payload<'_>) -> Result<Self, PayloadError>;
}

/// A group whose deliveries are signed with a secret.
///
/// Every group implements this or [`UnsignedGroup`], or has `signature = custom`.
#[diagnostic::on_unimplemented(
    message = "group `{Self}` is not signed and takes no secret",
    label = "not signed",
    note = "an unsigned group is added with `Unsigned`, and read with `parse`"
)]
pub trait SignedGroup: EventGroup<Kind = WithSecret, Delivery = Verified<Delivery>> {}

#[diagnostic::do_not_recommend]
impl<G: EventGroup<Kind = WithSecret, Delivery = Verified<Delivery>>> SignedGroup for G {}

/// A group with `signature = none`.
#[diagnostic::on_unimplemented(
    message = "group `{Self}` is signed and needs a secret",
    label = "signed",
    note = "a signed group is added with its secret, and read with `verify_and_parse`"
)]
pub trait UnsignedGroup: EventGroup<Kind = Unsigned, Delivery = Unverified<Delivery>> {}

#[diagnostic::do_not_recommend]
impl<G: EventGroup<Kind = Unsigned, Delivery = Unverified<Delivery>>> UnsignedGroup for G {}

/// A group that is neither `idempotent` nor `durable`, so its events can be taken out of their requests.
///
/// The result of handling such an event is unknown to the dispatcher, so a claim could not be ended. Deliveries of an
/// `idempotent` or `durable` group go to `#[on_event]` handlers. `#[derive(EventGroup)]` implements this trait.
#[diagnostic::on_unimplemented(
    message = "group `{Self}` is `idempotent` or `durable`, and an event that is taken out of its request is neither claimed nor stored",
    label = "claims or stores its deliveries",
    note = "take the events with `#[on_event]` and `dispatch`, or take `idempotent` or `durable` away and tell repetitions apart yourself"
)]
pub trait UnclaimedGroup: EventGroup {}
