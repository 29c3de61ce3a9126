//! Rules on the fields of a scheme.

use crate::scheme::grammar::computed::Computed;
use crate::scheme::grammar::template::{Segment, Template, is_field, unknown_field};
use crate::scheme::model::Scheme;
use crate::scheme::model::field::Source;
use crate::text::const_str::equal;
use crate::text::diagnostic::Diagnostic;

/// Says whether every `{name}` of the message, and the timestamp, is a field of the scheme.
///
/// # Errors
///
/// A text that quotes the name that is no field.
pub const fn fields_are_known(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    let mut rest = scheme.message().source();
    while let Ok(Some((segment, tail))) = Template::next_segment(rest) {
        if let Segment::Field(name)
        | Segment::Computed(Computed::HeaderValues(name) | Computed::HeaderPairs(name)) = segment
            && scheme.field(name).is_none()
        {
            return Err(unknown_field(name));
        }
        rest = tail;
    }
    if let Some(freshness) = scheme.freshness()
        && scheme.field(freshness.field()).is_none()
    {
        return Err(Diagnostic::new("unknown field ")
            .quote(freshness.field())
            .help("name the field that holds the timestamp, and add it with `field(..)`"));
    }
    let mut rest = scheme.fields.as_slice();
    while let [Some(field), others @ ..] = rest {
        let mut later = others;
        while let [Some(other), after @ ..] = later {
            if equal(field.name(), other.name()) {
                return Err(Diagnostic::new("field ")
                    .quote(field.name())
                    .then(" is given twice"));
            }
            later = after;
        }
        if matches!(field.source(), Source::Item(_)) && scheme.list().is_none() {
            return Err(Diagnostic::new("field ")
                .quote(field.name())
                .then(" is an item of a list, and there is none")
                .help("add `list(..)`"));
        }
        rest = others;
    }
    Ok(())
}

/// Says whether the message or the timestamp uses every field.
///
/// # Errors
///
/// A text that quotes the field that nothing uses.
pub const fn fields_are_used(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    let mut rest = scheme.fields.as_slice();
    while let [Some(field), others @ ..] = rest {
        let timestamp = match scheme.freshness() {
            Some(freshness) => equal(freshness.field(), field.name()),
            None => false,
        };
        // A name that is none is another mistake.
        if !timestamp && is_field(field.name()) && !is_in_message(scheme, field.name()) {
            return Err(Diagnostic::new("field ")
                .quote(field.name())
                .then(" is neither signed nor the timestamp")
                .help("write `{")
                .then(field.name())
                .then("}` in `message`, or remove the field"));
        }
        rest = others;
    }
    Ok(())
}

pub(crate) const fn is_in_message(scheme: &Scheme<'_>, wanted: &str) -> bool {
    let mut rest = scheme.message().source();
    while let Ok(Some((segment, tail))) = Template::next_segment(rest) {
        if let Segment::Field(name)
        | Segment::Computed(Computed::HeaderValues(name) | Computed::HeaderPairs(name)) = segment
            && equal(name, wanted)
        {
            return true;
        }
        rest = tail;
    }
    false
}
