//! No secret, digest or payload is printed: by `Debug`, by `Display` of errors, or in the log.

use std::collections::HashMap;

use http::Request;
use serde::Deserialize;
use webhook_core::extract::RawBody;
use webhook_core::group::Unrecognised;
use webhook_core::scheme::Keyring;
use webhook_core::{
    Delivery, Dispatcher, EventGroup, Failure, OneOf, SignatureVerificationFailure, UnknownEvent,
    on_event,
};

use super::{Bench, SECRET, secret, signed};
use crate::log::logged;

/// Stands for what a customer would not like to find in a log.
const PRIVATE: &str = "4242-private-4242";

#[derive(Debug, Deserialize)]
struct Order {
    card: String,
}

/// Takes what it declares, and nothing else.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only parsed")]
struct Strict {
    prices: Option<HashMap<String, u8>>,
    address: Option<Box<Self>>,
    paid: Option<Paid>,
}

/// How it was paid, by a rule.
#[derive(Debug, OneOf)]
#[one_of(discriminator = "/by")]
#[expect(dead_code, reason = "only parsed")]
enum Paid {
    #[one_of("card")]
    Card(Charges),
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only parsed")]
struct Charges {
    charges: HashMap<String, u8>,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/leaks",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Leaks {
    #[event("order")]
    Order(Order),
    #[event("failing")]
    Failing(Order),
    #[event("strict")]
    Strict(Strict),
}

#[on_event(group = "leaks", event = "strict")]
fn strict(_: Strict) {}

#[on_event(group = "leaks", event = "order")]
fn order(order: Order) {
    assert_eq!(order.card, PRIVATE);
}

#[on_event(group = "leaks", event = "failing")]
async fn failing(_: Order) -> Result<(), Failure> {
    Err(Failure::new("the shelf fell over"))
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/token",
    signature(algorithm = token, query = "token"),
    danger_unsigned_body
)]
enum Token {
    #[event("text")]
    Text(String),
}

#[on_event(group = "token", ty = String)]
fn text(_: String) {}

#[on_event(group = "token", ty = UnknownEvent)]
fn unknown(event: UnknownEvent, body: RawBody) -> Result<(), String> {
    assert_clean(&format!("{event:?} {body:?}"));
    Err("unknown".to_owned())
}

#[on_event(group = "token", ty = SignatureVerificationFailure)]
fn forged(failure: SignatureVerificationFailure) {
    assert_clean(&format!("{failure:?} {}", failure.cause()));
}

#[track_caller]
fn assert_clean(text: &str) {
    assert!(!text.contains(SECRET), "a secret in {text}");
    assert!(!text.contains("4242"), "a payload in {text}");
    let digest = signed::<Leaks>("/leaks", &body("order")).headers()["x-signature"].clone();
    assert!(
        !text.contains(digest.to_str().unwrap()),
        "a digest in {text}"
    );
}

