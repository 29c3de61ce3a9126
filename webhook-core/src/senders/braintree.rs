use crate::senders::prelude::*;

/// Braintree. In the keyring, the id of the key is the public key, and its secret the private key.
///
/// The alphabet of the challenge rules out a payload, so that the answer cannot sign a delivery.
pub const braintree: Sender = Sender {
    title: "Braintree",
    scheme: Some(
        Scheme::new(Algorithm::HmacSha1, SignatureLocation::Form("bt_signature"))
            .with_key(KeyForm::Sha1)
            .with_list(List::new('&', '|', Label::KeyId))
            .with_field(Field::new("p", Source::Form("bt_payload")).with_shape(Shape::Base64Xml))
            .with_message(message("{p}")),
    ),
    body: BodyKind::Form,
    payload: Some(Expression::Body),
    handshakes: &[Handshake::new("GET")
        .when(&[Condition::present(Expression::Query("bt_challenge"))])
        .digest(
            Digest::new(
                Expression::Query("bt_challenge"),
                Algorithm::HmacSha1,
                Encoding::Hex,
            )
            .braintree(),
        )],
    rotation: "one pair for each public key",
    source: "Braintree developer documentation, \"Webhooks: parse\"",
    evidence: Some(Evidence::RanOwnLibrary(
        "braintree 3.40.0 of npm, braintree 4.48.0 of PyPI",
    )),
    ..Sender::BLANK
};
