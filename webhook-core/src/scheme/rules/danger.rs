//! Rules on what a scheme leaves unsigned, and on the `danger_..` words that accept it.

use crate::expression::Expression;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::Algorithm;
use crate::scheme::rules::reading;
use crate::text::diagnostic::Diagnostic;

/// Checks whether the body is signed.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, SignatureLocation, Scheme, rules::body_is_signed};
///
/// let location = SignatureLocation::Header("X-Signature");
/// assert!(body_is_signed("orders", &Scheme::new(Algorithm::HmacSha256, location)).is_ok());
/// assert!(body_is_signed("orders", &Scheme::new(Algorithm::Token, location)).is_err());
/// ```
///
/// # Errors
///
/// The message lacks `{$request.body}`, or the algorithm is a token.
pub const fn body_is_signed(group: &str, scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    if scheme.signs_body() {
        return Ok(());
    }
    let message = Diagnostic::new("group ")
        .quote(group)
        .then(" leaves the body unsigned: anyone who has seen one request can forge another");
    if matches!(scheme.algorithm(), Algorithm::Token) {
        return Err(message.help("use an `hmac` algorithm, or say `danger_unsigned_body`"));
    }
    if scheme.jwt.is_some() {
        return Err(
            message.help("add `body_claim = \"..\"` to `jwt(..)`, or say `danger_unsigned_body`")
        );
    }
    Err(message.help("add `{$request.body}` to `message`, or say `danger_unsigned_body`"))
}

/// Checks whether the whole query is signed, in a group that reads it in place of a body.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Scheme, rules::query_is_signed};
/// use webhook_core::senders;
///
/// let twilio = senders::twilio.scheme().ok_or("unknown scheme")?;
/// assert!(query_is_signed("calls", twilio).is_ok());
/// assert!(query_is_signed("calls", &Scheme::in_header(Algorithm::HmacSha256, "X-Signature")).is_err());
/// # Ok::<(), &str>(())
/// ```
///
/// # Errors
///
/// The message has neither the URL nor the query.
pub const fn query_is_signed(group: &str, scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    if scheme.signs(Expression::Query("")) {
        return Ok(());
    }
    Err(Diagnostic::new("group ")
        .quote(group)
        .then(" reads the query, which is not signed: anyone can send another")
        .help("add `{$url}` to `message`, or say `danger_unsigned_body`"))
}

/// Checks whether the discriminator, which says which event a delivery is, is signed.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Expression, Scheme, rules::discriminator_is_signed};
///
/// let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Hub-Signature-256");
/// assert!(discriminator_is_signed(&scheme, Expression::Pointer("/action")).is_ok());
/// assert!(discriminator_is_signed(&scheme, Expression::Header("X-GitHub-Event")).is_err());
/// ```
///
/// # Errors
///
/// The discriminator is not part of the message.
pub const fn discriminator_is_signed(
    scheme: &Scheme<'_>,
    discriminator: Expression<'_>,
) -> Result<(), Diagnostic> {
    if scheme.signs(discriminator) {
        return Ok(());
    }
    let discriminator = first_unsigned(scheme, discriminator);
    if is_whole_query(discriminator) {
        let text = "the discriminator is in the query, which is not signed: one event can be replayed as another";
        return Err(Diagnostic::new(text)
            .help("add `{$url}` to `message`, or say `danger_unsigned_discriminator`"));
    }
    let message = discriminator
        .append_to(&Diagnostic::new("discriminator `"))
        .then("` is not signed: one event can be replayed as another");
    if matches!(scheme.algorithm(), Algorithm::Token) {
        return Err(message.help("use an `hmac` algorithm, or say `danger_unsigned_discriminator`"));
    }
    if matches!(scheme.algorithm(), Algorithm::Custom) {
        return Err(message.help(reading::CODE));
    }
    if scheme.jwt.is_some() {
        return Err(message.help(
            "add `body_claim = \"..\"` to `jwt(..)`, or say `danger_unsigned_discriminator`",
        ));
    }
    let part = match discriminator {
        Expression::Pointer(_) | Expression::Item(_) => Expression::Body,
        _ => discriminator,
    };
    Err(part
        .append_to(&message.help("add `{"))
        .then("}` to `message`, or say `danger_unsigned_discriminator`"))
}

/// The first of the alternatives that is not signed.
const fn first_unsigned<'a>(scheme: &Scheme<'_>, expression: Expression<'a>) -> Expression<'a> {
    if let Expression::FirstOf(mut rest) = expression {
        while let [first, others @ ..] = rest {
            if !scheme.signs(*first) {
                return *first;
            }
            rest = others;
        }
    }
    expression
}

/// Like [`discriminator_is_signed`], but accepts an unsigned body, which [`body_is_signed`] already reports, and a query that is
/// read in its place, of which [`query_is_signed`] does.
///
/// # Errors
///
/// The discriminator is neither in the message nor in the body.
pub const fn discriminator_beside_body_is_signed(
    scheme: &Scheme<'_>,
    discriminator: Expression<'_>,
) -> Result<(), Diagnostic> {
    if !scheme.signs_body() && is_in_body(discriminator) || is_whole_query(discriminator) {
        return Ok(());
    }
    discriminator_is_signed(scheme, discriminator)
}

const fn is_whole_query(expression: Expression<'_>) -> bool {
    matches!(expression, Expression::Query(name) if name.is_empty())
}

const fn is_in_body(expression: Expression<'_>) -> bool {
    match expression {
        Expression::Pointer(_) | Expression::Item(_) | Expression::Body => true,
        Expression::FirstOf(mut rest) => {
            while let [first, others @ ..] = rest {
                if !is_in_body(*first) {
                    return false;
                }
                rest = others;
            }
            true
        }
        _ => false,
    }
}

/// Checks whether `danger_unsigned_body` has an effect.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Scheme, rules::body_danger_is_needed};
///
/// let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Signature");
/// assert!(body_danger_is_needed(&scheme).is_err());
/// ```
///
/// # Errors
///
/// The body is signed.
pub const fn body_danger_is_needed(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    if scheme.signs_body() {
        return Err(
            Diagnostic::new("`danger_unsigned_body` has no effect: the body is signed")
                .help("remove it"),
        );
    }
    Ok(())
}

/// Checks whether `danger_unsigned_discriminator` has an effect.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Expression, Scheme, rules::discriminator_danger_is_needed};
///
/// let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Hub-Signature-256");
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
) -> Result<(), Diagnostic> {
    let mut rest = discriminators;
    while let [first, others @ ..] = rest {
        if !scheme.signs(*first) {
            return Ok(());
        }
        rest = others;
    }
    let why = if discriminators.is_empty() {
        "the group has no discriminator"
    } else {
        "the discriminator is signed"
    };
    Err(
        Diagnostic::new("`danger_unsigned_discriminator` has no effect: ")
            .then(why)
            .help("remove it"),
    )
}
