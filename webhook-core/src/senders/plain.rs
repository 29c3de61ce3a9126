//! Senders that sign the body and nothing else, or send a token.

use crate::scheme::model::Scheme;
use crate::scheme::model::carrier::Carrier;
use crate::scheme::model::choice::{Algorithm, Encoding, KeyForm};
use crate::senders::short::value;

/// Shopify.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers: neither the topic nor the id is signed; there is no timestamp |
/// | key | the text as it is |
/// | rotation | give both secrets to the keyring |
/// | source | Shopify documentation, "Deliver webhooks through HTTPS" |
pub const shopify: Scheme<'static> = Scheme::new(
    Algorithm::HmacSha256,
    Carrier::Header("X-Shopify-Hmac-Sha256"),
)
.with_encoding(Encoding::Base64);

/// Typeform.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers; there is no timestamp |
/// | key | the text as it is |
/// | rotation | none known |
/// | source | Typeform developer documentation, "Secure your webhooks" |
///
/// Not checked against the sender's library.
pub const typeform: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha256, Carrier::Header("Typeform-Signature"))
        .with_encoding(Encoding::Base64)
        .with_value(value("sha256={digest}"));

/// Dropbox.
///
/// The delivery says only that something changed.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers; there is no timestamp |
/// | key | the text as it is |
/// | rotation | none known |
/// | source | Dropbox developers, "Webhooks" |
///
/// Not checked against the sender's library.
pub const dropbox: Scheme<'static> = Scheme::new(
    Algorithm::HmacSha256,
    Carrier::Header("X-Dropbox-Signature"),
);

/// Lemon Squeezy.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers; there is no timestamp |
/// | key | the text as it is |
/// | rotation | none known |
/// | source | Lemon Squeezy documentation, "Signing requests" |
///
/// Not checked against the sender's library.
pub const lemonsqueezy: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Signature"));

/// Coinbase Commerce.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers; there is no timestamp |
/// | key | the text as it is |
/// | rotation | none known |
/// | source | Coinbase Commerce documentation, "Webhook security" |
pub const coinbase_commerce: Scheme<'static> = Scheme::new(
    Algorithm::HmacSha256,
    Carrier::Header("X-CC-webhook-Signature"),
);

/// Vercel.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers; there is no timestamp |
/// | key | the text as it is |
/// | rotation | none known |
/// | source | Vercel documentation, "Securing webhooks" |
///
/// Not checked against the sender's library.
pub const vercel: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha1, Carrier::Header("x-vercel-signature"));

/// Sentry integrations.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers: neither the resource nor the timestamp nor the id is signed |
/// | key | the text as it is |
/// | rotation | none known |
/// | source | Sentry documentation, "Webhooks", "Verifying the signature" |
///
/// Not checked against the sender's library.
pub const sentry: Scheme<'static> = Scheme::new(
    Algorithm::HmacSha256,
    Carrier::Header("Sentry-Hook-Signature"),
);

/// StateSet.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers; there is no timestamp |
/// | key | the text as it is |
/// | rotation | none known |
/// | source | StateSet documentation, "Webhooks" |
pub const stateset: Scheme<'static> = Scheme::new(
    Algorithm::HmacSha256,
    Carrier::Header("X-StateSet-Signature"),
);

/// Adyen for platforms, and management.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers; there is no timestamp |
/// | key | hexadecimal digits |
/// | rotation | give both keys to the keyring |
/// | source | Adyen documentation, "Verify HMAC signatures" |
pub const adyen_platform: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha256, Carrier::Header("HmacSignature"))
        .with_encoding(Encoding::Base64)
        .with_key(KeyForm::Hex);

/// a secret in a header, as of GitLab.
///
/// | part | of this sender |
/// |---|---|
/// | signed | nothing |
/// | not signed | anything: whoever has seen one request can make any other |
/// | key | the text as it is |
/// | rotation | give both tokens to the keyring |
/// | source | GitLab documentation, "Webhooks", "Validate payloads by using a secret token" |
pub const static_token: Scheme<'static> =
    Scheme::new(Algorithm::Token, Carrier::Header("X-Gitlab-Token"));
