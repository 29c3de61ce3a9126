use crate::senders::prelude::*;

const SOURCE: &str = "HubSpot developer documentation, \"Validating requests\"";
const LIBRARIES: Evidence =
    Evidence::RanOwnLibrary("@hubspot/api-client 13.5.0 of npm, hubspot-api-client 12.0.0 of PyPI");
/// The body is an array of events. The sender says that `eventId` is not unique, so it is not the id.
const EVENT: &[Expression<'static>] = &[Expression::Item("/subscriptionType")];
const HASH: Scheme<'static> = Scheme::in_header(Algorithm::Sha256Prefix, "X-HubSpot-Signature");

/// HubSpot, version 1. Use version 3: this signature is a hash and not an HMAC.
///
/// Bytes that are not UTF-8 can be appended to a signed body without the secret.
pub const hubspot_v1: Sender = Sender {
    title: "HubSpot, version 1",
    scheme: Some(HASH),
    each: Some(""),
    discriminator: EVENT,
    payload: Some(Expression::Item("")),
    source: SOURCE,
    evidence: Some(LIBRARIES),
    ..Sender::BLANK
};

/// HubSpot, version 2. Use version 3: this signature is a hash and not an HMAC. What it carries is up to the workflow or
/// card that sends it.
///
/// Bytes that are not UTF-8 can be appended to a signed body without the secret.
pub const hubspot_v2: Sender = Sender {
    title: "HubSpot, version 2",
    scheme: Some(
        HASH.with_message(message("{$method}{$url}{$request.body}"))
            .with_danger_touching_parts(),
    ),
    source: SOURCE,
    evidence: Some(LIBRARIES),
    ..Sender::BLANK
};

/// HubSpot, version 3. The body is an array of events. The signed URL is the configured one, with some escapes
/// decoded.
pub const hubspot_v3: Sender = Sender {
    title: "HubSpot, version 3",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-HubSpot-Signature-v3")
            .with_encoding(Encoding::Base64)
            .with_field(Field::new(
                "ts",
                Source::Header("X-HubSpot-Request-Timestamp"),
            ))
            .with_message(message("{$method}{$url | decoded}{$request.body}{ts}"))
            .with_danger_touching_parts()
            .with_freshness(within("ts", TimeUnit::Milliseconds, 300)),
    ),
    each: Some(""),
    discriminator: EVENT,
    payload: Some(Expression::Item("")),
    source: SOURCE,
    evidence: Some(LIBRARIES),
    ..Sender::BLANK
};
