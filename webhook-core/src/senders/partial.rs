//! Senders that leave the body unsigned, in part or whole.

use crate::scheme::model::Scheme;
use crate::scheme::model::carrier::Carrier;
use crate::scheme::model::choice::{Algorithm, Encoding, KeyForm, TimeUnit};
use crate::scheme::model::field::{Field, Shape, Source};
use crate::scheme::model::parts::{Label, List};
use crate::senders::short::{message, within};

/// Mailgun.
///
/// Only TLS protects the event. Remember tokens, or a signature can be sent again with another event.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{ts}{token}` |
/// | not signed | the event and all of its data: only a timestamp and a token are |
/// | key | the text as it is |
/// | rotation | none known |
/// | window | 900 s |
/// | source | Mailgun documentation, "Securing webhooks" |
pub const mailgun: Scheme<'static> = Scheme::new(
    Algorithm::HmacSha256,
    Carrier::Pointer("/signature/signature"),
)
.with_field(Field::new("ts", Source::Pointer("/signature/timestamp")))
.with_field(Field::new("token", Source::Pointer("/signature/token")).with_shape(Shape::Hex(50)))
.with_message(message("{ts}{token}"))
.with_freshness(within("ts", TimeUnit::Seconds, 900));

/// Dropbox Sign.
///
/// The body is the form field `json` of a multipart request: hand that to the verifier.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{t}{e}` |
/// | not signed | all but the time and the type of the event |
/// | key | the text as it is |
/// | rotation | none known |
/// | source | Dropbox Sign API reference, "Event verification" |
pub const dropbox_sign: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha256, Carrier::Pointer("/event/event_hash"))
        .with_field(Field::new("t", Source::Pointer("/event/event_time")).with_shape(Shape::Digits))
        .with_field(Field::new("e", Source::Pointer("/event/event_type")))
        .with_message(message("{t}{e}"));

/// Adyen payments.
///
/// Every item of the delivery must verify.
///
/// | part | of this sender |
/// |---|---|
/// | signed | the named eight fields of each item, joined by `:` |
/// | not signed | all but eight fields of each item, whose borders are not signed either; there is no timestamp |
/// | key | hexadecimal digits |
/// | rotation | give both keys to the keyring |
/// | source | Adyen documentation, "Verify HMAC signatures" |
pub const adyen: Scheme<'static> = Scheme::new(Algorithm::HmacSha256, Carrier::Pointer("/NotificationRequestItem/additionalData/hmacSignature"))
    .with_encoding(Encoding::Base64)
    .with_key(KeyForm::Hex)
    .with_field(Field::new("psp_reference", Source::Pointer("/NotificationRequestItem/pspReference")))
    .with_field(Field::new("original_reference", Source::Pointer("/NotificationRequestItem/originalReference")).optional())
    .with_field(Field::new("merchant_account", Source::Pointer("/NotificationRequestItem/merchantAccountCode")))
    .with_field(Field::new("merchant_reference", Source::Pointer("/NotificationRequestItem/merchantReference")))
    .with_field(Field::new("value", Source::Pointer("/NotificationRequestItem/amount/value")))
    .with_field(Field::new("currency", Source::Pointer("/NotificationRequestItem/amount/currency")))
    .with_field(Field::new("event_code", Source::Pointer("/NotificationRequestItem/eventCode")))
    .with_field(Field::new("success", Source::Pointer("/NotificationRequestItem/success")))
    .with_message(message("{psp_reference}:{original_reference}:{merchant_account}:{merchant_reference}:{value}:{currency}:{event_code}:{success}"))
    .with_each("/notificationItems");

/// Braintree.
///
/// The key's id in the keyring is the public key, the secret the private key.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{p}` |
/// | not signed | all but the payload; there is no timestamp that is checked |
/// | key | the SHA-1 of the private key |
/// | rotation | one pair for each public key |
/// | source | Braintree developer documentation, "Webhooks: parse" |
pub const braintree: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha1, Carrier::Form("bt_signature"))
        .with_key(KeyForm::Sha1)
        .with_list(List::new('&', '|', Label::KeyId))
        .with_field(Field::new("p", Source::Form("bt_payload")).with_shape(Shape::Base64Xml))
        .with_message(message("{p}"));
