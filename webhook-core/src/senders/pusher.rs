use crate::senders::prelude::*;

/// Pusher. `X-Pusher-Key` names the key, without being signed.
pub const pusher: Sender = Sender {
    title: "Pusher",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "X-Pusher-Signature",
    )),
    each: Some("/events"),
    discriminator: &[Expression::Item("/name")],
    payload: Some(Expression::Item("")),
    source: "pusher, `WebHook.isValid`",
    evidence: Some(Evidence::RanOwnLibrary(
        "pusher 5.3.4 of npm, pusher 3.3.4 of PyPI",
    )),
    ..Sender::BLANK
};
