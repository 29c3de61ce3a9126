//! Declarative webhook routing: declare a group of events once, annotate functions, call [`dispatch`].
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::string_slice
)]

pub mod adapter;
mod delivery;
mod descriptor;
mod dispatcher;
mod error;
mod extract;
mod form;
mod group;
mod handler;
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
mod verified;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use webhook_macros::{EventGroup, OneOf, on_event};

pub use delivery::{Delivery, Item};
pub use descriptor::{Condition, DEFAULT_MAX_BODY, Descriptor, EventDescriptor};
pub use dispatcher::{
    BuildError, Dispatcher, DispatcherBuilder, GroupDispatcher, GroupHealth, Health, InstallError,
    Problem, ProblemKind, Received, Timer, dispatch, install_from_env,
};
pub use error::{SignatureVerificationFailure, UnknownEvent};
pub use extract::{Context, Envelope, FromDelivery, Meta, Needs, RawBody, State};
pub use form::BodyKind;
pub use group::EventGroup;
/// The delivery's headers, as an extractor.
pub use http::HeaderMap;
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

#[doc = include_str!("../docs/operating.md")]
pub mod operating {}

/// The README, so that its examples are compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
