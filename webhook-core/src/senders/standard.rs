//! Standard Webhooks and what is built upon it.

use crate::scheme::model::Scheme;
use crate::scheme::model::carrier::Carrier;
use crate::scheme::model::choice::{Algorithm, Encoding, KeyForm, TimeUnit};
use crate::scheme::model::field::{Field, Shape, Source};
use crate::scheme::model::parts::{Label, List};
use crate::senders::short::{message, within};

/// Standard Webhooks, version 1.
///
/// The id is signed and stays the same over retries.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{id}.{ts}.{$request.body}` |
/// | not signed | other headers |
/// | key | Base64 behind `whsec_` |
/// | rotation | a list of signatures, one for each active key |
/// | window | 300 s |
/// | retries | for about three days; 410 disables the endpoint, 429, 502 and 504 slow the sender down |
/// | source | Standard Webhooks specification, "Signature scheme" |
pub const standard_webhooks: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha256, Carrier::Header("webhook-signature"))
        .with_encoding(Encoding::Base64)
        .with_key(KeyForm::Whsec)
        .with_list(List::new(' ', ',', Label::Is("v1")))
        .with_field(Field::new("id", Source::Header("webhook-id")).with_shape(Shape::Without('.')))
        .with_field(Field::new("ts", Source::Header("webhook-timestamp")))
        .with_message(message("{id}.{ts}.{$request.body}"))
        .with_freshness(within("ts", TimeUnit::Seconds, 300));

/// Svix, and the senders behind it.
///
/// Headers are `svix-*`, all of them, or else `webhook-*`, all of them. A verified delivery has what was verified under
/// both names.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{id}.{ts}.{$request.body}` |
/// | not signed | other headers |
/// | key | Base64 behind `whsec_` |
/// | rotation | a list of signatures, one for each active key |
/// | window | 300 s |
/// | source | Svix documentation, "Verifying payloads" |
pub const svix: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha256, Carrier::Header("webhook-signature"))
        .with_encoding(Encoding::Base64)
        .with_key(KeyForm::Whsec)
        .with_list(List::new(' ', ',', Label::Is("v1")))
        .with_field(Field::new("id", Source::Header("webhook-id")).with_shape(Shape::Without('.')))
        .with_field(Field::new("ts", Source::Header("webhook-timestamp")))
        .with_message(message("{id}.{ts}.{$request.body}"))
        .with_freshness(within("ts", TimeUnit::Seconds, 300))
        .with_family("webhook-", "svix-");

/// Standard Webhooks, version 1a.
///
/// One public key may serve all customers of a sender: check that the event is for you.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{id}.{ts}.{$request.body}` |
/// | not signed | other headers |
/// | key | a public key in Base64 behind `whpk_` |
/// | rotation | a list of signatures, one for each active key |
/// | window | 300 s |
/// | source | Standard Webhooks specification, "Signature scheme" |
///
/// Needs the feature `asymmetric`.
pub const standard_webhooks_ed25519: Scheme<'static> =
    Scheme::new(Algorithm::Ed25519, Carrier::Header("webhook-signature"))
        .with_encoding(Encoding::Base64)
        .with_key(KeyForm::Whpk)
        .with_list(List::new(' ', ',', Label::Is("v1a")))
        .with_field(Field::new("id", Source::Header("webhook-id")).with_shape(Shape::Without('.')))
        .with_field(Field::new("ts", Source::Header("webhook-timestamp")))
        .with_message(message("{id}.{ts}.{$request.body}"))
        .with_freshness(within("ts", TimeUnit::Seconds, 300));
