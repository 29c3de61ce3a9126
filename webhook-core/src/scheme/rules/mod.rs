//! The rules of expressions and schemes, as const code: a macro can print their texts as compile errors, and
//! [`Verifier::new`](crate::scheme::Verifier::new) holds schemes from elsewhere to those that make one unusable.
//!
//! # Examples
//!
//! ```
//! use webhook_core::scheme::{Algorithm, Carrier, Scheme, rules};
//!
//! const SCHEME: Scheme<'static> = Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Signature"));
//! const _: () = match rules::body_is_signed("orders", &SCHEME) {
//!     Ok(()) => (),
//!     Err(message) => panic!("{}", message.as_str()),
//! };
//! ```

pub(crate) mod family;
pub(crate) mod fields;
pub(crate) mod parts;
pub(crate) mod reading;

use crate::expression::Expression;
use crate::scheme::grammar::computed::Computed;
use crate::scheme::grammar::template::{Segment, Template};
use crate::scheme::model::Scheme;
use crate::scheme::model::carrier::Carrier;
use crate::scheme::model::choice::Algorithm;
use crate::text::const_str::{attempt, equal, escapes_are_valid, is_token, survives_http};
use crate::text::diagnostic::Message;
use parts::{is_closed, token_fits};

pub use crate::declare::sender_rules::{
    sender_danger_is_needed, sender_event_beside_body_is_signed, sender_event_is_signed,
};
pub use family::family_fits;
pub use fields::{fields_are_known, fields_are_used};
pub use parts::{
    algorithm_is_available, field_name, key_fits, list_fits, names_are_valid, scheme_is_usable,
    sender_has_values, timestamp_is_signed,
};
pub use reading::{form_is_read_as_signed, mode_is_signed, of_item, payload_is_signed};

/// Says whether `name` can be a header's name: a token of RFC 9110.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::rules::header_name;
///
/// assert!(header_name("X-Signature").is_ok());
/// assert!(header_name("X Signature").is_err());
/// ```
///
/// # Errors
///
/// The name is empty, or has a character that no header name has.
pub const fn header_name(name: &str) -> Result<(), Message> {
    if name.is_empty() {
        return Err(Message::new("empty header name"));
    }
    if !is_token(name) {
        return Err(Message::new("").quote(name).then(" is no header name"));
    }
    Ok(())
}

/// Says whether `name` can be a query parameter's name.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::rules::query_name;
///
/// assert!(query_name("signature").is_ok());
/// assert!(query_name("").is_err());
/// ```
///
/// # Errors
///
/// The name is empty, has white space at an end, or a control character.
pub const fn query_name(name: &str) -> Result<(), Message> {
    if name.is_empty() {
        return Err(Message::new("empty parameter name"));
    }
    if !survives_http(name) {
        return Err(
            Message::new("white space at an end of, or a control character in ").quote(name),
        );
    }
    Ok(())
}

/// Says whether `text` is a JSON pointer (RFC 6901) to something within a document.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::rules::pointer;
///
/// assert!(pointer("/data/0").is_ok());
/// assert!(pointer("data").is_err_and(|text| text.as_str().contains("write `/data`")));
/// ```
///
/// # Errors
///
/// The pointer is empty, does not begin with `/`, or has a `~` before neither `0` nor `1`.
pub const fn pointer(text: &str) -> Result<(), Message> {
    match text.as_bytes() {
        [] => Err(Message::new("empty pointer").help("write a pointer such as `/data`")),
        [b'/', ..] if escapes_are_valid(text) => Ok(()),
        [b'/', ..] => Err(Message::new("`~` before neither `0` nor `1` in ")
            .quote(text)
            .help("write `~0` for `~` and `~1` for `/`")),
        [b'$', ..] => {
            let message = Message::new("").quote(text).then(" is no pointer");
            match Expression::parse(text) {
                Ok(Expression::Pointer(pointer)) => Err(message.help("write ").quote(pointer)),
                _ => Err(message.help("write a pointer such as `/data`")),
            }
        }
        _ => Err(Message::new("pointer without a leading `/`: ")
            .quote(text)
            .help("write `/")
            .then(text)
            .then("`")),
    }
}

