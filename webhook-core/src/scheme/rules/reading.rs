//! Rules on headers that decide how the signed bytes are read.

use crate::expression::Expression;
use crate::scheme::grammar::computed::Computed;
use crate::scheme::grammar::template::{Segment, Template};
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::Algorithm;
use crate::text::const_str::{equal, equal_any_case, strip_prefix, strip_prefix_any_case};
use crate::text::diagnostic::Diagnostic;

/// The help for a group with a verifier of its own.
pub(crate) const CODE: &str =
    "say `danger_unsigned_discriminator`: `signature = custom` covers only the body";

/// Checks whether the media type of a `CloudEvent` is signed: it decides whether the event is in the body or in headers.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Scheme, Template, rules::mode_is_signed};
///
/// let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Signature");
/// assert!(mode_is_signed(&scheme).is_err());
///
/// let message = Template::parse("{$request.header.Content-Type}\n{$request.body}").map_err(|text| text.to_string())?;
/// assert!(mode_is_signed(&scheme.with_message(message)).is_ok());
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
///
/// The message lacks `{$request.header.Content-Type}`.
pub const fn mode_is_signed(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    if signs_mode(scheme) {
        return Ok(());
    }
    let message = Diagnostic::new(
        "the media type is not signed: with a different one, the data of an event is read as an event",
    );
    Err(match scheme.algorithm() {
        Algorithm::Token => {
            message.help("use an `hmac` algorithm, or say `danger_unsigned_discriminator`")
        }
        Algorithm::Custom => message.help(CODE),
        _ => message.help(
            "add `{$request.header.Content-Type}` to `message`, or say `danger_unsigned_discriminator`",
        ),
    })
}

/// Checks whether the payload of a `CloudEvent` is its data, or an attribute whose header is signed.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Scheme, rules::payload_is_signed};
///
/// let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Signature");
/// assert!(payload_is_signed(&scheme, "/data/order").is_ok());
/// assert!(payload_is_signed(&scheme, "/subject").is_err());
/// ```
///
/// # Errors
///
/// The pointer names an attribute whose header is not part of the message.
pub const fn payload_is_signed(scheme: &Scheme<'_>, pointer: &str) -> Result<(), Diagnostic> {
    match attribute(pointer) {
        Some(attribute) if !signs_attribute(scheme, attribute) => Err(Diagnostic::new("payload ")
            .quote(pointer)
            .then(" is an attribute, which may be a header that is not signed")
            .help("add `{$request.header.ce-")
            .then(attribute)
            .then("}` to `message`, or say `danger_unsigned_discriminator`")),
        _ => Ok(()),
    }
}

/// What must be signed to cover an expression, in a group whose deliveries carry several events. Only the body covers
/// an item.
#[must_use]
pub const fn of_item(expression: Expression<'_>) -> Expression<'_> {
    match expression {
        Expression::Item(_) => Expression::Body,
        other => other,
    }
}

/// What must be signed to cover an expression, in a group that reads the parameters of the query.
#[must_use]
pub const fn of_query(expression: Expression<'_>) -> Expression<'_> {
    match expression {
        // A pointer names a parameter, and only all of them are the payload.
        Expression::Pointer(_) | Expression::Body => Expression::Query(""),
        other => other,
    }
}

/// Checks that a message that signs the fields of a form is read as a form.
///
/// `is_form` says that the payload is the form, and `any_media_type` that a form would be parsed as JSON.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::rules::form_is_read_as_signed;
/// use webhook_core::senders;
///
/// let twilio = senders::twilio.scheme().ok_or("unknown scheme")?;
/// assert!(form_is_read_as_signed(twilio, true, true).is_ok());
/// assert!(form_is_read_as_signed(twilio, false, true).is_err());
/// assert!(form_is_read_as_signed(twilio, false, false).is_ok());
/// # Ok::<(), &str>(())
/// ```
///
/// # Errors
///
/// The message has `{$request.body | sorted_form}`, and a form would be parsed as JSON.
pub const fn form_is_read_as_signed(
    scheme: &Scheme<'_>,
    is_form: bool,
    any_media_type: bool,
) -> Result<(), Diagnostic> {
    if is_form || !any_media_type || !signs_form(scheme) {
        return Ok(());
    }
    Err(Diagnostic::new(
        "the fields of a form are signed, and other bytes with the same fields would be read as JSON",
    )
    .help("write `body = form`, or take only the sender's scheme with `signature = ..` to receive its JSON"))
}

/// Whether the message contains the fields of a form.
const fn signs_form(scheme: &Scheme<'_>) -> bool {
    let mut rest = scheme.message().source();
    while let Ok(Some((segment, tail))) = Template::next_segment(rest) {
        if matches!(
            segment,
            Segment::Computed(Computed::SortedForm | Computed::UrlWithForm)
        ) {
            return true;
        }
        rest = tail;
    }
    false
}

const fn signs_mode(scheme: &Scheme<'_>) -> bool {
    scheme.signs(Expression::Header("content-type"))
}

/// Whether the value of a pointer into a `CloudEvent` is signed in both modes: in the body and, for an attribute, in its
/// header.
pub(crate) const fn signs_in_cloud_event(scheme: &Scheme<'_>, pointer: &str) -> bool {
    scheme.signs_body()
        && signs_mode(scheme)
        && match attribute(pointer) {
            Some(attribute) => signs_attribute(scheme, attribute),
            None => true,
        }
}

/// The attribute of a `CloudEvent` that an expression names, unless it names data.
pub(crate) const fn attribute_of(expression: Expression<'_>) -> Option<&str> {
    match expression {
        Expression::Pointer(pointer) => attribute(pointer),
        _ => None,
    }
}

/// The attribute of a `CloudEvent` that a pointer names, unless it names data, or the media type of the data, which is signed
/// with the mode.
const fn attribute(pointer: &str) -> Option<&str> {
    let Some(name) = strip_prefix(pointer, "/") else {
        return None;
    };
    match strip_prefix(name, "data") {
        Some(rest)
            if rest.is_empty()
                || equal(rest, "contenttype")
                || strip_prefix(rest, "/").is_some() =>
        {
            None
        }
        _ => Some(name),
    }
}

const fn signs_attribute(scheme: &Scheme<'_>, attribute: &str) -> bool {
    if matches!(scheme.algorithm(), Algorithm::Token) {
        return false;
    }
    let mut rest = scheme.message().source();
    while let Ok(Some((segment, tail))) = Template::next_segment(rest) {
        let signed = match segment {
            Segment::Expression(signed) => Some(signed),
            Segment::Field(name) => scheme.value_of(name),
            _ => None,
        };
        if let Some(Expression::Header(header)) = signed
            && let Some(name) = strip_prefix_any_case(header, "ce-")
            && equal_any_case(name, attribute)
        {
            return true;
        }
        rest = tail;
    }
    false
}
