use crate::senders::prelude::*;

const LIST: &str = "a list of signatures, one for each active key";

/// Standard Webhooks, version 1. The id stays the same over retries.
///
/// Retries go on for about three days. 410 disables the endpoint; 429, 502 and 504 slow the sender down.
pub const standard_webhooks: Sender = Sender {
    title: "Standard Webhooks, version 1",
    scheme: Some(V1),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Header("webhook-id")),
    rotation: LIST,
    payload: Some(Expression::Pointer("/data")),
    source: "Standard Webhooks specification, \"Signature scheme\"",
    evidence: Some(Evidence::RanOwnLibrary(
        "standardwebhooks 1.1.1 of npm, standardwebhooks 1.1.0 of PyPI",
    )),
    ..Sender::BLANK
};

/// Standard Webhooks, version 1a. One public key may serve all customers of a sender: check that the event is for you.
///
/// Needs the feature `asymmetric`.
pub const standard_webhooks_ed25519: Sender = Sender {
    title: "Standard Webhooks, version 1a",
    scheme: Some(scheme(Algorithm::Ed25519, KeyForm::Whpk, "v1a")),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Header("webhook-id")),
    rotation: LIST,
    payload: Some(Expression::Pointer("/data")),
    source: "Standard Webhooks specification, \"Signature scheme\"",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};

/// Svix, and the senders behind it. Headers are `svix-*`, all of them, or else `webhook-*`, all of them. A verified
/// delivery has what was verified under both names.
pub const svix: Sender = Sender {
    title: "Svix, and the senders behind it",
    scheme: Some(SVIX),
    discriminator: &[Expression::Pointer("/type")],
    id: Some(Expression::Header("svix-id")),
    rotation: LIST,
    payload: Some(Expression::Pointer("/data")),
    source: "Svix documentation, \"Verifying payloads\"",
    evidence: Some(Evidence::RanOwnLibrary(
        "svix 2.5.0 of npm, svix 2.9.1 of PyPI",
    )),
    ..Sender::BLANK
};

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
