use crate::senders::prelude::*;

/// Box. Give the keyring the primary key first and the secondary key second.
pub const r#box: Sender = Sender {
    title: "Box",
    scheme: Some(
        Scheme::new(
            Algorithm::HmacSha256,
            SignatureLocation::HeaderPerKey(["BOX-SIGNATURE-PRIMARY", "BOX-SIGNATURE-SECONDARY"]),
        )
        .with_encoding(Encoding::Base64)
        .with_field(Field::new("ts", Source::Header("BOX-DELIVERY-TIMESTAMP")))
        .with_message(message("{$request.body}{ts}"))
        .with_freshness(within("ts", TimeUnit::Rfc3339, 600).with_max_skew(Duration::from_secs(60)))
        .with_required_header(RequiredHeader::equals("BOX-SIGNATURE-VERSION", "1"))
        .with_required_header(RequiredHeader::equals(
            "BOX-SIGNATURE-ALGORITHM",
            "HmacSHA256",
        )),
    ),
    discriminator: &[Expression::Pointer("/trigger")],
    id: Some(Expression::Pointer("/id")),
    rotation: "two keys: the first signs one header, the second another",
    payload: Some(Expression::Pointer("/source")),
    source: "Box developer documentation, \"Signature verification\"",
    evidence: Some(Evidence::RanOwnLibrary(
        "box-node-sdk 10.12.0 of npm, boxsdk 10.18.0 of PyPI",
    )),
    ..Sender::BLANK
};
