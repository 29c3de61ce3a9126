//! Signature schemes: how a group's deliveries are signed, as data.
//!
//! A [`Scheme`] is plain data that const code puts together and checks with the [`rules`]. A [`Verifier`] is a scheme
//! prepared for the run, and [`Scheme::sign`] makes the request that a sender would send.
//!
//! | file | what it holds |
//! |---|---|
//! | `expression`, `near_miss`, `template`, `value` | the grammar, as const code whose errors a macro can print |
//! | `choice`, `model`, `rules` | what a scheme is, and what is refused |
//! | `secret`, `keyring` | secrets, alone and several at once |
//! | `input`, `scalar` | the message of a request, part by part |
//! | `encoding`, `digest` | digests as text, and the comparison |
//! | `verifier`, `sign`, `failure` | the run |

mod choice;
mod digest;
mod encoding;
mod expression;
mod failure;
mod input;
mod keyring;
mod model;
mod near_miss;
pub mod rules;
mod scalar;
mod secret;
mod sign;
mod template;
mod text;
mod value;
mod verifier;

pub use choice::{Algorithm, Carrier, Encoding, Missing};
pub use expression::Expression;
pub use failure::{SignatureFailure, SignatureFailureKind};
pub use keyring::{KeyError, KeyErrorKind, KeyId, Keyring, PreparedKeys};
pub use model::Scheme;
pub use secret::{Secret, SecretError, SecretErrorKind};
pub use sign::{SignError, SignErrorKind};
pub use template::{Segment, Template};
pub use value::ValueTemplate;
pub use verifier::{SchemeError, SchemeErrorKind, Verifier};
