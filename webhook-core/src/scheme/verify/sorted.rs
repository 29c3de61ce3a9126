//! Computed parts of a message whose pairs are sorted: queries and forms.

use std::borrow::Cow;

use crate::delivery::media_type;
use crate::expression::read::Input;
use crate::form;
use crate::scheme::failure::Fault;
use crate::scheme::verify::computed::{Url, sha256_hex};
use crate::work;

/// The parameters of a form: the names in order, each with its distinct values in order.
///
/// With a hash from the signed URL, the body must have this hash, and adds nothing to the message.
pub(crate) fn hashed_or_sorted(input: &Input<'_>, hash: Option<&[u8]>) -> Result<Vec<u8>, Fault> {
    if let Some(hash) = hash {
        return if hash.eq_ignore_ascii_case(&sha256_hex(input.body)) {
            Ok(Vec::new())
        } else {
            Err(Fault::bad_signature(
                "the body does not match the signed hash",
            ))
        };
    }
    // There is nothing to cover in a body that is empty, such as that of a `GET`.
    if input.body.is_empty() {
        return Ok(Vec::new());
    }
    check_form(input)?;
    let mut pairs = decoded_pairs(input.body, FIELD)?;
    pairs.sort_unstable();
    pairs.dedup();
    Ok(touching(&pairs, input.body.len()))
}

/// The parameters of a query but that of the signature: each name with its values joined by commas, in the order of what is
/// written.
pub(crate) fn sorted_query(input: &Input<'_>, signature: &str) -> Result<Vec<u8>, Fault> {
    let query = input.uri.query().unwrap_or_default().as_bytes();
    let mut pairs = decoded_pairs(query, PARAMETER)?;
    pairs.retain(|(name, _)| name != signature);
    // Stable, because the values of one name keep their order.
    pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut written: Vec<String> = Vec::new();
    let mut last: Option<Cow<'_, str>> = None;
    for (name, value) in pairs {
        match written.last_mut() {
            Some(text) if last.as_ref() == Some(&name) => {
                text.push(',');
                text.push_str(&value);
            }
            _ => written.push(format!("{name}={value}")),
        }
        last = Some(name);
    }
    written.sort_unstable();
    Ok(written.concat().into_bytes())
}

/// A URL with its parameters in order, and behind it the fields of a form in order. A mark stands between them: `.` behind
/// parameters, and `?` where there are none.
pub(crate) fn url_with_form(input: &Input<'_>) -> Result<Vec<u8>, Fault> {
    let url = Url::new(input)?;
    let mut parameters = decoded_pairs(url.query.as_bytes(), PARAMETER)?;
    parameters.sort_unstable();
    let mut fields = Vec::new();
    if !input.body.is_empty() {
        check_form(input)?;
        fields = decoded_pairs(input.body, FIELD)?;
        fields.sort_unstable();
    }
    let mut text = [url.scheme, "://", url.authority, url.path]
        .concat()
        .into_bytes();
    if !parameters.is_empty() || !fields.is_empty() {
        text.push(b'?');
    }
    let written = parameters
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    text.extend(written.collect::<Vec<_>>().join("&").into_bytes());
    if !parameters.is_empty() && !fields.is_empty() {
        text.push(b'.');
    }
    text.extend(touching(&fields, input.body.len()));
    Ok(text)
}

/// Another body would not be covered by the signature.
fn check_form(input: &Input<'_>) -> Result<(), Fault> {
    if media_type(input.headers).eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Ok(());
    }
    Err(Fault::bad_signature(
        "the body is not a form, and the signature does not cover it",
    ))
}

const FIELD: Fault = Fault::malformed("a form field that is signed is not UTF-8");
const PARAMETER: Fault = Fault::malformed("a query parameter that is signed is not UTF-8");

type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

fn decoded_pairs(written: &[u8], not_text: Fault) -> Result<Vec<Pair<'_>>, Fault> {
    work::read(written.len());
    let text = |written| form::text(written).ok_or(not_text);
    let pairs = form::pairs(written).map(|(name, value)| Ok((text(name)?, text(value)?)));
    pairs.collect()
}

/// Names and values without anything between them.
fn touching(pairs: &[Pair<'_>], length: usize) -> Vec<u8> {
    let mut text = Vec::with_capacity(length);
    for (name, value) in pairs {
        text.extend_from_slice(name.as_bytes());
        text.extend_from_slice(value.as_bytes());
    }
    text
}

#[cfg(test)]
#[path = "sorted_tests.rs"]
mod tests;
