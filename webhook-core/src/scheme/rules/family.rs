//! The rule on two families of header names.

use crate::expression::Expression;
use crate::scheme::grammar::template::{Segment, Template};
use crate::scheme::model::Scheme;
use crate::scheme::model::field::Source;
use crate::scheme::model::location::SignatureLocation;
use crate::text::const_str::strip_prefix_any_case;
use crate::text::diagnostic::Diagnostic;

/// Checks whether a request shows which family of names its sender used.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Scheme, rules::family_fits};
///
/// let scheme = Scheme::in_header(Algorithm::HmacSha256, "webhook-signature");
/// assert!(family_fits(&scheme.with_family("webhook-", "svix-")).is_ok());
/// assert!(family_fits(&scheme.with_family("webhook-", "webhook-svix-")).is_err());
/// ```
///
/// # Errors
///
/// The signature is not in a header, or in one whose name does not begin with the first prefix; one prefix begins with
/// the other; or the scheme names a header of the second family.
pub const fn family_fits(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    let Some(family) = scheme.family else {
        return Ok(());
    };
    let carried = match scheme.location() {
        SignatureLocation::HeaderPerKey([first, second])
        | SignatureLocation::AnyHeader([first, second]) => {
            begins_with(first, family.from) && begins_with(second, family.from)
        }
        location if location.is_header() => begins_with(location.name(), family.from),
        _ => {
            return Err(Diagnostic::new(
                "a family of headers needs a location that is a header",
            ));
        }
    };
    if !carried {
        return Err(
            Diagnostic::new("the header of the signature does not begin with ")
                .quote(family.from)
                .then(", so it does not tell the families apart"),
        );
    }
    if begins_with(family.from, family.to) || begins_with(family.to, family.from) {
        return Err(Diagnostic::new("")
            .quote(family.from)
            .then(" and ")
            .quote(family.to)
            .then(" are not two families: one begins with the other"));
    }
    match header_in(scheme, family.to) {
        Some(name) => Err(Diagnostic::new("")
            .quote(name)
            .then(" is a name of the second family")
            .help("use the names of the first family")),
        None => Ok(()),
    }
}

/// A header of the scheme, other than the signature's, whose name begins with `prefix`.
const fn header_in<'a>(scheme: &Scheme<'a>, prefix: &str) -> Option<&'a str> {
    let mut rest = scheme.fields.as_slice();
    while let [Some(field), others @ ..] = rest {
        if let Source::Header(name) = field.source()
            && begins_with(name, prefix)
        {
            return Some(name);
        }
        rest = others;
    }
    let mut rest = scheme.required.as_slice();
    while let [Some(required), others @ ..] = rest {
        if begins_with(required.header(), prefix) {
            return Some(required.header());
        }
        rest = others;
    }
    if let Some(named) = scheme.algorithm_header
        && begins_with(named.header(), prefix)
    {
        return Some(named.header());
    }
    let mut rest = scheme.message().source();
    while let Ok(Some((segment, tail))) = Template::next_segment(rest) {
        if let Segment::Expression(Expression::Header(name)) = segment
            && begins_with(name, prefix)
        {
            return Some(name);
        }
        rest = tail;
    }
    None
}

const fn begins_with(name: &str, prefix: &str) -> bool {
    strip_prefix_any_case(name, prefix).is_some()
}

#[cfg(test)]
#[path = "family_tests.rs"]
mod tests;
