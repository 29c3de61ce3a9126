use crate::senders::prelude::*;

/// Grafana alerting. The name of the header can be configured: this is the one of its documentation.
pub const grafana: Sender = Sender {
    title: "Grafana alerting",
    scheme: Some(Scheme::in_header(
        Algorithm::HmacSha256,
        "X-Grafana-Alerting-Signature",
    )),
    discriminator: &[Expression::Pointer("/status")],
    payload: Some(Expression::Body),
    source: "grafana/alerting, `http/hmac.go`",
    evidence: Some(Evidence::RanReceiver("@hookflo/tern 4.1.0 of npm")),
    ..Sender::BLANK
};

/// Grafana alerting, with a time. The names of both headers can be configured; the one of the time has no default.
pub const grafana_timestamp: Sender = Sender {
    title: "Grafana alerting, with a time",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "X-Grafana-Alerting-Signature")
            .with_field(Field::new(
                "ts",
                Source::Header("X-Grafana-Alerting-Timestamp"),
            ))
            .with_message(message("{ts}:{$request.body}"))
            .with_freshness(within("ts", TimeUnit::Seconds, 300)),
    ),
    discriminator: &[Expression::Pointer("/status")],
    payload: Some(Expression::Body),
    source: "grafana/alerting, `http/hmac.go`",
    evidence: Some(Evidence::ReadSource("Grafana alerting at fdde1a13")),
    ..Sender::BLANK
};
