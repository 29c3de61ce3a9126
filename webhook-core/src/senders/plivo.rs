use crate::senders::prelude::*;

/// Plivo, signatures of version 3. The parameters of the URL and the fields of the form are signed in order, without anything
/// that tells them apart. Where a URL is called by `GET`, say `method = GET, body = query`.
pub const plivo_v3: Sender = Sender::new(
    "Plivo, version 3",
    Scheme::in_header(Algorithm::HmacSha256, "X-Plivo-Signature-V3")
        .with_encoding(Encoding::Base64)
        .with_list(List::unlabelled(','))
        .with_field(Field::new(
            "nonce",
            Source::Header("X-Plivo-Signature-V3-Nonce"),
        ))
        .with_message(message("{$url | sorted_with_form}.{nonce}"))
        .with_danger_touching_parts(),
)
.with_body(BodyKind::Form)
.with_discriminator(&[Expression::Pointer("/Event")])
.with_payload(Expression::Body)
.with_rotation("one more signature for the account above a subaccount")
.with_source("plivo, `validateV3Signature`")
.with_evidence(Evidence::RanOwnLibrary(
    "plivo 4.79.0 of npm, plivo 4.63.0 of PyPI",
));
