//! Everything that generated code names. Not for users, and not kept stable.

use core::any::TypeId;
use core::marker::PhantomData;

use crate::outcome::IntoOutcome;
pub use crate::outcome::Outcome;

pub use core;
pub use core::option::Option::{None, Some};
pub use core::result::Result::{Err, Ok};
pub use serde;
// Under a name that the standard library has not: rustc would suggest to import it.
pub use std::sync::OnceLock as PlanCell;

pub use crate::declare::body_kind::{BodyKind, Gzip};
pub use crate::declare::descriptor::Descriptor;
pub use crate::declare::durable::Durable;
pub use crate::declare::event::EventDescriptor;
pub use crate::declare::sender::Sender;
pub use crate::declare::sender::scheme_of;
pub use crate::delivery::Delivery;
pub use crate::dispatcher::group_record::GroupRecord;
pub use crate::expression::Expression;
pub use crate::expression::condition::Condition;
pub use crate::group::fallback_input::{SignatureVerificationFailure, UnknownEvent};
pub use crate::group::{EventGroup, UnclaimedGroup};
pub use crate::handle::call::{
    Call, EventAt, EventInput, EventOf, GROUP, Handler, SIGNATURE_FAILURE, UNKNOWN,
};
pub use crate::handle::dispatch_table::{DispatchTable, Handled, HandledBy};
pub use crate::handle::extract::{FromDelivery, Needs};
pub use crate::handle::handler_run::{HandlerFuture, HandlerRun};
pub use crate::handle::record::{HandlerRecord, Place, Target, target};
pub use crate::handle::resolve::{count, fits, named, only, resolve, submitted, typed};
pub use crate::handshake::model::Handshake;
pub use crate::outcome::replies::Replies;
pub use crate::payload::error::{PayloadError, PayloadErrorKind};
pub use crate::payload::members::{
    MayBeMissing, MemberReader, MemberType, Members, deserialize_members, missing_member,
};
pub use crate::payload::misfit::Misfit;
pub use crate::payload::{Payload, PayloadType};
pub use crate::recognise::one_of::{Member, OneOfPlan};
pub use crate::recognise::plan::Plan;
pub use crate::scheme::grammar::template::Template;
pub use crate::scheme::grammar::value::ValueTemplate;
pub use crate::scheme::model::Scheme;
pub use crate::scheme::model::choice::{Algorithm, Encoding, JwtHash, KeyForm, Missing, TimeUnit};
pub use crate::scheme::model::field::{Field, Shape, Source};
pub use crate::scheme::model::freshness::Freshness;
pub use crate::scheme::model::jwt::Jwt;
pub use crate::scheme::model::location::SignatureLocation;
pub use crate::scheme::model::parts::{Label, List, RequiredHeader};
pub use crate::text::diagnostic::Diagnostic;
pub use crate::verification::keys::{Unsigned, WithSecret, WithVerifier};
pub use crate::verification::verified::{Unverified, Verified};
pub use crate::{submit_group, submit_handler};

#[cfg(feature = "inventory")]
pub use inventory;

/// The rules that the macros check what is declared by.
pub mod rules {
    pub use crate::declare::rules::arrival::{
        document_is_read_as_signed, group_danger_is_needed, is_available, parts_are_read_as_signed,
        sender_sends_pairs,
    };
    pub use crate::declare::rules::sender::{
        envelope_is_said, idempotent_sender_has_id, sender_danger_is_needed,
        sender_event_beside_body_is_signed, sender_event_is_signed, sender_has_handshakes,
        sender_has_id, sender_has_no_items, sender_has_payload, sender_has_scheme,
        sender_has_values, sender_sends_json,
    };
    pub use crate::scheme::rules::*;
}

/// The rules on the handshakes of a group.
pub mod handshake_rules {
    pub use crate::declare::rules::handshake::{all_fit, joined};
}

/// Names a group that a check has found good: `<G as Checked<{ .. }>>::Group`.
///
/// Where the const argument fails, with the one message that it has, what hangs from the name reports nothing more.
#[doc(hidden)]
pub trait Checked<const IS_GOOD: bool> {
    /// The same type.
    type Group;
}

impl<G> Checked<true> for G {
    type Group = G;
}

/// The kind of a group whose scheme is the program's own: `<() as KindOf<{ is_custom(&SCHEME) }>>::Kind`.
#[doc(hidden)]
pub trait KindOf<const IS_CUSTOM: bool> {
    /// What checks the group's deliveries.
    type Kind;
}

impl KindOf<false> for () {
    type Kind = WithSecret;
}

impl KindOf<true> for () {
    type Kind = WithVerifier;
}

/// Whether the program's own code checks the signatures of this scheme.
#[must_use]
pub const fn is_custom(scheme: &Scheme<'_>) -> bool {
    matches!(scheme.algorithm(), Algorithm::Custom)
}

