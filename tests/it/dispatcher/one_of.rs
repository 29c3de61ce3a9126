//! `OneOf` and `Open`, as payloads and inside payloads.

use serde::Deserialize;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{EventGroup, OneOf, Open, State, on_event};

use super::{Bench, Log, secret, signed};

#[derive(Debug, Deserialize)]
struct Card {
    last4: String,
}
#[derive(Debug, Deserialize)]
struct Transfer {
    iban: String,
}

/// How something was paid, by a discriminator of its own.
#[derive(Debug, OneOf)]
#[one_of(discriminator = "/method")]
enum Payment {
    #[one_of("card")]
    Card(Card),
    #[one_of("transfer")]
    Transfer(Transfer),
}

/// What was changed, by constants and by shape.
#[derive(Debug, OneOf)]
enum Change {
    #[one_of(when("/kind" = "increase"))]
    Increase(Amount),
    #[one_of(when("/kind" = "decrease"))]
    Decrease(Amount),
    Note(String),
    Count(i64),
}

#[derive(Debug, Deserialize)]
struct Amount {
    by: u8,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Low,
    High,
}

#[derive(Debug, Deserialize)]
struct Report {
    changes: Vec<Change>,
    level: Open<Level>,
    payment: Option<Payment>,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/one_of",
    discriminator = "/type",
    payload = "/data",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Group {
    #[event("payment")]
    Payment(Payment),
    #[event("report")]
    Report(Report),
}

#[on_event(group = "group", ty = Payment)]
fn payment(payment: Payment, State(log): State<Log>) {
    log.write(match payment {
        Payment::Card(card) => format!("card {}", card.last4),
        Payment::Transfer(transfer) => format!("transfer {}", transfer.iban),
    });
}

#[on_event(group = "group", ty = Report)]
async fn report(report: Report, State(log): State<Log>) {
    for change in &report.changes {
        log.write(match change {
            Change::Increase(amount) => format!("+{}", amount.by),
            Change::Decrease(amount) => format!("-{}", amount.by),
            Change::Note(text) => text.clone(),
            Change::Count(count) => format!("={count}"),
        });
    }
    let known = report.level.known().map(|level| match level {
        Level::Low => "low",
        Level::High => "high",
    });
    log.write(format!("{known:?} {}", report.payment.is_some()));
}

fn check(rows: &[(&str, Option<&[&str]>)]) {
    let log = Log::default();
    let bench = Bench::new(|builder| builder.group::<Group>(secret()).state(log.clone()));
    for (body, lines) in rows {
        let (reply, record) = bench.send_for_record(signed::<Group>("/one_of", body));
        let expected = if lines.is_some() {
            (200, OutcomeKind::Handled)
        } else {
            (422, OutcomeKind::InvalidPayload)
        };
        assert_eq!((reply.status, record.outcome()), expected, "{body}");
        assert_eq!(log.take(), lines.unwrap_or_default(), "{body}");
    }
}

#[test]
fn a_one_of_is_a_payload() {
    check(&[
        (
            r#"{"type":"payment","data":{"method":"card","last4":"4242"}}"#,
            Some(&["card 4242"]),
        ),
        (
            r#"{"type":"payment","data":{"iban":"DE1","method":"transfer"}}"#,
            Some(&["transfer DE1"]),
        ),
        (
            r#"{"type":"payment","data":{"meth\u006fd":"c\u0061rd","last4":"4242"}}"#,
            Some(&["card 4242"]),
        ),
        // A value nobody mapped never falls back to the shape.
        (
            r#"{"type":"payment","data":{"method":"cash","last4":"4242"}}"#,
            None,
        ),
        (r#"{"type":"payment","data":{"last4":"4242"}}"#, None),
        (
            r#"{"type":"payment","data":{"method":null,"last4":"4242"}}"#,
            None,
        ),
        (
            r#"{"type":"payment","data":{"method":["card"],"last4":"4242"}}"#,
            None,
        ),
        (
            r#"{"type":"payment","data":{"method":"card","method":"card","last4":"4242"}}"#,
            None,
        ),
        (
            r#"{"type":"payment","data":{"method":"card","iban":"DE1"}}"#,
            None,
        ),
        (r#"{"type":"payment","data":null}"#, None),
        (r#"{"type":"payment"}"#, None),
    ]);
}

#[test]
fn a_one_of_is_a_field_and_an_element() {
    let report = |changes: &str| {
        format!(r#"{{"type":"report","data":{{"level":"low","changes":{changes}}}}}"#)
    };
    for (changes, lines) in [
        (
            r#"[{"kind":"increase","by":3},"noted",{"by":2,"kind":"decrease"},7]"#,
            Some(&["+3", "noted", "-2", "=7", r#"Some("low") false"#][..]),
        ),
        ("[]", Some(&[r#"Some("low") false"#])),
        (r#"[{"kind":"other","by":3}]"#, None),
        (r#"[{"by":3}]"#, None),
        (r#"[{"kind":"increase","by":300}]"#, None),
        ("[1.5]", None),
        ("[null]", None),
        ("[true]", None),
        ("[[]]", None),
    ] {
        check(&[(&report(changes), lines)]);
    }
}

#[test]
fn an_optional_one_of_may_be_absent_or_null() {
    let report =
        |rest: &str| format!(r#"{{"type":"report","data":{{"level":"high","changes":[]{rest}}}}}"#);
    for (rest, lines) in [
        ("", Some(&[r#"Some("high") false"#][..])),
        (r#","payment":null"#, Some(&[r#"Some("high") false"#])),
        (
            r#","payment":{"method":"card","last4":"1"}"#,
            Some(&[r#"Some("high") true"#]),
        ),
        (r#","payment":{"method":"cash"}"#, None),
    ] {
        check(&[(&report(rest), lines)]);
    }
}

#[test]
fn an_open_list_keeps_what_it_does_not_know() {
    let report =
        |level: &str| format!(r#"{{"type":"report","data":{{"changes":[],"level":{level}}}}}"#);
    for (level, lines) in [
        (r#""low""#, Some(&[r#"Some("low") false"#][..])),
        (r#""LOW""#, Some(&["None false"])),
        (r#""""#, Some(&["None false"])),
        ("null", None),
        ("7", None),
    ] {
        check(&[(&report(level), lines)]);
    }
}

/// What is wrong is said by the names of the declaration, and by no value of the sender.
#[test]
fn errors_name_members_and_no_values() {
    for (json, text) in [
        (
            r#"{"method":"cash-in-hand"}"#,
            "no member of `Payment` matches",
        ),
        (
            r#"{"method":"card","last4":4242}"#,
            "member `Card` of `Payment` does not fit: invalid type at `last4`",
        ),
    ] {
        assert_eq!(
            serde_json::from_str::<Payment>(json)
                .unwrap_err()
                .to_string(),
            text
        );
    }
    let text = serde_json::from_str::<Change>(r#"{"kind":"increase","by":"secret"}"#)
        .unwrap_err()
        .to_string();
    assert_eq!(
        text,
        "member `Increase` of `Change` does not fit: invalid type at `by`"
    );
}
