use crate::senders::prelude::*;

/// Worldline. `X-GCS-KeyId` names the key; every key of the keyring is tried.
pub const worldline: Sender = Sender::new(
    "Worldline",
    Scheme::in_header(Algorithm::HmacSha256, "X-GCS-Signature").with_encoding(Encoding::Base64),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_id(Expression::Pointer("/id"))
// A payment, a refund or a token has a member of its own.
.with_payload(Expression::Body)
.with_rotation("the header `X-GCS-KeyId` names the key")
.with_source("onlinepayments-sdk-python3, `WebhooksHelper`")
.with_evidence(Evidence::RanOwnLibrary(
    "onlinepayments-sdk-python3 10.3.0 of PyPI",
));