/// The token of a scheme, to be changed.
#[must_use]
pub const fn jwt_of(scheme: &Scheme<'static>) -> Jwt<'static> {
    match scheme.jwt {
        Some(jwt) => jwt,
        None => Jwt::new(),
    }
}

/// Says that `G` is a group, which its bound has found out.
#[must_use]
pub const fn is_group<G: EventGroup>() -> bool {
    true
}

/// Prepares the rules of a group, which no other group recognises by.
#[must_use]
pub fn plan_of<G: EventGroup>() -> Plan {
    Plan::new(G::DESCRIPTOR).of_group(TypeId::of::<G>())
}

/// Parses the payload of an event and makes the event of it.
///
/// # Errors
///
/// The payload does not fit its type.
#[inline]
pub fn parse<G, P: EventOf<G>>(payload: Payload<'_>, event: fn(P) -> G) -> Result<G, PayloadError>
where
    G: EventGroup,
{
    P::INPUT.parse(payload).map(event)
}

/// How a payload of the events at `indexes` is made.
#[must_use]
pub const fn payload_input<G, P: PayloadType>(indexes: &'static [usize]) -> EventInput<G, P> {
    EventInput::new(indexes)
}

/// Makes the first argument of a handler that names its events but not its payload's type.
///
/// `M` is inferred: [`IsPayload`] where the argument is the event's payload, [`IsExtractor`] where it is an extractor.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a payload of the group `{G}` nor an extractor",
    label = "not a payload",
    note = "an event's payload is what its variant of the group holds"
)]
#[doc(hidden)]
pub trait FirstArgument<M, G>: Sized {
    /// The events whose payload it is; `None` for an extractor.
    const INDEXES: Option<&'static [usize]>;

    /// Makes the argument in `place`; leaves it empty where the call is refused.
    fn first(call: &mut Call<'_, G>, place: &mut Option<Self>);

    /// Says what the argument needs before the first delivery.
    fn needs(needs: &mut Needs) {
        let _ = needs;
    }
}

/// Marks a first argument that is the payload.
#[derive(Debug)]
pub struct IsPayload;

/// Marks a first argument that is an extractor.
#[derive(Debug)]
pub struct IsExtractor;

impl<P: EventOf<G>, G: EventGroup> FirstArgument<IsPayload, G> for P {
    const INDEXES: Option<&'static [usize]> = Some(P::INPUT.indexes());

    fn first(call: &mut Call<'_, G>, place: &mut Option<Self>) {
        call.first(place);
    }
}

impl<T: FromDelivery, G: EventGroup> FirstArgument<IsExtractor, G> for T {
    const INDEXES: Option<&'static [usize]> = None;

    fn first(call: &mut Call<'_, G>, place: &mut Option<Self>) {
        let made = call.no_payload();
        match made.and_then(|()| call.extract(T::from_delivery)) {
            Ok(made) => *place = Some(made),
            Err(outcome) => call.refuse(outcome),
        }
    }

    fn needs(needs: &mut Needs) {
        <T as FromDelivery>::needs(needs);
    }
}

/// Chooses how a handler's return value becomes an outcome; the first of the three that applies wins.
///
/// `(&&&Returned::of(&value)).__webhook_conversion().convert(value)` finds [`Direct`] for what is an outcome by itself,
/// [`Shown`] for a `Result` whose error says no more than its `Display`, and otherwise [`NotAnOutcome`], whose bound reports
/// the mistake.
#[derive(Debug)]
pub struct Returned<V>(PhantomData<fn() -> V>);

impl<V> Returned<V> {
    #[must_use]
    pub fn of(_: &V) -> Self {
        Self(PhantomData)
    }
}

#[doc(hidden)]
pub trait ConvertDirect {
    fn __webhook_conversion(&self) -> Direct {
        Direct
    }
}
impl<V: IntoOutcome> ConvertDirect for &&Returned<V> {}

#[doc(hidden)]
pub trait ConvertShown {
    fn __webhook_conversion(&self) -> Shown {
        Shown
    }
}
impl<T: IntoOutcome, E: core::fmt::Display> ConvertShown for &Returned<Result<T, E>> {}

#[doc(hidden)]
pub trait ConvertOther {
    fn __webhook_conversion(&self) -> NotAnOutcome {
        NotAnOutcome
    }
}
impl<V> ConvertOther for Returned<V> {}

#[derive(Debug)]
pub struct Direct;

impl Direct {
    pub fn convert<T: IntoOutcome>(self, value: T) -> Outcome {
        value.into_outcome()
    }
}

#[derive(Debug)]
pub struct Shown;

impl Shown {
    pub fn convert<T: IntoOutcome, E: core::fmt::Display>(self, value: Result<T, E>) -> Outcome {
        match value {
            Ok(value) => value.into_outcome(),
            Err(error) => crate::outcome::failure::Failure::new(error).into_outcome(),
        }
    }
}

#[derive(Debug)]
pub struct NotAnOutcome;

impl NotAnOutcome {
    pub fn convert<T: HandlerOutput>(self, value: T) -> Outcome {
        value.into_output()
    }
}

/// What a handler may return; only ever named in the error of one that returns something else.
#[diagnostic::on_unimplemented(
    message = "a handler cannot return `{Self}`",
    label = "no outcome",
    note = "return `()`, `Result<(), E>` where `E` is `Display` or `HandlerError`, or an `Outcome` such as `Outcome::json(&value)`"
)]
#[doc(hidden)]
pub trait HandlerOutput {
    fn into_output(self) -> Outcome;
}

#[diagnostic::do_not_recommend]
impl HandlerOutput for core::convert::Infallible {
    fn into_output(self) -> Outcome {
        match self {}
    }
}
