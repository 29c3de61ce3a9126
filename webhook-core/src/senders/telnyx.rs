use crate::senders::prelude::*;

/// Telnyx. Give its public key, in Base64, as the secret.
///
/// Needs the feature `asymmetric`.
pub const telnyx: Sender = Sender {
    title: "Telnyx",
    scheme: Some(
        Scheme::in_header(Algorithm::Ed25519, "telnyx-signature-ed25519")
            .with_encoding(Encoding::Base64)
            .with_key(KeyForm::Base64)
            .with_field(Field::new("ts", Source::Header("telnyx-timestamp")))
            .with_message(message("{ts}|{$request.body}"))
            .with_freshness(within("ts", TimeUnit::Seconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/data/event_type")],
    id: Some(Expression::Pointer("/data/id")),
    payload: Some(Expression::Pointer("/data/payload")),
    source: "Telnyx developer documentation, \"Webhook signing\"",
    evidence: Some(Evidence::RanOwnLibrary(
        "telnyx 7.24.0 of npm, telnyx 4.189.0 of PyPI",
    )),
    ..Sender::BLANK
};
