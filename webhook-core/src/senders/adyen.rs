use crate::senders::prelude::*;

const LIBRARIES: Evidence =
    Evidence::RanOwnLibrary("@adyen/api-library 32.1.0 of npm, Adyen 16.0.0 of PyPI");

/// Adyen payments. Only eight fields of each item are signed, without borders between them; every item must verify. One that is absent is signed as
/// an empty one.
///
/// Older accounts look for the reply `[accepted]`, which was not checked.
pub const adyen: Sender = Sender {
    title: "Adyen payments",
    scheme: Some(
        Scheme::new(
            Algorithm::HmacSha256,
            SignatureLocation::Pointer("/NotificationRequestItem/additionalData/hmacSignature"),
        )
        .with_encoding(Encoding::Base64)
        .with_key(KeyForm::Hex)
        .with_field(part(
            "psp_reference",
            "/NotificationRequestItem/pspReference",
        ))
        .with_field(
            part(
                "original_reference",
                "/NotificationRequestItem/originalReference",
            )
            .optional(),
        )
        .with_field(part(
            "merchant_account",
            "/NotificationRequestItem/merchantAccountCode",
        ))
        .with_field(
            part(
                "merchant_reference",
                "/NotificationRequestItem/merchantReference",
            )
            .optional(),
        )
        .with_field(part("value", "/NotificationRequestItem/amount/value"))
        .with_field(part("currency", "/NotificationRequestItem/amount/currency"))
        .with_field(part("event_code", "/NotificationRequestItem/eventCode").optional())
        .with_field(part("success", "/NotificationRequestItem/success").optional())
        .with_message(message(
            "{psp_reference}:{original_reference}:{merchant_account}:{merchant_reference}:\
             {value}:{currency}:{event_code}:{success}",
        ))
        .with_each("/notificationItems"),
    ),
    each: Some("/notificationItems"),
    discriminator: &[Expression::Item("/NotificationRequestItem/eventCode")],
    payload: Some(Expression::Item("/NotificationRequestItem")),
    replies: Replies::new().with_ok_body("text/plain", "[accepted]"),
    rotation: "give both keys to the keyring",
    source: "Adyen documentation, \"Verify HMAC signatures\"",
    evidence: Some(LIBRARIES),
    ..Sender::BLANK
};

/// Adyen for platforms, and management. Deliveries have no id and no timestamp: one can be sent again.
pub const adyen_platform: Sender = Sender {
    title: "Adyen for platforms, and management",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "HmacSignature")
            .with_encoding(Encoding::Base64)
            .with_key(KeyForm::Hex),
    ),
    discriminator: &[Expression::Pointer("/type")],
    payload: Some(Expression::Pointer("/data")),
    rotation: "give both keys to the keyring",
    source: "Adyen documentation, \"Verify HMAC signatures\"",
    evidence: Some(LIBRARIES),
    ..Sender::BLANK
};

const fn part(name: &'static str, pointer: &'static str) -> Field<'static> {
    Field::new(name, Source::Pointer(pointer))
}
