//! The status of a handler's own response decides the outcome of the delivery.

use http::Response;
use serde::Deserialize;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{EventGroup, Outcome, Unsigned, on_event};

use super::{Bench, post};

#[derive(Debug, Deserialize)]
struct Wanted {
    status: u16,
    after: Option<String>,
}

fn answer(wanted: Wanted) -> Outcome {
    let mut response = Response::builder().status(wanted.status);
    if let Some(after) = wanted.after {
        response = response.header("retry-after", after);
    }
    Outcome::reply(response.body("my own").unwrap())
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/own", signature = none)]
enum Own {
    #[event("wanted")]
    Wanted(Wanted),
}

#[on_event(group = "own", ty = Wanted)]
fn own(wanted: Wanted) -> Outcome {
    answer(wanted)
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/own/items", each = "$request.body", signature = none, reply(failed = 520))]
enum OwnItems {
    #[event("wanted")]
    Wanted(Wanted),
}

#[on_event(group = "own_items", ty = Wanted)]
async fn own_item(wanted: Wanted) -> Outcome {
    answer(wanted)
}

const STATUSES: &[(u16, OutcomeKind, u16)] = &[
    (200, OutcomeKind::Handled, 200),
    (202, OutcomeKind::Handled, 200),
    (299, OutcomeKind::Handled, 200),
    (303, OutcomeKind::Handled, 200),
    (304, OutcomeKind::Handled, 200),
    (400, OutcomeKind::Permanent, 422),
    (404, OutcomeKind::Permanent, 422),
    (410, OutcomeKind::Permanent, 422),
    (429, OutcomeKind::Permanent, 422),
    (499, OutcomeKind::Permanent, 422),
    (500, OutcomeKind::Failed, 520),
    (502, OutcomeKind::Failed, 520),
    (503, OutcomeKind::Retry, 503),
    (504, OutcomeKind::Failed, 520),
    (599, OutcomeKind::Failed, 520),
    (777, OutcomeKind::Failed, 520),
    (101, OutcomeKind::Failed, 520),
];

#[test]
fn a_response_counts_as_its_status_says() {
    let bench = Bench::new(|builder| builder.group::<Own>(Unsigned).group::<OwnItems>(Unsigned));
    for &(status, outcome, of_items) in STATUSES {
        let body = format!(r#"{{"status":{status}}}"#);
        let (reply, record) = bench.send_for_record(post("/own", &body));
        assert_eq!((reply.status, record.outcome()), (status, outcome));
        assert_eq!(reply.body, "my own");
        // Of items the response is dropped, and what it says is not.
        let (reply, record) = bench.send_for_record(post("/own/items", &format!("[{body}]")));
        assert_eq!((reply.status, record.outcome()), (of_items, outcome));
        assert_eq!(record.items()[0].outcome(), outcome);
        assert_ne!(reply.body, "my own");
    }
}

#[test]
fn an_item_asks_for_a_pause_by_its_own_response() {
    let bench = Bench::new(|builder| builder.group::<OwnItems>(Unsigned));
    let cases = [
        (
            r#"[{"status":503,"after":"7"},{"status":503,"after":"30"}]"#,
            Some("30"),
        ),
        (
            r#"[{"status":503,"after":"Fri, 31 Dec 1999 23:59:59 GMT"}]"#,
            None,
        ),
        (r#"[{"status":503,"after":"soon"},{"status":500}]"#, None),
        (
            r#"[{"status":503,"after":"18446744073709551615"},{"status":503,"after":"30"}]"#,
            Some("86400"),
        ),
    ];
    for (body, after) in cases {
        let reply = bench.send(post("/own/items", body));
        assert_eq!(
            (reply.status, reply.header("retry-after")),
            (503, after),
            "{body}"
        );
    }
    let mixed = bench.send(post(
        "/own/items",
        r#"[{"status":200},{"status":404},{"status":200}]"#,
    ));
    assert_eq!(mixed.status, 422);
}
