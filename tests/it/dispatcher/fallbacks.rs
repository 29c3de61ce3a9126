//! Which handler gets a delivery: the most specific one.

use http::Response;
use serde::Deserialize;
use webhook_core::outcome::OutcomeKind;
use webhook_core::scheme::SignatureFailureKind;
use webhook_core::{
    EventGroup, Meta, Outcome, SignatureVerificationFailure, State, UnknownEvent, on_event,
};

use super::{Bench, Log, post, secret, signed};

#[derive(Debug, Deserialize)]
struct Up {
    by: u32,
}
#[derive(Debug, Deserialize)]
struct Down {}
#[derive(Debug, Deserialize)]
struct Out {}
#[derive(Debug, Deserialize)]
struct User {}
#[derive(Debug, Deserialize)]
struct Silent {}

/// Three members of one event, one event of its own, and one that nobody wants.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/ladder",
    id = "/id",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Ladder {
    #[event("stock", when("/kind" = "up"))]
    Up(Up),
    #[event("stock", when("/kind" = "down"))]
    Down(Down),
    #[event("stock", when("/kind" = "out"))]
    Out(Out),
    #[event("user", when("/kind" = "user"))]
    User(User),
    #[event("silent", when("/kind" = "silent"), ignore)]
    Silent(Silent),
}

#[on_event(group = "ladder", ty = Up)]
fn own(up: Up, State(log): State<Log>) {
    log.write(format!("own {}", up.by));
}

#[on_event(group = "ladder", event = "stock", ty = Ladder)]
async fn named(event: Ladder, State(log): State<Log>) {
    log.write(format!("named {event:?}"));
}

#[on_event(group = "ladder", ty = Ladder)]
fn rest(event: Ladder, meta: Meta, State(log): State<Log>) {
    log.write(format!("rest {event:?} {:?}", meta.event()));
}

#[on_event(group = "ladder", ty = UnknownEvent)]
fn unknown(event: UnknownEvent, meta: Meta, State(log): State<Log>) {
    let (matches, id, body) = (event.matches(), event.id(), event.body().len());
    log.write(format!(
        "unknown {matches:?} {id:?} {body} {:?} {:?}",
        meta.event(),
        event.values()
    ));
}

#[on_event(group = "ladder", ty = SignatureVerificationFailure)]
async fn forged(failure: SignatureVerificationFailure, State(log): State<Log>) -> Outcome {
    let (kind, headers) = (failure.kind(), failure.headers().len());
    log.write(format!("forged {kind} {headers}"));
    Outcome::reply(Response::new("welcome"))
}

fn bench(log: &Log) -> Bench {
    Bench::new(|builder| builder.group::<Ladder>(secret()).state(log.clone()))
}

