//! When a handshake fits a group, as const code.

use super::{Asker, Handshake, Reply};
use crate::descriptor::Condition;
use crate::message::Message;
use crate::scheme::Expression;

/// Says whether a group can have a handshake.
///
/// # Errors
///
/// The handshake needs a signature or a key that the group does not have, reads a body that its method does not have,
/// or would take every delivery for a question.
pub const fn fits(handshake: &Handshake, signed: bool) -> Result<(), Message> {
    let post = matches!(handshake.method.as_bytes(), b"POST");
    let verified = matches!(handshake.asker, Asker::Signer);
    if !signed && (verified || handshake.needs_key()) {
        return Err(Message::new(
            "a handshake that needs a key or a signature has no place in a group that is not signed",
        ));
    }
    if post && handshake.when.is_empty() {
        return Err(
            Message::new("a handshake without a condition would be every delivery")
                .help("add `when(\"/type\" = \"verification\")`"),
        );
    }
    if !post && verified {
        return Err(Message::new("only a `POST` is signed as deliveries are")
            .help("add `method = \"POST\"`, or give a `token` instead of `verified`"));
    }
    if !post && (reads_body_of(handshake.when) || replies_with_body(&handshake.reply)) {
        return Err(Message::new("a handshake by ")
            .quote(handshake.method)
            .then(" has no body to look at")
            .help("add `method = \"POST\"`"));
    }
    Ok(())
}

/// Whether one of the conditions is about the body.
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
    matches!(expression, Expression::Body | Expression::Pointer(_))
}
