//! Declarative webhook routing: declare a group of events once, annotate functions, call [`dispatch`].
//!
//! Everything that can be checked is checked by the compiler, and the rest before the first request is served.
//!
//! # The way of a delivery
//!
//! | step | item | what it does |
//! |---|---|---|
//! | declare | [`EventGroup`](derive@EventGroup) | says how a group of events is signed, and what recognises each |
//! | annotate | [`on_event`] | says which function takes which event |
//! | start | [`Dispatcher::builder`] | checks secrets, handlers and state, all at once |
//! | verify | [`EventGroup::verify`], [`scheme`] | checks the signature over the exact bytes; only it makes a [`Verified`] delivery |
//! | recognise | [`EventGroup::recognise`] | finds the one event that matches, in one pass over the body |
//! | run | [`Dispatcher::run`] | parses the one payload and calls the one handler |
//! | reply | [`Outcome`], [`Replies`] | answers with the right status, and with no reason |
//!
//! [`Dispatcher::dispatch`] does the last four; [`EventGroup::verify_and_parse`] the middle two, for those who match on
//! the event themselves. [`guide`] holds longer pages.
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
mod claim;
mod cloud_event;
mod code_scheme;
#[cfg(test)]
mod debug_tests;
mod delivery;
mod descriptor;
mod descriptor_rules;
mod dispatch_table;
mod dispatcher;
mod error;
mod event_input;
mod extract;
mod fallback;
mod form;
mod group;
mod guard;
mod handler;
pub mod handshake;
mod id;
mod key_source;
mod limits;
mod message;
mod observer;
mod one_of;
mod open;
mod outcome;
mod payload;
mod recognise;
mod recognised;
mod registry;
mod rejection;
mod reply;
mod resolve;
pub mod scheme;
mod share;
mod stored;
mod table;
pub mod testing;
mod verified;
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

pub use claim::{Answer, BodyDigest, Claim, ClaimEnd, ClaimKey, ClaimToken, Inbox, MemoryInbox};
pub use code_scheme::{SignedByCode, Unverifiable, VerifyDelivery};
pub use delivery::{Delivery, Item};
pub use descriptor::{Condition, DEFAULT_MAX_BODY, Descriptor, EventDescriptor};
pub use dispatch_table::DispatchTable;
pub use dispatcher::{
    BuildError, Clock, Dispatcher, DispatcherBuilder, GroupDispatcher, GroupHealth, Health,
    InstallError, Peer, Problem, ProblemKind, ProxyHeaders, Received, SystemClock, Timer, Waiting,
    dispatch, install_from_env,
};
pub use error::{SignatureVerificationFailure, UnknownEvent};
pub use extract::{Context, Envelope, FromDelivery, Meta, Needs, RawBody, State};
pub use fallback::{Asynchronous, Fallback, Fallbacks, Synchronous};
pub use form::BodyKind;
pub use group::{EventGroup, SignedGroup, UnclaimedGroup, UnsignedGroup};
/// The delivery's headers, as an extractor.
pub use http::HeaderMap;
pub use key_source::{KeyRequest, KeySource, SharedKeyring, TenantKeyrings};
pub use observer::{DeliveryRecord, ItemRecord, Observer, RecentDeliveries};
pub use open::Open;
pub use outcome::{Failure, HandlerError, IntoOutcome, Outcome, OutcomeKind};
pub use recognised::{Recognised, Unrecognised};
pub use rejection::{Rejection, RejectionKind};
pub use reply::Replies;
pub use scheme::{Expression, Keyring, Scheme, Secret, Template};
pub use stored::StoredDelivery;
pub use table::Table;
pub use verified::{CheckedDelivery, Unverified, Verified};

/// The README, so that its examples are compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