#[test]
fn the_most_specific_handler_takes_the_event() {
    let log = Log::default();
    let bench = bench(&log);
    for (body, line, event, payload_type, handler) in [
        (r#"{"kind":"up","by":3}"#, "own 3", "stock", "Up", "own"),
        (
            r#"{"kind":"down"}"#,
            "named Down(Down)",
            "stock",
            "Down",
            "named",
        ),
        (
            r#"{"kind":"out"}"#,
            "named Out(Out)",
            "stock",
            "Out",
            "named",
        ),
        (
            r#"{"kind":"user"}"#,
            r#"rest User(User) Some("user")"#,
            "user",
            "User",
            "rest",
        ),
    ] {
        let (reply, record) = bench.send_for_record(signed::<Ladder>("/ladder", body));
        assert_eq!(
            (reply.status, record.outcome()),
            (200, OutcomeKind::Handled),
            "{body}"
        );
        assert_eq!(log.take(), [line]);
        assert_eq!(
            (record.event(), record.payload_type()),
            (Some(event), Some(payload_type))
        );
        assert_eq!(
            record.handler(),
            Some(format!("{}::{handler}", module_path!()).as_str())
        );
    }
}

/// `ignore` is a decision, and no fallback undoes it.
#[test]
fn an_ignored_event_has_no_fallback() {
    let log = Log::default();
    let body = r#"{"kind":"silent","by":"anything"}"#;
    let (reply, record) = bench(&log).send_for_record(signed::<Ladder>("/ladder", body));
    assert_eq!(
        (reply.status, record.outcome()),
        (200, OutcomeKind::Ignored)
    );
    assert_eq!((record.event(), record.handler()), (Some("silent"), None));
    assert_eq!(log.take(), Vec::<String>::new());
}

#[test]
fn what_is_no_event_goes_to_the_handler_for_unknown_ones() {
    let log = Log::default();
    let bench = bench(&log);
    for (body, line) in [
        (
            r#"{"kind":"sideways","id":"e1"}"#,
            r#"unknown [] Some("e1") 29 None []"#,
        ),
        ("[]", "unknown [] None 2 None []"),
    ] {
        let (reply, record) = bench.send_for_record(signed::<Ladder>("/ladder", body));
        assert_eq!(
            (reply.status, record.payload_type()),
            (200, Some("UnknownEvent")),
            "{body}"
        );
        assert!(record.handler().unwrap().ends_with("::unknown"));
        assert_eq!(log.take(), [line]);
    }
}

/// A payload that does not fit is the event's, and no fallback gets it.
#[test]
fn a_payload_that_does_not_fit_calls_nobody() {
    let log = Log::default();
    let bench = bench(&log);
    let request = signed::<Ladder>("/ladder", r#"{"kind":"up","by":-1}"#);
    let (reply, record) = bench.send_for_record(request);
    assert_eq!(
        (reply.status, record.outcome()),
        (422, OutcomeKind::InvalidPayload)
    );
    let (reply, record) = bench.send_for_record(signed::<Ladder>("/ladder", "{"));
    assert_eq!(
        (reply.status, record.outcome()),
        (400, OutcomeKind::Malformed)
    );
    assert_eq!(log.take(), Vec::<String>::new());
}

/// The handler counts or alerts; the sender gets the same 401 as without it.
#[test]
fn a_handler_of_forgeries_never_changes_the_reply() {
    let log = Log::default();
    let bench = bench(&log);
    let body = r#"{"kind":"up","by":3}"#;
    let mut forged = signed::<Ladder>("/ladder", r#"{"kind":"up","by":4}"#);
    *forged.body_mut() = body.into();
    let mut malformed = post("/ladder", body);
    malformed
        .headers_mut()
        .insert("x-signature", "zz".parse().unwrap());
    for (request, kind, headers) in [
        (post("/ladder", body), SignatureFailureKind::Missing, 0),
        (forged, SignatureFailureKind::BadSignature, 1),
        (malformed, SignatureFailureKind::Malformed, 1),
    ] {
        let (reply, record) = bench.send_for_record(request);
        assert_eq!(
            (reply.status, record.outcome()),
            (401, OutcomeKind::Rejected)
        );
        assert_eq!(
            reply.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(
            reply.body,
            r#"{"type":"about:blank","title":"Unauthorized","status":401}"#
        );
        assert_eq!(record.payload_type(), Some("SignatureVerificationFailure"));
        assert!(record.handler().unwrap().ends_with("::forged"));
        assert_eq!(log.take(), [format!("forged {kind} {headers}")]);
    }
}

/// The same when it panics.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/panicky",
    discriminator = "/type",
    reply(rejected = 403),
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Panicky {
    #[event("known")]
    Known(Down),
}

#[on_event(group = "panicky", ty = SignatureVerificationFailure)]
fn alarm(_: SignatureVerificationFailure) {
    panic!("a handler of forgeries panics, as this test wants");
}

#[on_event(group = "panicky", ty = UnknownEvent)]
fn refuse(event: UnknownEvent) -> Result<(), String> {
    Err(format!("{:?} is not wanted", event.values()))
}

#[test]
fn a_panic_in_it_does_not_change_the_reply_either() {
    let bench = Bench::new(|builder| builder.group::<Panicky>(secret()).accept_unhandled());
    let (reply, record) = bench.send_for_record(post("/panicky", "{}"));
    assert_eq!(
        (reply.status, record.outcome()),
        (403, OutcomeKind::Rejected)
    );
}

#[test]
fn a_handler_of_unknown_events_may_fail() {
    let bench = Bench::new(|builder| builder.group::<Panicky>(secret()).accept_unhandled());
    let request = signed::<Panicky>("/panicky", r#"{"type":"new"}"#);
    let (reply, record) = bench.send_for_record(request);
    assert_eq!((reply.status, record.outcome()), (500, OutcomeKind::Failed));
}

#[test]
fn accepted_events_without_a_handler_are_answered_with_success() {
    let bench = Bench::new(|builder| builder.group::<Panicky>(secret()).accept_unhandled());
    let request = signed::<Panicky>("/panicky", r#"{"type":"known"}"#);
    let (reply, record) = bench.send_for_record(request);
    assert_eq!(
        (reply.status, record.outcome()),
        (200, OutcomeKind::Unhandled)
    );
    assert_eq!((record.event(), record.handler()), (Some("known"), None));
}

/// The group may say so itself.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/lenient",
    discriminator = "/type",
    unhandled = accept,
    reply(unknown = 202),
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Lenient {
    #[event("known")]
    Known(Up),
}

#[test]
fn a_group_may_accept_its_unhandled_events() {
    let bench = Bench::new(|builder| builder.group::<Lenient>(secret()));
    for (body, outcome) in [
        (r#"{"type":"known"}"#, OutcomeKind::Unhandled),
        (r#"{"type":"new"}"#, OutcomeKind::Unknown),
    ] {
        let (reply, record) = bench.send_for_record(signed::<Lenient>("/lenient", body));
        assert_eq!((reply.status, record.outcome()), (202, outcome), "{body}");
    }
}
