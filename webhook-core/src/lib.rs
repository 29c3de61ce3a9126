#![doc = include_str!("../docs/landing.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
// In tests, an overflow or an invalid slice may panic, which fails the test.
#![cfg_attr(
    not(test),
    warn(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

// Groups in tests name the crate like those of users.
#[cfg(test)]
extern crate self as webhook_core;

pub mod adapter;
pub mod config;
#[cfg(test)]
mod debug_tests;
mod declare;
mod delivery;
pub mod dispatcher;
mod expression;
mod fair;
mod form;
pub mod future;
pub mod group;
mod guard;
mod gzip;
mod handle;
pub mod handshake;
mod id;
pub mod inbox;
mod json;
pub mod manifest;
mod multipart;
pub mod observe;
pub mod outcome;
mod payload;
mod recognise;
pub mod scheme;
mod segments;
pub mod senders;
mod share;
pub mod testing;
mod text;
pub mod verification;
mod work;

/// Extractors: the arguments of handlers besides the payload.
pub mod extract {
    pub use crate::delivery::Item;
    pub use crate::handle::attempt::Attempt;
    pub use crate::handle::extract::{
        Context, Envelope, FromDelivery, Meta, Needs, RawBody, State,
    };
    pub use crate::handle::segment::Segment;
    pub use crate::segments::Segments;
    /// The delivery's headers, as an extractor.
    pub use http::HeaderMap;
}

/// Guides, each about one topic.
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
#[doc = include_str!("../docs/members.md")]
pub use webhook_macros::Members;
#[doc = include_str!("../docs/one_of.md")]
pub use webhook_macros::OneOf;
#[doc = include_str!("../docs/on_event.md")]
pub use webhook_macros::on_event;

// Compiler errors print the shortest path of these items.
#[doc(hidden)]
pub use __private::{
    Checked, EventAt, EventOf, FirstArgument, Handled, HandledBy, HandlerOutput, HandlerRun,
    MayBeMissing, Member, MemberReader, MemberType, NotAnOutcome, Payload, PayloadType, is_group,
    missing_member, payload_input,
};

pub use delivery::Delivery;
#[doc(inline)]
pub use dispatcher::Dispatcher;
pub use dispatcher::global::{dispatch, install_from_env};
pub use dispatcher::problem::BuildError;
pub use dispatcher::start::builder::DispatcherBuilder;
#[doc(inline)]
pub use group::EventGroup;
pub use group::fallback_input::{SignatureVerificationFailure, UnknownEvent};
pub use group::rejection::Rejection;
pub use handle::dispatch_table::DispatchTable;
pub use handle::extract::{Meta, State};
pub use inbox::stored::StoredDelivery;
#[doc(inline)]
pub use outcome::Outcome;
pub use outcome::failure::{Failure, HandlerError};
pub use payload::open::Open;
pub use payload::sent::Sent;
pub use scheme::keys::keyring::Keyring;
pub use scheme::keys::secret::Secret;
pub use verification::keys::Unsigned;
pub use verification::verified::Verified;
