//! Senders that sign with a key that the receiver does not have.

use crate::scheme::model::Scheme;
use crate::scheme::model::carrier::Carrier;
use crate::scheme::model::choice::{Algorithm, Encoding, KeyForm, TimeUnit};
use crate::scheme::model::field::{Field, Shape, Source};
use crate::scheme::model::parts::Pin;
use crate::senders::short::{message, within};

/// Discord.
///
/// Discord sends bad signatures on purpose and wants 401. Its library checks no timestamp.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{ts}{$request.body}` |
/// | not signed | other headers |
/// | key | hexadecimal digits |
/// | rotation | none known |
/// | source | Discord developer documentation, "Receiving and responding" |
///
/// Needs the feature `asymmetric`.
pub const discord: Scheme<'static> =
    Scheme::new(Algorithm::Ed25519, Carrier::Header("X-Signature-Ed25519"))
        .with_key(KeyForm::Hex)
        .with_field(
            Field::new("ts", Source::Header("X-Signature-Timestamp")).with_shape(Shape::Digits),
        )
        .with_message(message("{ts}{$request.body}"));

/// Telnyx.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{ts}\|{$request.body}` |
/// | not signed | other headers |
/// | key | a public key in Base64 |
/// | rotation | none known |
/// | window | 300 s |
/// | source | Telnyx developer documentation, "Webhook signing" |
///
/// Not checked against the sender's library.
///
/// Needs the feature `asymmetric`.
pub const telnyx: Scheme<'static> = Scheme::new(
    Algorithm::Ed25519,
    Carrier::Header("telnyx-signature-ed25519"),
)
.with_encoding(Encoding::Base64)
.with_key(KeyForm::Base64)
.with_field(Field::new("ts", Source::Header("telnyx-timestamp")))
.with_message(message("{ts}|{$request.body}"))
.with_freshness(within("ts", TimeUnit::Seconds, 300));

/// `SendGrid` event webhook.
///
/// The body is signed with its last line break. `SendGrid`'s library checks no timestamp.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{ts}{$request.body}` |
/// | not signed | other headers |
/// | key | a public key, the Base64 of its DER |
/// | rotation | one key for each configuration |
/// | window | 300 s |
/// | source | Twilio `SendGrid` documentation, "Getting started with the Event Webhook security features" |
///
/// Needs the feature `asymmetric`.
pub const sendgrid: Scheme<'static> = Scheme::new(
    Algorithm::EcdsaP256,
    Carrier::Header("X-Twilio-Email-Event-webhook-Signature"),
)
.with_encoding(Encoding::Base64)
.with_key(KeyForm::Spki)
.with_field(Field::new(
    "ts",
    Source::Header("X-Twilio-Email-Event-webhook-Timestamp"),
))
.with_message(message("{ts}{$request.body}"))
.with_freshness(within("ts", TimeUnit::Seconds, 300));

/// `PayPal`.
///
/// Give the public key of the certificate that you fetched and checked, and the webhook's id as the key's id.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{id}\|{time}\|{webhook_id}\|{$request.body \| crc32}` |
/// | not signed | the body: its CRC-32 binds no body, since anyone can make another one with the same |
/// | key | a public key as PEM |
/// | rotation | certificates, named by a URL in the request |
/// | source | `PayPal` developer documentation, "Integrate webhooks" |
///
/// Not checked against the sender's library.
///
/// Needs the feature `asymmetric`.
pub const paypal: Scheme<'static> = Scheme::new(
    Algorithm::RsaSha256,
    Carrier::Header("PAYPAL-TRANSMISSION-SIG"),
)
.with_encoding(Encoding::Base64)
.with_key(KeyForm::Spki)
.with_field(Field::new("id", Source::Header("PAYPAL-TRANSMISSION-ID")))
.with_field(Field::new(
    "time",
    Source::Header("PAYPAL-TRANSMISSION-TIME"),
))
.with_field(Field::new("webhook_id", Source::KeyId))
.with_message(message("{id}|{time}|{webhook_id}|{$request.body | crc32}"))
.with_pin(Pin::equals("PAYPAL-AUTH-ALGO", "SHA256withRSA"))
.with_pin(Pin::starts_with(
    "PAYPAL-CERT-URL",
    "https://api.paypal.com/",
))
.with_pin(Pin::starts_with(
    "PAYPAL-CERT-URL",
    "https://api.sandbox.paypal.com/",
));
