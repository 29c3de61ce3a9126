//! Declarative webhook routing: declare a group of events once, annotate functions, call [`dispatch`].
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod claim;
mod delivery;
mod descriptor;
mod dispatch_table;
mod dispatcher;
mod error;
mod extract;
mod fallback;
mod group;
mod handler;
pub mod handshake;
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
mod stored;
mod table;
pub mod testing;
mod verified;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use webhook_macros::{EventGroup, OneOf, on_event};

pub use claim::{Answer, BodyDigest, Claim, ClaimEnd, ClaimKey, ClaimToken, Inbox, MemoryInbox};
pub use delivery::Delivery;
pub use descriptor::{Condition, DEFAULT_MAX_BODY, Descriptor, EventDescriptor};
pub use dispatch_table::DispatchTable;
pub use dispatcher::{
    BuildError, Clock, Dispatcher, DispatcherBuilder, GroupDispatcher, InstallError, Problem,
    ProblemKind, SystemClock, Timer, dispatch, install_from_env,
};
pub use error::{SignatureVerificationFailure, UnknownEvent};
pub use extract::{Context, Envelope, FromDelivery, Meta, Needs, RawBody, State};
pub use fallback::{Asynchronous, Fallback, Fallbacks, Synchronous};
pub use group::EventGroup;
/// The delivery's headers, as an extractor.
pub use http::HeaderMap;
pub use key_source::{KeyRequest, KeySource, SharedKeyring, TenantKeyrings};
pub use observer::{DeliveryRecord, Observer, RecentDeliveries};
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
