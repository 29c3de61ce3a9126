//! Senders with several signatures in one delivery.

use std::time::Duration;

use crate::scheme::grammar::value::ValueTemplate;
use crate::scheme::model::Scheme;
use crate::scheme::model::carrier::Carrier;
use crate::scheme::model::choice::{Algorithm, Encoding, TimeUnit};
use crate::scheme::model::field::{Field, Source};
use crate::scheme::model::parts::{Alternative, Label, List, Pin};
use crate::senders::short::{message, value, within};

/// Stripe.
///
/// The key is the whole text, with `whsec_`. Stripe's libraries do not bound timestamps in the future; this does.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{t}.{$request.body}` |
/// | not signed | other headers |
/// | key | the text as it is |
/// | rotation | several `v1` items while a secret is rolled |
/// | window | 300 s |
/// | source | Stripe documentation, "Resolve webhook signature verification errors" |
pub const stripe: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha256, Carrier::Header("Stripe-Signature"))
        .with_list(List::new(',', '=', Label::Is("v1")))
        .with_field(Field::new("t", Source::Item("t")))
        .with_message(message("{t}.{$request.body}"))
        .with_freshness(within("t", TimeUnit::Seconds, 300));

/// Calendly.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{t}.{$request.body}` |
/// | not signed | other headers |
/// | key | the text as it is |
/// | rotation | several `v1` items |
/// | window | 180 s |
/// | source | Calendly developer documentation, "Webhook signatures" |
///
/// Not checked against the sender's library.
pub const calendly: Scheme<'static> = Scheme::new(
    Algorithm::HmacSha256,
    Carrier::Header("Calendly-webhook-Signature"),
)
.with_list(List::new(',', '=', Label::Is("v1")))
.with_field(Field::new("t", Source::Item("t")))
.with_message(message("{t}.{$request.body}"))
.with_freshness(within("t", TimeUnit::Seconds, 180));

/// Paddle Billing.
///
/// The window is five seconds, as in the library: a slow network needs a wider one.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{ts}:{$request.body}` |
/// | not signed | other headers |
/// | key | the text as it is |
/// | rotation | several `h1` items |
/// | window | 5 s |
/// | source | Paddle developer documentation, "Verify webhook signatures" |
pub const paddle: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha256, Carrier::Header("Paddle-Signature"))
        .with_list(List::new(';', '=', Label::Is("h1")))
        .with_field(Field::new("ts", Source::Item("ts")))
        .with_message(message("{ts}:{$request.body}"))
        .with_freshness(within("ts", TimeUnit::Seconds, 5));

/// `PagerDuty`, version 3.
///
/// A space behind a comma is allowed.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | other headers; there is no timestamp |
/// | key | the text as it is |
/// | rotation | several `v1` items |
/// | source | `PagerDuty` developer documentation, "Verifying signatures" |
///
/// Not checked against the sender's library.
pub const pagerduty: Scheme<'static> = Scheme::new(
    Algorithm::HmacSha256,
    Carrier::Header("X-PagerDuty-Signature"),
)
.with_list(List::new(',', '=', Label::Is("v1")).spaced());

/// `CircleCI`.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | other headers; there is no timestamp |
/// | key | the text as it is |
/// | rotation | several `v1` items |
/// | source | `CircleCI` documentation, "Webhooks" |
///
/// Not checked against the sender's library.
pub const circleci: Scheme<'static> = Scheme::new(
    Algorithm::HmacSha256,
    Carrier::Header("circleci-signature"),
)
.with_list(List::new(',', '=', Label::Is("v1")));

/// Mollie, next generation.
///
/// `sha256=` may be absent, as in the library.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers; there is no timestamp |
/// | key | the text as it is |
/// | rotation | the header is repeated, once for each secret |
/// | source | Mollie documentation, "Webhooks", "Signature" |
pub const mollie: Scheme<'static> = Scheme::new(
    Algorithm::HmacSha256,
    Carrier::RepeatedHeader("X-Mollie-Signature"),
)
.with_value(value("sha256={digest}"))
.with_alternative(Alternative::new(
    ValueTemplate::DIGEST,
    Algorithm::HmacSha256,
));

/// `DocuSign` Connect.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers; there is no timestamp |
/// | key | the text as it is |
/// | rotation | one numbered header for each configured key |
/// | source | DocuSign developer documentation, "How to validate a webhook message using HMAC" |
pub const docusign: Scheme<'static> = Scheme::new(
    Algorithm::HmacSha256,
    Carrier::NumberedHeaders("X-DocuSign-Signature-"),
)
.with_encoding(Encoding::Base64);

/// Box.
///
/// Give the primary key first and the secondary key second.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}{ts}` |
/// | not signed | other headers: the delivery's id is not signed |
/// | key | the text as it is |
/// | rotation | two keys: the first signs one header, the second another |
/// | window | 600 s back, 60 s ahead |
/// | source | Box developer documentation, "Signature verification" |
pub const r#box: Scheme<'static> = Scheme::new(
    Algorithm::HmacSha256,
    Carrier::HeaderPerKey(["BOX-SIGNATURE-PRIMARY", "BOX-SIGNATURE-SECONDARY"]),
)
.with_encoding(Encoding::Base64)
.with_field(Field::new("ts", Source::Header("BOX-DELIVERY-TIMESTAMP")))
.with_message(message("{$request.body}{ts}"))
.with_freshness(within("ts", TimeUnit::Rfc3339, 600).with_max_skew(Duration::from_secs(60)))
.with_pin(Pin::equals("BOX-SIGNATURE-VERSION", "1"))
.with_pin(Pin::equals("BOX-SIGNATURE-ALGORITHM", "HmacSHA256"));
