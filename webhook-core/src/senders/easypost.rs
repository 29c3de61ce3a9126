use crate::senders::prelude::*;

/// EasyPost. Its Node library accepts a weight that is a whole number only where the body has it as `1.0`; this
/// library takes the bytes as they are.
///
/// A secret that is not ASCII needs the feature `unicode`.
pub const easypost: Sender = Sender::new(
    "EasyPost",
    Scheme::in_header(Algorithm::HmacSha256, "X-Hmac-Signature")
        .with_value(value("hmac-sha256-hex={digest}"))
        .with_key(KeyForm::Nfkd),
)
.with_discriminator(&[Expression::Pointer("/description")])
.with_id(Expression::Pointer("/id"))
.with_payload(Expression::Pointer("/result"))
.with_source("@easypost/api, `Utils.validateWebhook`")
.with_evidence(Evidence::RanOwnLibrary(
    "@easypost/api 8.9.0 of npm, easypost 10.7.0 of PyPI",
));