fn body(kind: &str) -> String {
    format!(r#"{{"type":"{kind}","id":"e1","data":{{"card":"{PRIVATE}"}}}}"#)
}

/// Deliveries of every kind, forged and genuine, each with the secret, the digest or the private text somewhere.
fn requests() -> Vec<Request<bytes::Bytes>> {
    let signed = |body: &str| signed::<Leaks>("/leaks", body);
    let strict = |data: &str| signed(&format!(r#"{{"type":"strict","data":{data}}}"#));
    let genuine = signed(&body("order"));
    let mut forged = genuine.clone();
    *forged.body_mut() = format!("{} ", body("order")).into();
    let mut unreadable = genuine.clone();
    unreadable
        .headers_mut()
        .insert("x-signature", SECRET.parse().unwrap());
    let mut doubled = genuine.clone();
    doubled
        .headers_mut()
        .append("x-signature", genuine.headers()["x-signature"].clone());
    let token = |query: &str, body: &str| super::post(&format!("/token?{query}"), body);
    let private = format!("{PRIVATE:?}");
    vec![
        genuine,
        forged,
        unreadable,
        doubled,
        signed(&body("failing")),
        signed(&body(PRIVATE)),
        signed(&body("order").replace("card", "x")),
        signed(&format!(
            r#"{{"type":"order","data":{{"card":["{PRIVATE}"]}}}}"#
        )),
        signed(&format!(r#"{{"type":"order","data":"{PRIVATE}"}}"#)),
        signed(&format!(r#"{{"type":"order","type":"{PRIVATE}"}}"#)),
        signed(&format!("{{{PRIVATE}")),
        signed(&format!(r#"{{"type":["{PRIVATE}"]}}"#)),
        strict(&format!(r#"{{"{PRIVATE}":1}}"#)),
        strict(&format!(r#"{{"address":{{"{PRIVATE}":1}}}}"#)),
        strict(&format!(r#"{{"prices":{{"{PRIVATE}":"x"}}}}"#)),
        strict(r#"{"prices":{"\u0034242":"x"}}"#),
        strict(&format!(
            r#"{{"paid":{{"by":"card","charges":{{"{PRIVATE}":"x"}}}}}}"#
        )),
        strict(&format!(r#"{{"paid":{{"by":"{PRIVATE}"}}}}"#)),
        token(&format!("token={SECRET}"), &private),
        token(&format!("token={SECRET}"), &format!("[{private}]")),
        token(&format!("token={SECRET}"), &format!("[{private}")),
        token(&format!("token={SECRET}x"), &private),
        token(&format!("token={SECRET}&token={SECRET}"), &private),
        token(&format!("x={SECRET}"), &private),
    ]
}

fn bench() -> Bench {
    Bench::new(|builder| builder.group::<Leaks>(secret()).group::<Token>(secret()))
}

#[test]
fn the_log_says_what_happened_and_to_whom_but_not_what_was_sent() {
    let requests = requests();
    let count = requests.len();
    let log = logged(|| {
        let bench = bench();
        for request in requests {
            let (_, record) = bench.send_for_record(request);
            let shown = serde_json::to_string(&*record).unwrap();
            assert_clean(&format!("{record:?} {shown}"));
        }
    });
    assert_clean(&log);
    let lines = log.lines().filter(|line| line.contains("outcome=")).count();
    assert_eq!(lines, count, "one line a delivery:\n{log}");
    for words in [
        "DEBUG message=delivery group=\"leaks\" event=\"order\"",
        "ERROR message=delivery group=\"leaks\" event=\"failing\"",
        "the shelf fell over",
        "outcome=\"rejected\"",
        "bad signature",
        "missing field",
        "invalid type",
        "`card`",
        "unknown field at `<key>`",
        "unknown field at `address.<key>`",
        "invalid type at `prices.<key>`",
        "invalid type at `paid.charges.<key>`",
        "no member matches at `paid`",
    ] {
        assert!(log.contains(words), "{words}:\n{log}");
    }
}

/// A failure of the signature is told with what helps to find its cause.
#[test]
fn the_log_tells_the_kind_of_a_forgery_and_what_was_tried() {
    let mut forged = signed::<Leaks>("/leaks", &body("order"));
    *forged.body_mut() = format!("{} ", body("order")).into();
    let bytes = forged.body().len();
    let log = logged(|| {
        bench().send(forged);
        bench().send(super::post("/leaks", "{}"));
    });
    let lines: Vec<_> = log
        .lines()
        .filter(|line| line.contains("rejected"))
        .collect();
    assert_eq!(lines.len(), 2, "{log}");
    assert!(lines.iter().all(|line| line.starts_with("WARN")), "{log}");
    assert!(lines[0].contains("bad signature"), "{log}");
    assert!(lines[0].contains(&format!("body_bytes={bytes}")), "{log}");
    assert!(lines[1].contains("missing"), "{log}");
    // Design, section 5: "kind, header seen or not, body length, keys tried and likely cause go to the log".
    assert!(
        lines[0].contains("(signature seen: true, keys tried: 1)"),
        "{log}"
    );
    assert!(
        lines[1].contains("(signature seen: false, keys tried: 0)"),
        "{log}"
    );
}

/// Its sender does so with every delivery.
#[test]
fn a_character_set_where_a_coding_belongs_is_told_once() {
    let log = logged(|| {
        let bench = bench();
        for encoding in ["utf-8", "identity", "UTF-8"] {
            let mut request = signed::<Leaks>("/leaks", &body("order"));
            let encoding = encoding.parse().unwrap();
            request.headers_mut().insert("content-encoding", encoding);
            assert_eq!(bench.send(request).status, 200);
        }
    });
    let told = log.lines().filter(|line| line.contains("Content-Encoding"));
    let told: Vec<_> = told.collect();
    assert_eq!(told.len(), 1, "{log}");
    assert!(told[0].starts_with("WARN"), "{log}");
    assert!(told[0].contains("group=\"leaks\""), "{log}");
}

#[test]
fn debug_of_what_is_passed_around_shows_no_content() {
    let keys = Keyring::new().with("2026", secret());
    let builder = Dispatcher::builder()
        .group::<Leaks>(keys.clone())
        .state(secret());
    assert_clean(&format!("{:?} {keys:?} {builder:?}", secret()));
    let dispatcher = builder.build().unwrap();
    assert_clean(&format!(
        "{dispatcher:?} {:?} {:?}",
        dispatcher.table(),
        dispatcher.for_group::<Leaks>()
    ));

    let delivery = Delivery::from(signed::<Leaks>("/leaks", &body("order")));
    let verified = Leaks::verify(delivery.clone(), &keys).unwrap();
    assert_clean(&format!("{delivery:?} {verified:?}"));
    let recognised = Leaks::recognise(verified).unwrap();
    assert_clean(&format!("{recognised:?}"));
    assert_clean(&format!(
        "{:?}",
        recognised.store(&[http::header::HeaderName::from_static("x-signature")])
    ));

    let token = Delivery::from(super::post(&format!("/token?token={SECRET}"), "[]"));
    assert_clean(&format!("{token:?}"));
}

/// Recognising by shape parses the payload on the way.
#[test]
fn debug_of_what_was_recognised_by_its_shape_shows_no_content() {
    let request = super::post(&format!("/token?token={SECRET}"), &format!("{PRIVATE:?}"));
    let verified = Token::verify(Delivery::from(request), &secret().into()).unwrap();
    assert_clean(&format!("{verified:?}"));
    let recognised = Token::recognise(verified).unwrap();
    assert_clean(&format!("{recognised:?}"));
}

#[test]
fn errors_show_no_content() {
    for request in requests() {
        if request.uri().path() != "/leaks" {
            continue;
        }
        if let Err(refused) = Leaks::verify_and_parse(&Delivery::from(request.clone()), secret()) {
            assert_clean(&format!("{refused} {refused:?}"));
        }
        if let Ok(verified) = Leaks::verify(Delivery::from(request), &secret().into())
            && let Err(unrecognised) = Leaks::recognise(verified)
        {
            let mut shown = format!("{unrecognised:?}");
            if let Unrecognised::Unknown(unknown) = unrecognised {
                assert_eq!(unknown.values(), [PRIVATE]);
                // The name that the sender gave the event is shown, and no other content.
                let values = format!("values: [{PRIVATE:?}]");
                assert!(shown.contains(&values), "{shown}");
                shown = shown.replace(&values, "");
            }
            assert_clean(&shown);
        }
    }
}

/// What is not signed is no secret, but it is somebody's.
#[test]
fn debug_of_unverified_deliveries_shows_no_content_either() {
    #[derive(Debug, EventGroup)]
    #[event_group(signature = none)]
    enum Unsigned {
        #[event("text")]
        Text(String),
    }
    let request = super::post("/", &format!("{PRIVATE:?}"));
    let unverified = Unsigned::unverified(Delivery::from(request));
    assert_clean(&format!("{unverified:?}"));
    let recognised = Unsigned::recognise(unverified).unwrap();
    assert_clean(&format!("{recognised:?}"));
    let Unsigned::Text(text) = recognised.parse().unwrap();
    assert_eq!(text, PRIVATE);
}
