use crate::senders::prelude::*;

/// Amazon SNS, topics whose signatures have version 2. `SigningCertURL` names the certificate whose public key verifies:
/// give that key, or a key source. The message is a text of the publisher.
///
/// Needs the feature `asymmetric`.
pub const amazon_sns: Sender = sender("Amazon SNS", Algorithm::RsaSha256);

/// Amazon SNS, topics whose signatures have version 1, which is the default of a topic: RSA with SHA-1.
///
/// They are a sender of their own, because one key signs the topics of all customers: of texts with the same SHA-1, which can
/// be made, a customer could have one signed for another topic. Set the version of your topics to 2.
///
/// Needs the feature `asymmetric`.
pub const amazon_sns_sha1: Sender = sender("Amazon SNS, version 1", Algorithm::RsaSha1);

const fn sender(title: &'static str, algorithm: Algorithm) -> Sender {
    let scheme = Scheme::new(algorithm, SignatureLocation::Pointer("/Signature"))
        .with_encoding(Encoding::Base64)
        .with_key(KeyForm::Spki)
        .with_field(Field::new("text", Source::Pointer("/Message")))
        .with_field(line("id", "/MessageId"))
        .with_field(line("subject", "/Subject").optional())
        .with_field(line("subscribe", "/SubscribeURL").optional())
        .with_field(Field::new("ts", Source::Pointer("/Timestamp")))
        .with_field(line("token", "/Token").optional())
        .with_field(line("topic", "/TopicArn"))
        .with_field(line("type", "/Type"))
        .with_message(message(
            "Message\n{text}\nMessageId\n{id}\n{?subject:Subject\n{subject}\n}{?subscribe:SubscribeURL\n{subscribe}\n}\
             Timestamp\n{ts}\n{?token:Token\n{token}\n}TopicArn\n{topic}\nType\n{type}\n",
        ))
        .with_freshness(within("ts", TimeUnit::Rfc3339, 3_600));
    Sender {
        title,
        scheme: Some(scheme),
        discriminator: &[Expression::Pointer("/Type")],
        id: Some(Expression::Pointer("/MessageId")),
        payload: Some(Expression::Body),
        any_media_type: true,
        rotation: "another certificate, named by `SigningCertURL`",
        source: "sns-validator",
        evidence: Some(Evidence::RanOwnLibrary("sns-validator 0.3.5 of npm")),
        ..Sender::BLANK
    }
}

/// A value without line feeds, which end it.
const fn line(name: &'static str, pointer: &'static str) -> Field<'static> {
    Field::new(name, Source::Pointer(pointer)).with_shape(Shape::Without('\n'))
}
