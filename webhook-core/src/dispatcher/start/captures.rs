//! Which deliveries are captured, and which of their headers are shown.

use std::sync::Arc;

use http::HeaderName;

use crate::declare::descriptor::Descriptor;
use crate::dispatcher::problem::{Problem, ProblemKind};
use crate::expression::Expression;
use crate::observe::capture::{Capture, Shown};
use crate::scheme::model::Scheme;
use crate::scheme::model::field::Source;
use crate::scheme::model::location::SignatureLocation;

/// Why nothing is captured.
pub(crate) fn refused_capture(capture: &Capture, unobserved: bool) -> Option<Problem> {
    let text = if capture.is_refused(!cfg!(debug_assertions)) {
        "bodies are captured in a release build: leave `capture` out, or say `danger_capture_bodies()`"
    } else if unobserved {
        "deliveries are captured, but no observer gets their records: add one with `observer`"
    } else {
        return None;
    };
    Some(Problem::new(ProblemKind::Capture, "", text.to_owned()))
}

/// What of a group's deliveries may be shown: the headers of the list, and what recognising and the message read. Never a
/// signature.
pub(crate) fn shown(capture: Option<&Capture>, descriptor: &Descriptor) -> Arc<Shown> {
    let Some(capture) = capture else {
        return Arc::default();
    };
    let read = descriptor
        .reads()
        .filter_map(|expression| match expression {
            Expression::Header(name) => name.parse().ok(),
            _ => None,
        });
    let scheme = descriptor.scheme();
    let fields = scheme.into_iter().flat_map(Scheme::fields);
    let fields = fields.filter_map(|field| match field.source() {
        Source::Header(name) => name.parse().ok(),
        _ => None,
    });
    let all = capture.shown().iter().cloned().chain(read).chain(fields);
    let is_signature = |name: &HeaderName| {
        scheme.is_some_and(|scheme| {
            let name = name.as_str();
            let renamed = scheme.family.and_then(|family| {
                let rest = name.strip_prefix(&*family.to.to_ascii_lowercase())?;
                Some(format!("{}{rest}", family.from))
            });
            let mut names = [Some(name), renamed.as_deref()].into_iter().flatten();
            names.any(|name| carries(scheme.location(), name))
        })
    };
    let query = descriptor
        .reads()
        .filter_map(|expression| match expression {
            Expression::Query(name) => Some(name),
            _ => None,
        });
    let signature = scheme.and_then(|scheme| scheme.location().parameter());
    let is_signed = |name: &&str| signature != Some(*name);
    Arc::new(Shown {
        headers: all.filter(|name| !is_signature(name)).collect(),
        query: query.filter(is_signed).collect(),
    })
}

/// Whether a header carries the signature.
fn carries(location: SignatureLocation<'_>, name: &str) -> bool {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    match location {
        SignatureLocation::HeaderPerKey([one, other])
        | SignatureLocation::AnyHeader([one, other]) => is(one) || is(other),
        SignatureLocation::NumberedHeaders(prefix) => {
            let start = name.get(..prefix.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        }
        SignatureLocation::Header(header)
        | SignatureLocation::RepeatedHeader(header)
        | SignatureLocation::HeaderOrQuery([header, _]) => is(header),
        SignatureLocation::Query(_)
        | SignatureLocation::Pointer(_)
        | SignatureLocation::Form(_) => false,
    }
}
