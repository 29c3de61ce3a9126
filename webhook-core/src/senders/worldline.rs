use crate::senders::prelude::*;

/// Worldline. `X-GCS-KeyId` names the key; every key of the keyring is tried.
pub const worldline: Sender = Sender {
    title: "Worldline",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-GCS-Signature").with_encoding(Encoding::Base64),
    ),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Pointer("/id")),
    // A payment, a refund or a token has a member of its own.
    payload: Some(Expression::Body),
    rotation: "the header `X-GCS-KeyId` names the key",
    source: "onlinepayments-sdk-python3, `WebhooksHelper`",
    evidence: Some(Evidence::RanOwnLibrary(
        "onlinepayments-sdk-python3 10.3.0 of PyPI",
    )),
    ..Sender::BLANK
};
