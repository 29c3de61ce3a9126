//! Senders that sign a timestamp with the body.

use crate::scheme::model::Scheme;
use crate::scheme::model::carrier::Carrier;
use crate::scheme::model::choice::{Algorithm, Encoding, TimeUnit};
use crate::scheme::model::field::{Field, Source};
use crate::senders::short::{message, value, within};

/// Slack.
///
/// Commands are forms, which are verified the same way.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `v0:{ts}:{$request.body}` |
/// | not signed | other headers |
/// | key | the text as it is |
/// | rotation | none known |
/// | window | 300 s |
/// | source | Slack developer documentation, "Verifying requests from Slack" |
pub const slack: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Slack-Signature"))
        .with_value(value("v0={digest}"))
        .with_field(Field::new(
            "ts",
            Source::Header("X-Slack-Request-Timestamp"),
        ))
        .with_message(message("v0:{ts}:{$request.body}"))
        .with_freshness(within("ts", TimeUnit::Seconds, 300));

/// Zoom.
///
/// Zoom's SDK checks no timestamp; its documentation asks for five minutes.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `v0:{ts}:{$request.body}` |
/// | not signed | other headers |
/// | key | the text as it is |
/// | rotation | none known |
/// | window | 300 s |
/// | source | Zoom developer documentation, "Using webhooks" |
pub const zoom: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha256, Carrier::Header("x-zm-signature"))
        .with_value(value("v0={digest}"))
        .with_field(Field::new("ts", Source::Header("x-zm-request-timestamp")))
        .with_message(message("v0:{ts}:{$request.body}"))
        .with_freshness(within("ts", TimeUnit::Seconds, 300));

/// Zendesk.
///
/// The secret looks like Base64 and is used as text.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{ts}{$request.body}` |
/// | not signed | other headers: the invocation's id is not signed |
/// | key | the text as it is |
/// | rotation | none known |
/// | window | 300 s |
/// | source | Zendesk developer documentation, "Verifying webhook authenticity" |
pub const zendesk: Scheme<'static> = Scheme::new(
    Algorithm::HmacSha256,
    Carrier::Header("X-Zendesk-webhook-Signature"),
)
.with_encoding(Encoding::Base64)
.with_field(Field::new(
    "ts",
    Source::Header("X-Zendesk-webhook-Signature-Timestamp"),
))
.with_message(message("{ts}{$request.body}"))
.with_freshness(within("ts", TimeUnit::Rfc3339, 300));

/// Webflow.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{ts}:{$request.body}` |
/// | not signed | other headers |
/// | key | the text as it is |
/// | rotation | none known |
/// | window | 300 s |
/// | source | Webflow developer documentation, "Working with webhooks" |
pub const webflow: Scheme<'static> = Scheme::new(
    Algorithm::HmacSha256,
    Carrier::Header("x-webflow-signature"),
)
.with_field(Field::new("ts", Source::Header("x-webflow-timestamp")))
.with_message(message("{ts}:{$request.body}"))
.with_freshness(within("ts", TimeUnit::Milliseconds, 300));

/// Linear.
///
/// The timestamp is the one in the signed body.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers: the delivery's id and the header `Linear-Timestamp` are not signed |
/// | key | the text as it is |
/// | rotation | none known |
/// | window | 60 s |
/// | source | Linear developers, "Webhooks", "Securing webhooks" |
pub const linear: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha256, Carrier::Header("Linear-Signature"))
        .with_field(Field::new("ts", Source::Pointer("/webhookTimestamp")))
        .with_freshness(within("ts", TimeUnit::Milliseconds, 60));
