use crate::senders::prelude::*;

/// Hygraph. The signed text is JSON, with the body as a string in it. Its library checks no age; this one accepts five
/// minutes.
pub const hygraph: Sender = Sender {
title: "Hygraph",
scheme: Some(Scheme::in_header(Algorithm::HmacSha256, "gcms-signature")
        .with_encoding(Encoding::Base64)
        .with_list(List::new(',', '=', Label::Is("sign")).spaced())
        .with_field(Field::new("env", Source::Item("env")).with_shape(Shape::Without('"')))
        .with_field(Field::new("t", Source::Item("t")))
        .with_message(message(
            "{{\"Body\":\"{$request.body | json_string}\",\"EnvironmentName\":\"{env}\",\"TimeStamp\":{t}}}",
        ))
        .with_freshness(within("t", TimeUnit::Milliseconds, 300)),),
discriminator: &[Expression::Pointer("/operation")],
payload: Some(Expression::Pointer("/data")),
source: "@hygraph/utils, `verifyWebhookSignature`",
evidence: Some(Evidence::RanOwnLibrary("@hygraph/utils 1.2.1 of npm")),
..Sender::BLANK };
