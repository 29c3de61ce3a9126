//! Rules on the fields of a scheme.

use crate::scheme::grammar::computed::Computed;
use crate::scheme::grammar::template::{Segment, Template, is_field, unknown_field};
use crate::scheme::model::Scheme;
use crate::scheme::model::field::Source;
use crate::text::const_str::equal;
use crate::text::diagnostic::Diagnostic;

/// Checks whether the scheme has a field for each `{name}` of the message, and for the timestamp.
///
/// # Errors
///
/// A field is unknown or given twice, or reads an item without a list. The text quotes its name.
pub const fn fields_are_known(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    let mut rest = scheme.message().source();
    while let Ok(Some((segment, tail))) = Template::next_segment(rest) {
        if let Segment::Field(name)
        | Segment::Computed(Computed::HeaderValues(name) | Computed::HeaderPairs(name)) = segment
            && scheme.field(name).is_none()
        {
            return Err(unknown_field(name));
        }
        if let Segment::Chunk(name) = segment
            && let Some(field) = scheme.field(name)
            && !field.is_optional()
        {
            return Err(Diagnostic::new("the chunk of ")
                .quote(name)
                .then(" is never left out: a delivery without the field is refused")
                .help("add `optional` to the field, or write the text without `{?")
                .then(name)
                .then(":`"));
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
                .then(" is an item of a list, but the scheme has no list")
                .help("add `list(..)`"));
        }
        rest = others;
    }
    Ok(())
}

/// Checks whether the message or the timestamp uses each field.
///
/// # Errors
///
/// A field is not used. The text quotes its name.
pub const fn fields_are_used(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    let mut rest = scheme.fields.as_slice();
    while let [Some(field), others @ ..] = rest {
        let timestamp = match scheme.freshness() {
            Some(freshness) => equal(freshness.field(), field.name()),
            None => false,
        };
        // An invalid name is reported by another rule.
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

/// Whether only a list of signed headers can sign the timestamp. What the list names is known for each delivery.
pub(crate) const fn timestamp_is_listed(scheme: &Scheme<'_>) -> bool {
    let Some(freshness) = scheme.freshness() else {
        return false;
    };
    let name = freshness.field();
    let Some(field) = scheme.field(name) else {
        return false;
    };
    matches!(field.source(), Source::Header(_)) && !is_in_message(scheme, name) && has_list(scheme)
}

const fn has_list(scheme: &Scheme<'_>) -> bool {
    let mut rest = scheme.message().source();
    while let Ok(Some((segment, tail))) = Template::next_segment(rest) {
        if let Segment::Computed(Computed::HeaderValues(_) | Computed::HeaderPairs(_)) = segment {
            return true;
        }
        rest = tail;
    }
    false
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
