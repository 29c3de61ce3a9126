use crate::senders::prelude::*;

/// EasyPost. Its Node library accepts a weight that is a whole number only where the body has it as `1.0`; this
/// library takes the bytes as they are.
///
/// A secret that is not ASCII needs the feature `unicode`.
pub const easypost: Sender = Sender {
    title: "EasyPost",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Hmac-Signature")
            .with_value(value("hmac-sha256-hex={digest}"))
            .with_key(KeyForm::Nfkd),
    ),
    discriminator: &[Expression::Pointer("/description")],
    id: Some(Expression::Pointer("/id")),
    payload: Some(Expression::Pointer("/result")),
    source: "@easypost/api, `Utils.validateWebhook`",
    evidence: Some(Evidence::RanOwnLibrary(
        "@easypost/api 8.9.0 of npm, easypost 10.7.0 of PyPI",
    )),
    ..Sender::BLANK
};
