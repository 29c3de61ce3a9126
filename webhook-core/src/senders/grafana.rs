use crate::senders::prelude::*;

/// Grafana alerting. The name of the header can be configured: this is the one of its documentation.
pub const grafana: Sender = Sender::new(
    "Grafana alerting",
    Scheme::in_header(Algorithm::HmacSha256, "X-Grafana-Alerting-Signature"),
)
.with_discriminator(&[Expression::Pointer("/status")])
.with_payload(Expression::Body)
.with_source("grafana/alerting, `http/hmac.go`")
.with_evidence(Evidence::RanReceiver("@hookflo/tern 4.1.0 of npm"));

/// Grafana alerting, with a time. The names of both headers can be configured; the one of the time has no default.
pub const grafana_timestamp: Sender = Sender::new(
    "Grafana alerting, with a time",
    Scheme::in_header(Algorithm::HmacSha256, "X-Grafana-Alerting-Signature")
        .with_field(Field::new(
            "ts",
            Source::Header("X-Grafana-Alerting-Timestamp"),
        ))
        .with_message(message("{ts}:{$request.body}"))
        .with_freshness(within("ts", TimeUnit::Seconds, 300)),
)
.with_discriminator(&[Expression::Pointer("/status")])
.with_payload(Expression::Body)
.with_source("grafana/alerting, `http/hmac.go`")
.with_evidence(Evidence::ReadSource("Grafana alerting at fdde1a13"));
