#![doc = include_str!("../docs/landing.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
// A test that overflows or slices badly fails, as it should.
#![cfg_attr(
    not(test),
    warn(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

// Groups of tests name the crate as those of users do.
#[cfg(test)]
extern crate self as webhook_core;

pub mod adapter;
pub mod config;
#[cfg(test)]
mod debug_tests;
mod declare;
mod delivery;
mod dispatcher;
mod expression;
mod future;
mod group;
mod guard;
mod handle;
pub mod handshake;
mod id;
mod inbox;
mod json;
mod manifest;
mod observe;
mod outcome;
mod payload;
mod recognise;
pub mod scheme;
pub mod senders;
mod share;
pub mod testing;
mod text;
mod verification;
mod work;

/// Longer pages about one thing each.
pub mod guide {
    #[doc = include_str!("../docs/dispatch-tables.md")]
    pub mod dispatch_tables {}
    #[doc = include_str!("../docs/operating.md")]
    pub mod operating {}
    #[doc = include_str!("../docs/performance.md")]
    pub mod performance {}
}

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

#[doc = include_str!("../docs/event_group.md")]
pub use webhook_macros::EventGroup;
#[doc = include_str!("../docs/one_of.md")]
pub use webhook_macros::OneOf;
#[doc = include_str!("../docs/on_event.md")]
pub use webhook_macros::on_event;

// Errors print these by the shortest path that they have.
#[doc(hidden)]
pub use __private::{
    Checked, EventAt, EventOf, FirstArgument, Handled, HandledBy, HandlerOutput, Member, Payload,
    PayloadType, Started, Unfit, is_group, payload_input,
};

pub use declare::body_kind::BodyKind;
pub use declare::descriptor::{DEFAULT_MAX_BODY, Descriptor};
pub use declare::event::EventDescriptor;
pub use delivery::{Delivery, Item};
pub use dispatcher::clock::{Clock, SystemClock};
pub use dispatcher::global::{InstallError, dispatch, install_from_env};
pub use dispatcher::proxies::{Peer, ProxyHeaders};
pub use dispatcher::run::deadline::Waiting;
pub use dispatcher::run::received::Received;
pub use dispatcher::start::builder::DispatcherBuilder;
pub use dispatcher::start::problem::{BuildError, Problem, ProblemKind};
pub use dispatcher::telemetry::health::{GroupHealth, Health};
pub use dispatcher::timer::Timer;
pub use dispatcher::{Dispatcher, GroupDispatcher};
pub use expression::Expression;
pub use expression::condition::Condition;
pub use future::Answer;
pub use group::claim_key::{BodyDigest, ClaimKey};
pub use group::fallback_input::{SignatureVerificationFailure, UnknownEvent};
pub use group::recognised::{Recognised, Unrecognised};
pub use group::rejection::{Rejection, RejectionKind};
pub use group::{EventGroup, SignedGroup, UnclaimedGroup, UnsignedGroup};
pub use handle::dispatch_table::DispatchTable;
pub use handle::extract::{Context, Envelope, FromDelivery, Meta, Needs, RawBody, State};
pub use handle::fallback::{Asynchronous, Fallback, Fallbacks, Synchronous};
/// The delivery's headers, as an extractor.
pub use http::HeaderMap;
pub use inbox::memory::MemoryInbox;
pub use inbox::stored::StoredDelivery;
pub use inbox::{Claim, ClaimEnd, ClaimToken, Inbox};
pub use manifest::Table;
pub use observe::recent::RecentDeliveries;
pub use observe::{DeliveryRecord, ItemRecord, Observer};
pub use outcome::failure::{Failure, HandlerError};
pub use outcome::reply::Replies;
pub use outcome::{IntoOutcome, Outcome, OutcomeKind};
pub use payload::open::Open;
pub use scheme::grammar::template::Template;
pub use scheme::keys::keyring::Keyring;
pub use scheme::keys::secret::Secret;
pub use scheme::model::Scheme;
pub use verification::custom::{SignedByCode, Unverifiable, VerifyDelivery};
pub use verification::key_source::{KeyRequest, KeySource, SharedKeyring, TenantKeyrings};
pub use verification::verified::{CheckedDelivery, Unverified, Verified};

/// The README, so that its examples are compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
