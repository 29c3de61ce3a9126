//! Signature schemes: how the deliveries of a group are signed, as data.
//!
//! A [`Scheme`] is plain data that const code can build, and check with the [`rules`]. A [`Verifier`] verifies deliveries
//! under a scheme, and [`Scheme::sign`] signs requests as the sender would. [`senders`](crate::senders) has the schemes of
//! known senders.
//!
#![doc = include_str!("../../docs/schemes.md")]

// | folder | what it holds |
// |---|---|
// | `grammar` | templates of the message and the value, parsed in const code |
// | `model`, `rules` | the parts of a scheme, and which combinations are refused |
// | `keys` | secrets and keyrings, digests and their encodings, constant-time comparison |
// | `verify` | reads the signatures and the message of a request, and compares them |
// | `jwt` | JSON web tokens: reads, compares and makes them |
// | `sign` | signs requests as the sender would |

pub(crate) mod failure;
pub(crate) mod grammar;
#[cfg(feature = "jwt")]
pub(crate) mod jwt;
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
pub use model::choice::{Algorithm, Encoding, JwtHash, KeyForm, Missing, TimeUnit};
pub use model::error::{SchemeError, SchemeErrorKind};
pub use model::field::{Field, Shape, Source};
pub use model::freshness::Freshness;
pub use model::jwt::Jwt;
pub use model::location::SignatureLocation;
pub use model::parts::{AlgorithmHeader, Alternative, Label, List, RequiredHeader};
pub use sign::error::{SignError, SignErrorKind};
pub use verify::Verifier;