/// Parses an expression that must name a value of the JSON body.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Expression, rules::body_pointer};
///
/// assert_eq!(body_pointer("$request.body#/id").ok(), Some(Expression::Pointer("/id")));
/// assert!(body_pointer("$method").is_err());
/// ```
///
/// # Errors
///
/// The text is no expression, or one that is not in the body.
pub const fn body_pointer(text: &str) -> Result<Expression<'_>, Message> {
    let expression = attempt!(Expression::parse(text));
    match expression {
        Expression::Pointer(_) => Ok(expression),
        _ => Err(Message::new("")
            .quote(text)
            .then(" is no value of the body")
            .help("write a pointer such as `/id`")),
    }
}

/// Says whether the parts of a scheme go together.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Carrier, Encoding, Scheme, rules::algorithm_fits};
///
/// let token = Scheme::new(Algorithm::Token, Carrier::Header("X-Gitlab-Token"));
/// assert!(algorithm_fits(&token).is_ok());
/// assert!(algorithm_fits(&token.with_encoding(Encoding::Base64)).is_err());
/// ```
///
/// # Errors
///
/// A token with a message, an encoding or `missing`, none of which it has; or a message that contains the signature.
pub const fn algorithm_fits(scheme: &Scheme<'_>) -> Result<(), Message> {
    if matches!(scheme.algorithm(), Algorithm::Token) {
        return token_fits(scheme);
    }
    let mut rest = scheme.message().source();
    while let Ok(Some((segment, tail))) = Template::next_segment(rest) {
        if let Segment::Expression(expression) = segment {
            let circular = match (scheme.carrier(), expression) {
                (
                    Carrier::Header(carrier) | Carrier::RepeatedHeader(carrier),
                    Expression::Header(name),
                ) => carrier.eq_ignore_ascii_case(name),
                (Carrier::Pointer(_) | Carrier::Form(_), Expression::Body)
                | (Carrier::Query(_), Expression::Url) => true,
                (Carrier::Pointer(carrier), Expression::Pointer(name))
                | (Carrier::Query(carrier), Expression::Query(name)) => equal(carrier, name),
                _ => false,
            };
            if circular {
                let message = expression
                    .append_to(&Message::new("`{"))
                    .then("}` contains the signature itself");
                return Err(message.help("leave it out of `message`"));
            }
        }
        rest = tail;
    }
    Ok(())
}

/// Says whether no two variable parts of the message touch.
///
/// Between two that do, bytes can move from one to the other without a change of the digest. A field whose shape says
/// where it ends may touch, and the method may, since a dispatcher takes one method only. The names and the values of a
/// sorted form touch always.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Carrier, Scheme, Template, rules::parts_are_separated};
///
/// let scheme = Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Signature"));
/// assert!(parts_are_separated(&scheme).is_ok());
///
/// let touching = Template::parse("{$request.header.X-Timestamp}{$request.body}").map_err(|text| text.to_string())?;
/// assert!(parts_are_separated(&scheme.with_message(touching)).is_err());
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
///
/// Two parts touch and neither has a shape, or the message has a sorted form.
pub const fn parts_are_separated(scheme: &Scheme<'_>) -> Result<(), Message> {
    let mut before = None;
    let mut rest = scheme.message().source();
    while let Ok(Some((segment, tail))) = Template::next_segment(rest) {
        if let Segment::Computed(Computed::SortedForm) = segment {
            let message = append(segment, &Message::new("`{"))
                .then("}` does not sign where a name ends and a value begins");
            return Err(message
                .help("take the scheme of a sender that signs so: `signature(preset = twilio)`"));
        }
        if is_closed(scheme, segment) {
            before = None;
        } else if let Some(before) = before {
            let message = append(segment, &append(before, &Message::new("`{")).then("}{"));
            return Err(message
                .then("}` touch: bytes can move from one to the other under the same digest")
                .help("put text between them that the first cannot contain"));
        } else {
            before = Some(segment);
        }
        rest = tail;
    }
    Ok(())
}

const fn append(segment: Segment<'_>, message: &Message) -> Message {
    match segment {
        Segment::Literal(text) | Segment::Field(text) => message.then(text),
        Segment::Expression(expression) => expression.append_to(message),
        Segment::Computed(computed) => Computed::append_to(computed, message),
    }
}

