//! The rules of a group's handshakes, as const code.

use crate::declare::body_kind::BodyKind;
use crate::expression::Expression;
use crate::expression::condition::Condition;
use crate::handshake::model::{Alphabet, Asker, Handshake, Reply};
use crate::scheme::grammar::template::{Segment, Template};
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::Algorithm;
use crate::scheme::model::field::Shape;
use crate::text::diagnostic::Diagnostic;

/// Checks whether a group can have a handshake; `scheme` is `None` for an unsigned group.
///
/// # Errors
///
/// The handshake needs a signature or a key that the group does not have, reads a body that its method does not have,
/// would match every delivery, or could sign a delivery with its answer.
pub(crate) const fn check_fit(
    handshake: &Handshake,
    scheme: Option<&Scheme<'_>>,
    body: BodyKind,
) -> Result<(), Diagnostic> {
    let post = matches!(handshake.method.as_bytes(), b"POST");
    let verified = matches!(handshake.asker, Asker::Signer);
    if scheme.is_none() && (verified || handshake.needs_key()) {
        return Err(Diagnostic::new(
            "an unsigned group cannot have a handshake that needs a key or a signature",
        ));
    }
    if post && handshake.when.is_empty() {
        return Err(Diagnostic::new(
            "a `POST` handshake without a condition would match every delivery",
        )
        .help("add `when(\"/type\" = \"verification\")`"));
    }
    if !post && verified {
        return Err(Diagnostic::new("only a `POST` handshake can be `verified`")
            .help("add `method = \"POST\"`, or give a `token` instead of `verified`"));
    }
    if !post && (reads_body_of(handshake.when) || replies_with_body(&handshake.reply)) {
        return Err(Diagnostic::new("a ")
            .quote(handshake.method)
            .then(" handshake has no body to read")
            .help("add `method = \"POST\"`"));
    }
    match (&handshake.reply, scheme) {
        (Reply::Digest(digest), Some(scheme)) => signs_no_delivery(digest.alphabet, scheme, body),
        _ => Ok(()),
    }
}

/// Checks each of several handshakes.
///
/// # Errors
///
/// The first handshake that does not fit, with the reason.
pub const fn all_fit(
    handshakes: &[Handshake],
    scheme: Option<&Scheme<'_>>,
    body: BodyKind,
) -> Result<(), Diagnostic> {
    let mut rest = handshakes;
    while let [first, others @ ..] = rest {
        if let Err(message) = check_fit(first, scheme, body) {
            return Err(message);
        }
        rest = others;
    }
    Ok(())
}

/// Joins several lists of handshakes; `N` is the total number of handshakes.
#[must_use]
pub const fn joined<const N: usize>(lists: &[&[Handshake]]) -> [Handshake; N] {
    let mut all = [Handshake::new(""); N];
    let (mut at, mut lists) = (0, lists);
    while let [list, others @ ..] = lists {
        let (_, free) = all.split_at_mut(at);
        let (places, _) = free.split_at_mut(list.len());
        places.copy_from_slice(list);
        (at, lists) = (at.saturating_add(list.len()), others);
    }
    all
}

/// Checks that the digest of a text in this alphabet can never be the signature of a delivery. The text is not JSON.
///
/// The digest is made with the key that signs deliveries, so the text must never be the message of a delivery.
const fn signs_no_delivery(
    alphabet: Alphabet,
    scheme: &Scheme<'_>,
    body: BodyKind,
) -> Result<(), Diagnostic> {
    if matches!(scheme.algorithm(), Algorithm::Custom) {
        return Err(Diagnostic::new(
            "a handshake that answers with a digest needs a key, and a group with `signature = custom` has none",
        ));
    }
    let message = scheme.message().source();
    let mut rest = message;
    while let Ok(Some((Segment::Literal(text), tail))) = Template::next_segment(rest) {
        if !alphabet.contains_all(text) {
            return Ok(());
        }
        rest = tail;
    }
    let only = match Template::next_segment(message) {
        Ok(Some((segment, tail))) if tail.is_empty() => Some(segment),
        _ => None,
    };
    match only {
        Some(Segment::Expression(Expression::Body)) if !body.is_form() => Ok(()),
        Some(Segment::Field(name)) if is_apart(alphabet, scheme, name) => Ok(()),
        Some(Segment::Expression(Expression::Body)) => Err(Diagnostic::new(
            "a handshake that answers with a digest could sign a delivery: its text can be a form",
        )
        .help("write `handshake = none`")),
        _ => Err(Diagnostic::new(
            "a handshake that answers with a digest could sign a delivery: its text can be the message ",
        )
        .quote(message)
        .help("sign `{$request.body}` alone, begin `message` with text such as `v0:`, or write `handshake = none`")),
    }
}

/// Whether no text in the alphabet has the shape of a field's values.
const fn is_apart(alphabet: Alphabet, scheme: &Scheme<'_>, name: &str) -> bool {
    match scheme.field(name) {
        Some(field) => matches!(field.shape(), Shape::Base64Xml) && !alphabet.contains_all("A"),
        None => false,
    }
}

/// Whether one of the conditions reads the body.
pub(crate) const fn reads_body_of(conditions: &[Condition]) -> bool {
    let mut rest = conditions;
    while let [first, others @ ..] = rest {
        if is_body(first.expression) {
            return true;
        }
        rest = others;
    }
    false
}

const fn replies_with_body(reply: &Reply) -> bool {
    match reply {
        Reply::Echo(value) | Reply::EchoField(_, value) => is_body(*value),
        Reply::Digest(digest) => is_body(digest.of),
        Reply::EchoHeaders(pairs) => {
            let mut rest = *pairs;
            while let [(first, _), others @ ..] = rest {
                if is_body(*first) {
                    return true;
                }
                rest = others;
            }
            false
        }
        Reply::Empty | Reply::Json(_) => false,
    }
}

const fn is_body(expression: Expression<'_>) -> bool {
    match expression {
        Expression::Body | Expression::Pointer(_) | Expression::Item(_) => true,
        Expression::FirstOf(mut rest) => {
            while let [first, others @ ..] = rest {
                if is_body(*first) {
                    return true;
                }
                rest = others;
            }
            false
        }
        _ => false,
    }
}
