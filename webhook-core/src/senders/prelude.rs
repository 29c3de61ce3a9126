//! What the files of the senders are written with.

pub(super) use std::time::Duration;

use crate::scheme::grammar::template::Template;
use crate::scheme::model::freshness::Freshness;

pub(super) use crate::declare::body_kind::BodyKind;
pub(super) use crate::declare::sender::{Evidence, Sender};
pub(super) use crate::expression::Expression;
pub(super) use crate::expression::condition::Condition;
pub(super) use crate::handshake::model::{Digest, Handshake};
pub(super) use crate::outcome::replies::Replies;
pub(super) use crate::scheme::grammar::value::ValueTemplate;
pub(super) use crate::scheme::model::Scheme;
pub(super) use crate::scheme::model::choice::{Algorithm, Encoding, JwtHash, KeyForm, TimeUnit};
pub(super) use crate::scheme::model::field::{Field, Shape, Source};
pub(super) use crate::scheme::model::jwt::Jwt;
pub(super) use crate::scheme::model::location::SignatureLocation;
pub(super) use crate::scheme::model::parts::{
    AlgorithmHeader, Alternative, Label, List, RequiredHeader,
};

/// A test parses it: the compiler would for everyone who builds the library, and takes long for all senders together.
pub(super) const fn message(source: &'static str) -> Template<'static> {
    Template::tested(source)
}

pub(super) const fn value(source: &'static str) -> ValueTemplate<'static> {
    ValueTemplate::from_static(source)
}

pub(super) const fn within(
    field: &'static str,
    unit: TimeUnit,
    seconds: u64,
) -> Freshness<'static> {
    Freshness::new(field, unit, Duration::from_secs(seconds))
}