/// Says whether the body is signed.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Carrier, Scheme, rules::body_is_signed};
///
/// let carrier = Carrier::Header("X-Signature");
/// assert!(body_is_signed("orders", &Scheme::new(Algorithm::HmacSha256, carrier)).is_ok());
/// assert!(body_is_signed("orders", &Scheme::new(Algorithm::Token, carrier)).is_err());
/// ```
///
/// # Errors
///
/// The message lacks `{$request.body}`, or the algorithm signs nothing.
pub const fn body_is_signed(group: &str, scheme: &Scheme<'_>) -> Result<(), Message> {
    if scheme.signs_body() {
        return Ok(());
    }
    let message = Message::new("group ")
        .quote(group)
        .then(" leaves the body unsigned: whoever has seen one request can forge the next");
    if matches!(scheme.algorithm(), Algorithm::Token) {
        return Err(message.help("use an `hmac` algorithm, or say `danger_unsigned_body`"));
    }
    Err(message.help("add `{$request.body}` to `message`, or say `danger_unsigned_body`"))
}

/// Says whether the place where a delivery says its event is signed.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Carrier, Expression, Scheme, rules::discriminator_is_signed};
///
/// let scheme = Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Hub-Signature-256"));
/// assert!(discriminator_is_signed(&scheme, Expression::Pointer("/action")).is_ok());
/// assert!(discriminator_is_signed(&scheme, Expression::Header("X-GitHub-Event")).is_err());
/// ```
///
/// # Errors
///
/// The discriminator is outside of the message.
pub const fn discriminator_is_signed(
    scheme: &Scheme<'_>,
    discriminator: Expression<'_>,
) -> Result<(), Message> {
    if scheme.signs(discriminator) {
        return Ok(());
    }
    let message = discriminator
        .append_to(&Message::new("discriminator `"))
        .then("` is not signed: one event can be replayed as another");
    if matches!(scheme.algorithm(), Algorithm::Token) {
        return Err(message.help("use an `hmac` algorithm, or say `danger_unsigned_discriminator`"));
    }
    if matches!(scheme.algorithm(), Algorithm::Code) {
        return Err(message.help(reading::CODE));
    }
    let part = match discriminator {
        Expression::Pointer(_) => Expression::Body,
        _ => discriminator,
    };
    Err(part
        .append_to(&message.help("add `{"))
        .then("}` to `message`, or say `danger_unsigned_discriminator`"))
}

/// The same in a group that must sign its body: where it does not, that is one mistake, which [`body_is_signed`] tells.
///
/// # Errors
///
/// The discriminator is outside of the message, and of the body.
pub const fn discriminator_beside_body_is_signed(
    scheme: &Scheme<'_>,
    discriminator: Expression<'_>,
) -> Result<(), Message> {
    if !scheme.signs_body() && matches!(discriminator, Expression::Pointer(_) | Expression::Body) {
        return Ok(());
    }
    discriminator_is_signed(scheme, discriminator)
}

/// Says whether `danger_unsigned_body` has an effect.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Carrier, Scheme, rules::body_danger_is_needed};
///
/// let scheme = Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Signature"));
/// assert!(body_danger_is_needed(&scheme).is_err());
/// ```
///
/// # Errors
///
/// The body is signed.
pub const fn body_danger_is_needed(scheme: &Scheme<'_>) -> Result<(), Message> {
    if scheme.signs_body() {
        return Err(
            Message::new("`danger_unsigned_body` has no effect: the body is signed")
                .help("remove it"),
        );
    }
    Ok(())
}

/// Says whether `danger_unsigned_discriminator` has an effect.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Carrier, Expression, Scheme, rules::discriminator_danger_is_needed};
///
/// let scheme = Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Hub-Signature-256"));
/// assert!(discriminator_danger_is_needed(&scheme, &[Expression::Header("X-GitHub-Event")]).is_ok());
/// assert!(discriminator_danger_is_needed(&scheme, &[Expression::Pointer("/action")]).is_err());
/// ```
///
/// # Errors
///
/// Every discriminator is signed, or there is none.
pub const fn discriminator_danger_is_needed(
    scheme: &Scheme<'_>,
    discriminators: &[Expression<'_>],
) -> Result<(), Message> {
    let mut rest = discriminators;
    while let [first, others @ ..] = rest {
        if !scheme.signs(*first) {
            return Ok(());
        }
        rest = others;
    }
    let why = if discriminators.is_empty() {
        "there is no discriminator"
    } else {
        "the discriminator is signed"
    };
    Err(
        Message::new("`danger_unsigned_discriminator` has no effect: ")
            .then(why)
            .help("remove it"),
    )
}

#[cfg(test)]
mod tests;
