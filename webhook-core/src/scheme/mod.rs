//! Signature schemes: how a group's deliveries are signed, as data.
//!
//! A [`Scheme`] is plain data that const code puts together and checks with the [`rules`]. A [`Verifier`] is a scheme
//! prepared for the run, and [`Scheme::sign`] makes the request that a sender would send. [`senders`](crate::senders) has
//! the schemes of known senders.
//!
#![doc = include_str!("../../docs/schemes.md")]
//!
//! # Rooms
//!
//! | folder | what it holds |
//! |---|---|
//! | `grammar` | templates and values, as const code whose errors a macro can print |
//! | `model`, `rules` | what a scheme is, and what is refused |
//! | `keys` | secrets, alone and several at once, digests as text, and the comparison |
//! | `verify` | the signatures and the message of a request, part by part |
//! | `sign` | the request that a sender would send |

pub(crate) mod failure;
pub(crate) mod grammar;
pub(crate) mod keys;
pub(crate) mod model;
pub mod rules;
pub(crate) mod sign;
pub(crate) mod verify;

pub use crate::expression::Expression;
pub use failure::{SignatureFailure, SignatureFailureKind};
pub use grammar::computed::Computed;
pub use grammar::template::{Segment, Template};
pub use grammar::value::ValueTemplate;
pub use keys::key_id::KeyId;
pub use keys::keyring::{KeyError, KeyErrorKind, Keyring, PreparedKeys};
pub use keys::secret::{Secret, SecretError, SecretErrorKind};
pub use model::Scheme;
pub use model::choice::{Algorithm, Encoding, KeyForm, Missing, TimeUnit};
pub use model::error::{SchemeError, SchemeErrorKind};
pub use model::field::{Field, Shape, Source};
pub use model::freshness::Freshness;
pub use model::location::SignatureLocation;
pub use model::parts::{AlgorithmHeader, Alternative, Label, List, RequiredHeader};
pub use sign::error::{SignError, SignErrorKind};
pub use verify::Verifier;
