use crate::senders::prelude::*;

const LIST: &str = "a list of signatures, one for each active key";

/// Standard Webhooks, version 1. The id stays the same over retries.
///
/// Retries go on for about three days. 410 disables the endpoint; 429, 502 and 504 slow the sender down.
pub const standard_webhooks: Sender = Sender::new("Standard Webhooks, version 1", V1)
    .with_discriminator(&[Expression::Pointer("/type")])
    .with_id(Expression::Header("webhook-id"))
    .with_rotation(LIST)
    .with_payload(Expression::Pointer("/data"))
    .with_source("Standard Webhooks specification, \"Signature scheme\"")
    .with_evidence(Evidence::RanOwnLibrary(
        "standardwebhooks 1.1.1 of npm, standardwebhooks 1.1.0 of PyPI",
    ));

/// Standard Webhooks, version 1a. One public key may serve all customers of a sender: check that the event is for you.
///
/// Needs the feature `asymmetric`.
pub const standard_webhooks_ed25519: Sender = Sender::new(
    "Standard Webhooks, version 1a",
    scheme(Algorithm::Ed25519, KeyForm::Whpk, "v1a"),
)
.with_discriminator(&[Expression::Pointer("/type")])
.with_id(Expression::Header("webhook-id"))
.with_rotation(LIST)
.with_payload(Expression::Pointer("/data"))
.with_source("Standard Webhooks specification, \"Signature scheme\"")
.with_evidence(Evidence::Documented);

/// Svix, and the senders behind it. Headers are `svix-*`, all of them, or else `webhook-*`, all of them. A verified
/// delivery has what was verified under both names.
pub const svix: Sender = Sender::new("Svix, and the senders behind it", SVIX)
    .with_discriminator(&[Expression::Pointer("/type")])
    .with_id(Expression::Header("svix-id"))
    .with_rotation(LIST)
    .with_payload(Expression::Pointer("/data"))
    .with_source("Svix documentation, \"Verifying payloads\"")
    .with_evidence(Evidence::RanOwnLibrary(
        "svix 2.5.0 of npm, svix 2.9.1 of PyPI",
    ));

/// The schemes of the many senders that sign in this way.
pub(super) const V1: Scheme<'static> = scheme(Algorithm::HmacSha256, KeyForm::Whsec, "v1");
pub(super) const SVIX: Scheme<'static> = V1.with_family("webhook-", "svix-");

const fn scheme(algorithm: Algorithm, key: KeyForm, version: &'static str) -> Scheme<'static> {
    Scheme::in_header(algorithm, "webhook-signature")
        .with_encoding(Encoding::Base64)
        .with_key(key)
        .with_list(List::new(' ', ',', Label::Is(version)))
        .with_field(Field::new("id", Source::Header("webhook-id")).with_shape(Shape::Without('.')))
        .with_field(Field::new("ts", Source::Header("webhook-timestamp")))
        .with_message(message("{id}.{ts}.{$request.body}"))
        .with_freshness(within("ts", TimeUnit::Seconds, 300))
}
