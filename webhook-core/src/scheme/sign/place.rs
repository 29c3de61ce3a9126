//! Writes a signature to a header, a parameter, a field of a form, or a member of the body.

use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{HeaderName, HeaderValue, Request, Uri};

use crate::delivery::media_type;
use crate::expression::read::{FORM, Input};
use crate::form;
use crate::multipart::{self, MULTIPART};
use crate::scheme::sign::error::SignError;

pub(crate) const NO_PLACE: SignError =
    SignError::location("the request has no place for the signature");
pub(crate) const NO_TIME: SignError = SignError::location("the time cannot be written");
pub(crate) const NO_FORM: SignError = SignError::location("the body is not a form");
const NO_PART: SignError =
    SignError::location("the body has no part, or several, to put the signature in");
pub(crate) const NO_OBJECT: SignError =
    SignError::location("the body has no object to put the signature in");

pub(crate) fn set_header(
    request: &mut Request<Bytes>,
    name: &HeaderName,
    value: &[u8],
) -> Result<(), SignError> {
    let mut value = HeaderValue::from_bytes(value)
        .map_err(|_| SignError::location("the secret cannot be the value of a header"))?;
    value.set_sensitive(true);
    request.headers_mut().insert(name, value);
    Ok(())
}

/// Sets the member that a pointer names, in an object that exists.
pub(crate) fn insert(
    body: &mut serde_json::Value,
    pointer: &str,
    text: &str,
) -> Result<(), SignError> {
    let (parent, member) = pointer.rsplit_once('/').ok_or(NO_OBJECT)?;
    let member = member.replace("~1", "/").replace("~0", "~");
    let object = body
        .pointer_mut(parent)
        .and_then(serde_json::Value::as_object_mut)
        .ok_or(NO_OBJECT)?;
    object.insert(member, text.into());
    Ok(())
}

/// The body with another value of a field of its form, or of a part that it has.
pub(crate) fn with_field(input: &Input<'_>, name: &str, value: &str) -> Result<Bytes, SignError> {
    if media_type(input.headers).eq_ignore_ascii_case(MULTIPART) {
        let body = multipart::replaced(input.headers, input.body, name, value.as_bytes());
        return body.map(Bytes::from).ok_or(NO_PART);
    }
    let body = str::from_utf8(input.body).map_err(|_| NO_FORM)?;
    Ok(with_pair(body, name, value).into())
}

/// The body with another JSON document: in a field, or all of it.
pub(crate) fn with_document(
    input: &Input<'_>,
    field: &str,
    json: String,
) -> Result<Bytes, SignError> {
    let form = media_type(input.headers).eq_ignore_ascii_case(FORM);
    if form || multipart::as_form(input.headers, input.body).is_some() {
        return with_field(input, field, &json);
    }
    Ok(json.into())
}

/// Replaces a query parameter, and keeps the rest of the URI as written.
pub(crate) fn with_parameter(uri: &Uri, name: &str, value: &str) -> Result<Uri, SignError> {
    let query = with_pair(uri.query().unwrap_or_default(), name, value);
    let path_and_query: PathAndQuery = format!("{}?{query}", uri.path())
        .parse()
        .map_err(|_| SignError::location("the URI is too long"))?;
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(path_and_query);
    Uri::from_parts(parts).map_err(|_| SignError::location("the URI cannot have a query"))
}

/// Replaces a pair of a form, and keeps the rest as written.
pub(crate) fn with_pair(encoded: &str, name: &str, value: &str) -> String {
    let others = encoded.split('&').filter(|pair| {
        let written = form::pairs(pair.as_bytes()).next();
        written.is_some_and(|(written, _)| *form::decoded(written) != *name.as_bytes())
    });
    let pair = format!("{}={}", form::encoded(name), form::encoded(value));
    others.chain([pair.as_str()]).collect::<Vec<_>>().join("&")
}
