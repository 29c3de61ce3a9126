//! Suggestions for misspelt expressions.

use crate::text::const_str::{
    contains, equal_any_case, escapes_are_valid, is_token, strip_prefix, strip_prefix_any_case,
};

/// How other tools begin an expression, and how it begins here.
const PREFIXES: &[(&str, &str)] = &[
    ("request.headers.", "$request.header."),
    ("request.header.", "$request.header."),
    ("headers.", "$request.header."),
    ("header.", "$request.header."),
    ("request.queries.", "$request.query."),
    ("request.query.", "$request.query."),
    ("request.params.", "$request.query."),
    ("queries.", "$request.query."),
    ("query.", "$request.query."),
    ("item.", "$item#/"),
    ("item/", "$item#/"),
    ("request.body#/", "$request.body#/"),
    ("request.body/", "$request.body#/"),
    ("request.body.", "$request.body#/"),
    ("body#/", "$request.body#/"),
    ("body/", "$request.body#/"),
    ("body.", "$request.body#/"),
    ("#/", "$request.body#/"),
    (".", "$request.body#/"),
];

/// How other tools write a whole expression, and how it is written here.
const WHOLE: &[(&str, &str)] = &[
    ("method", "$method"),
    ("request.method", "$method"),
    ("url", "$url"),
    ("uri", "$url"),
    ("request.url", "$url"),
    ("request.uri", "$url"),
    ("path", "$request.path"),
    ("request.path", "$request.path"),
    ("body", "$request.body"),
    ("body#", "$request.body"),
    ("raw_body", "$request.body"),
    ("rawBody", "$request.body"),
    ("request.body", "$request.body"),
    ("request.body#", "$request.body"),
    ("request.raw_body", "$request.body"),
    ("request.rawBody", "$request.body"),
];

/// Finds the expression that was probably meant, as a beginning and a rest.
pub(crate) const fn near_miss(text: &str) -> Option<(&'static str, &str)> {
    let trimmed = text.trim_ascii();
    let bare = match strip_prefix(trimmed, "$") {
        Some(bare) => bare,
        None => trimmed,
    };
    let mut entries = WHOLE;
    while let [(wrong, right), others @ ..] = entries {
        if equal_any_case(bare, wrong) {
            return Some((right, ""));
        }
        entries = others;
    }
    let mut entries = PREFIXES;
    while let [(wrong, right), others @ ..] = entries {
        if let Some(rest) = strip_prefix_any_case(bare, wrong) {
            // Do not suggest an expression that would be refused in turn, or a path with dots in it.
            let fits = match right.as_bytes() {
                [.., b'/'] => {
                    !contains(rest, b'.') && !contains(rest, b'[') && escapes_are_valid(rest)
                }
                _ => is_token(rest),
            };
            return if fits && !rest.is_empty() {
                Some((right, rest))
            } else {
                None
            };
        }
        entries = others;
    }
    // A bare word is the name of a member of the body.
    if trimmed.len() == bare.len()
        && is_token(bare)
        && !contains(bare, b'.')
        && escapes_are_valid(bare)
    {
        return Some(("/", bare));
    }
    None
}
