//! Names the value without which a request cannot be signed.

use crate::scheme::failure::Fault;
use crate::scheme::grammar::template::Template;
use crate::scheme::model::Scheme;
use crate::scheme::sign::error::{SignError, SignErrorKind};
use crate::scheme::verify::message::Subject;
use crate::scheme::verify::plan::Plan;

/// The error for a field, by its position.
pub(crate) fn field(scheme: &Scheme<'_>, position: Option<usize>, fault: Fault) -> SignError {
    let field = position.and_then(|position| scheme.fields().nth(position));
    let text = match field {
        Some(field) => format!(
            "field `{}` ({}): {}",
            field.name(),
            field.source(),
            fault.cause
        ),
        None => fault.cause.to_owned(),
    };
    SignError::new(SignErrorKind::Message, text)
}

/// The error for the field of the timestamp.
pub(crate) fn timestamp(scheme: &Scheme<'_>, fault: Fault) -> SignError {
    let name = scheme.freshness().map(|freshness| freshness.field());
    let position = scheme.fields().position(|field| Some(field.name()) == name);
    field(scheme, position, fault)
}

/// The error for a part of the message: the first that cannot be computed on its own.
pub(crate) fn part(scheme: &Scheme<'_>, subject: &Subject<'_, '_>, fault: Fault) -> SignError {
    let mut rest = scheme.message().source();
    while let Ok(Some((_, tail))) = Template::next_segment(rest) {
        let written = rest.get(..rest.len().saturating_sub(tail.len()));
        let written = written.unwrap_or_default();
        if let Some(fault) = fault_of(scheme, written, subject) {
            let text = format!("`{written}`: {}", fault.cause);
            return SignError::new(SignErrorKind::Message, text);
        }
        rest = tail;
    }
    SignError::new(SignErrorKind::Message, fault.cause)
}

/// What is wrong with a part of the message, written as in the template.
fn fault_of(scheme: &Scheme<'_>, written: &str, subject: &Subject<'_, '_>) -> Option<Fault> {
    let alone = Scheme {
        message: Template::parse(written).ok()?,
        ..*scheme
    };
    let plan = Plan::new(&alone, &[scheme.algorithm()], &|name| name.parse().ok())?;
    let (message, json) = (&plan.message, plan.pointers.of(subject.input.body));
    let subject = Subject {
        json: &json,
        once: (&message.once_for_request(), &message.once_for_body()),
        ..*subject
    };
    message.feed(&subject, |_| {}).err()
}
