//! Senders that sign the URL.

use crate::scheme::model::Scheme;
use crate::scheme::model::carrier::Carrier;
use crate::scheme::model::choice::{Algorithm, Encoding, TimeUnit};
use crate::scheme::model::field::{Field, Source};
use crate::scheme::model::parts::AlgorithmHeader;
use crate::senders::short::{message, within};

/// Twilio.
///
/// The URL is the one that is configured; `public_url` says it. A JSON body is covered by its hash in the URL.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$url \| any_port}{$request.body \| sorted_form}` |
/// | not signed | headers; the borders between the names and the values of a form; there is no timestamp |
/// | key | the text as it is |
/// | rotation | a second token, verified while it becomes the first |
/// | source | Twilio documentation, "Webhooks security" |
pub const twilio: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha1, Carrier::Header("X-Twilio-Signature"))
        .with_encoding(Encoding::Base64)
        .with_message(message("{$url | any_port}{$request.body | sorted_form}"))
        .with_algorithm_header(
            AlgorithmHeader::new("X-Twilio-Webhooks-Signature-Settings")
                .with_item("algorithm")
                .with("HMAC_SHA256", Algorithm::HmacSha256)
                .with("HMAC_SHA1", Algorithm::HmacSha1),
        );

/// Square.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$url}{$request.body}` |
/// | not signed | headers; the border between the URL and the body; there is no timestamp |
/// | key | the text as it is |
/// | rotation | none known |
/// | source | Square developer documentation, "Validate webhook notifications" |
pub const square: Scheme<'static> = Scheme::new(
    Algorithm::HmacSha256,
    Carrier::Header("x-square-hmacsha256-signature"),
)
.with_encoding(Encoding::Base64)
.with_message(message("{$url}{$request.body}"));

/// `HubSpot`, version 1.
///
/// A hash with the secret in front is no MAC: bytes can be appended to a signed body. Use version 3.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers; the end of the body: bytes that are no UTF-8 can be appended without the secret; there is no timestamp |
/// | key | the text as it is |
/// | rotation | none known |
/// | source | HubSpot developer documentation, "Validating requests" |
pub const hubspot_v1: Scheme<'static> = Scheme::new(
    Algorithm::Sha256Prefix,
    Carrier::Header("X-HubSpot-Signature"),
);

/// `HubSpot`, version 2.
///
/// A hash with the secret in front is no MAC: bytes can be appended to a signed body. Use version 3.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$method}{$url}{$request.body}` |
/// | not signed | headers; the border between the URL and the body, and the end of the body, as in version 1; there is no timestamp |
/// | key | the text as it is |
/// | rotation | none known |
/// | source | HubSpot developer documentation, "Validating requests" |
pub const hubspot_v2: Scheme<'static> = Scheme::new(
    Algorithm::Sha256Prefix,
    Carrier::Header("X-HubSpot-Signature"),
)
.with_message(message("{$method}{$url}{$request.body}"));

/// `HubSpot`, version 3.
///
/// The body is an array of events. The URL is the one that is configured.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$method}{$url \| decoded}{$request.body}{ts}` |
/// | not signed | other headers; the border between the URL and the body; escapes in the URL |
/// | key | the text as it is |
/// | rotation | none known |
/// | window | 300 s |
/// | source | HubSpot developer documentation, "Validating requests" |
pub const hubspot_v3: Scheme<'static> = Scheme::new(
    Algorithm::HmacSha256,
    Carrier::Header("X-HubSpot-Signature-v3"),
)
.with_encoding(Encoding::Base64)
.with_field(Field::new(
    "ts",
    Source::Header("X-HubSpot-Request-Timestamp"),
))
.with_message(message("{$method}{$url | decoded}{$request.body}{ts}"))
.with_freshness(within("ts", TimeUnit::Milliseconds, 300));
