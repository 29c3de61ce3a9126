//! Writes the events of a sender's own document as Rust for `webhook-core`: groups, events and types to check in.
//!
//! What is written is for a receiver. Only what tells events apart is strict: members may be missing, may be of another type, and
//! lists of values may grow. See the README for the command line, and [`import`] and [`check`] for programs and tests.
//!
//! | kind of document | what has the events |
//! |---|---|
//! | OpenAPI 3.1 and 3.0, YAML or JSON | `webhooks`, `x-webhooks`, `callbacks`; Stripe's `x-stripeEvent` |
//! | the same with APIMatic's extensions | `x-webhooks`, `x-callbacks`, `x-webhook-groups`: groups, with their signatures |
//! | a set of JSON Schemas in one file | `oneOf` at the root |
//! | a folder of JSON Schemas | a file for each event |
//! | a plain list, `.csv` or `.list` | lines of `name,value,type` |
//!
//! # Security
//!
//! A document is data. Its names become identifiers by a closed mapping, its texts literals by the token printer, and its
//! descriptions doc comments only if you ask for them, without links and without code. It cannot weaken the protection of a group:
//! what leaves something unsigned, you accept in [`Options::danger`].

mod check;
mod document;
mod emit;
mod error;
mod ident;
mod import;
mod options;
mod read;
mod report;
mod route;
mod schema;
mod types;

pub use check::{Difference, check, check_code, options_of};
pub use document::Document;
pub use error::{Error, ErrorKind};
pub use import::{Imported, Progress, import, import_with};
pub use options::{Danger, From, Options, Part, With};
pub use report::{EventReport, GroupReport, Left, Renamed, Report};

/// The README's test is compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
