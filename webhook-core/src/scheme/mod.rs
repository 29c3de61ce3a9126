//! Signature schemes: how a group's deliveries are signed, as data.
//!
//! A [`Scheme`] is plain data that const code puts together and checks with the [`rules`]. A [`Verifier`] is a scheme
//! prepared for the run, and [`Scheme::sign`] makes the request that a sender would send. [`presets`] are the schemes
//! of known senders.
//!
#![doc = include_str!("../../docs/schemes.md")]
//!
//! # Files
//!
//! | file | what it holds |
//! |---|---|
//! | `expression`, `near_miss`, `template`, `computed`, `value` | the grammar, as const code whose errors a macro can print |
//! | `choice`, `carrier`, `field`, `parts`, `freshness`, `model`, `rules`, `reading` | what a scheme is, and what is refused |
//! | `presets`, `config`, `print` | the schemes of known senders, from configuration, and in a manifest |
//! | `secret`, `key_form`, `keyring` | secrets, alone and several at once |
//! | `candidate`, `input`, `inputs`, `scalar`, `message` | the signatures and the message of a request, part by part |
//! | `encoding`, `digest`, `asymmetric` | digests as text, and the comparison |
//! | `verifier`, `signed`, `sign`, `sign_error`, `failure` | the run |

#[cfg(feature = "asymmetric")]
mod asymmetric;
mod candidate;
mod carrier;
mod choice;
mod coherence;
mod computed;
mod config;
mod digest;
mod encoding;
mod expression;
mod failure;
mod few;
mod field;
mod freshness;
mod input;
mod inputs;
mod key_form;
mod key_id;
mod keyring;
mod message;
mod model;
mod near_miss;
mod parts;
pub mod presets;
mod print;
mod reading;
pub mod rules;
mod scalar;
mod scheme_error;
mod secret;
mod sign;
mod sign_error;
mod signed;
mod template;
mod text;
mod value;
mod verifier;

pub use carrier::Carrier;
pub use choice::{Algorithm, Encoding, KeyForm, Missing, TimeUnit};
pub use computed::Computed;
pub use config::SchemeConfig;
pub(crate) use digest::is_one_of;
pub use expression::Expression;
pub use failure::{SignatureFailure, SignatureFailureKind};
pub use field::{Field, Shape, Source};
pub use freshness::Freshness;
pub(crate) use input::value_at;
pub use key_id::KeyId;
pub use keyring::{KeyError, KeyErrorKind, Keyring, PreparedKeys};
pub use model::Scheme;
pub use parts::{AlgorithmHeader, Alternative, Label, List, Pin};
pub(crate) use reading::{attribute_of, signs_in_cloud_event};
pub use scheme_error::{SchemeError, SchemeErrorKind};
pub use secret::{Secret, SecretError, SecretErrorKind};
pub use sign_error::{SignError, SignErrorKind};
pub(crate) use signed::{Evidence, Signed};
pub use template::{Segment, Template};
pub use value::ValueTemplate;
pub use verifier::Verifier;
