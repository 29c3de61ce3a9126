use crate::senders::prelude::*;

/// Buildkite, with a signature. A webhook with a token sends that instead, and signs nothing.
pub const buildkite: Sender = Sender {
    title: "Buildkite, with a signature",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Buildkite-Signature")
            .with_list(List::new(',', '=', Label::Is("signature")))
            .with_field(Field::new("ts", Source::Item("timestamp")))
            .with_message(message("{ts}.{$request.body}"))
            .with_freshness(within("ts", TimeUnit::Seconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/event")],
    payload: Some(Expression::Body),
    source: "https://buildkite.com/docs/apis/webhooks/pipelines",
    evidence: Some(Evidence::Documented),
    ..Sender::BLANK
};
