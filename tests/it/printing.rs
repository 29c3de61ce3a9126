//! What `PrintDeliveries` prints of deliveries, genuine and hostile.
#![expect(
    clippy::needless_pass_by_value,
    clippy::unused_async,
    reason = "handlers are as handlers are"
)]

use std::io;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Extensions, HeaderValue, Request};
use http_body_util::Full;
use serde::Deserialize;
use webhook_core::observe::{PrintDeliveries, RecentDeliveries};
use webhook_core::{
    Delivery, Dispatcher, EventGroup, Failure, Secret, StoredDelivery, UnknownEvent, on_event,
};

const SECRET: &str = "your-shared-secret";

#[derive(Debug, Deserialize)]
struct Note {
    note: Option<String>,
    #[serde(rename = "amount")]
    _amount: Option<u32>,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/printed/*",
    discriminator("$request.header.X-Event", "/type"),
    payload = "/data",
    id = "/id",
    danger_unsigned_discriminator,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Printed {
    #[event("shop", "noted")]
    Noted(Note),
}

/// The same from any sender.
#[derive(Debug, EventGroup)]
#[event_group(path = "/unsigned", discriminator = "/type", id = "/id", signature = none)]
enum Unsigned {
    #[event("noted")]
    Noted(Note),
}

/// Its error contains a part of the payload, as errors of handlers may.
fn failing(note: Note) -> Result<(), Failure> {
    note.note.map_or(Ok(()), |note| Err(Failure::new(note)))
}

#[on_event(group = "printed", ty = Note)]
async fn noted(note: Note) -> Result<(), Failure> {
    failing(note)
}

#[on_event(group = "unsigned", ty = Note)]
fn unsigned(note: Note) -> Result<(), Failure> {
    failing(note)
}

#[on_event(group = "unsigned", ty = UnknownEvent)]
fn unknown(event: UnknownEvent) -> Result<(), Failure> {
    Err(Failure::permanent().because(event.values().join(", ")))
}

#[derive(Clone, Default)]
pub(crate) struct Page(Arc<Mutex<Vec<u8>>>);

impl io::Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Page {
    pub(crate) fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut self.0.lock().unwrap())).unwrap()
    }
}

fn dispatcher(page: &Page, recent: &Arc<RecentDeliveries>) -> Dispatcher {
    Dispatcher::builder()
        .group::<Printed>(Secret::new(SECRET))
        .group::<Unsigned>(webhook_core::Unsigned)
        .observer(PrintDeliveries::to_writer(page.clone()).at_most(1_000))
        .observer(Arc::clone(recent))
        .build()
        .unwrap()
}

/// What a terminal obeys or hides: colours, the start of the line, the direction of the line, and letters without a width.
pub(crate) const EVIL: &str = "\u{1b}[31m\r\n\u{202e}\u{9b}\u{200b}\u{7f}\u{8}";
const ESCAPED: &str = r"\u{1b}[31m\r\n\u{202e}\u{9b}\u{200b}\u{7f}\u{8}";

fn body(kind: &str, id: &str, data: &serde_json::Value) -> String {
    serde_json::json!({ "type": kind, "id": id, "data": data }).to_string()
}

fn signed(path: &str, body: &str) -> Request<Bytes> {
    let mut request = Request::post(path)
        .header("X-Event", "shop")
        .body(Bytes::from(body.to_owned()))
        .unwrap();
    let scheme = Printed::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
    request
}

fn with(mut request: Request<Bytes>, name: &'static str, value: &str) -> Request<Bytes> {
    // Of the evil letters, a header can have only those above ASCII.
    let value: String = value.chars().filter(|letter| !letter.is_ascii()).collect();
    let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
    request.headers_mut().insert(name, value);
    request
}

fn hostile() -> Vec<(&'static str, Request<Bytes>)> {
    let note = serde_json::json!({ "note": EVIL });
    let fine = serde_json::json!({});
    let unfit = serde_json::json!({ "note": EVIL, "amount": EVIL });
    let genuine = || signed("/printed/a", &body("noted", EVIL, &fine));
    let unsigned = |body: String| Request::post("/unsigned").body(body.into()).unwrap();
    let mut forged = genuine();
    *forged.body_mut() = body("noted", EVIL, &note).into();
    let mut method = genuine();
    *method.method_mut() = http::Method::from_bytes(b"EV1L").unwrap();
    vec![
        ("id", genuine()),
        (
            "id and error",
            signed("/printed/a", &body("noted", EVIL, &note)),
        ),
        (
            "payload",
            signed("/printed/a", &body("noted", EVIL, &unfit)),
        ),
        ("event", signed("/printed/a", &body(EVIL, EVIL, &fine))),
        ("event in a header", with(genuine(), "x-event", EVIL)),
        ("media type", with(genuine(), "content-type", EVIL)),
        ("encoding", with(genuine(), "content-encoding", EVIL)),
        ("signature", with(genuine(), "x-signature", EVIL)),
        (
            "escaped path",
            signed("/printed/%1b%5B31m%0d%0a%e2%80%ae?%1b=%1b", "{}"),
        ),
        ("path", signed("/printed/\u{202e}\u{9b}\u{200b}", "{}")),
        ("method", method),
        ("forged body", forged),
        ("broken body", signed("/printed/a", EVIL)),
        ("unsigned id", unsigned(body("noted", EVIL, &fine))),
        ("unsigned event", unsigned(body(EVIL, EVIL, &fine))),
        ("unsigned body", unsigned(EVIL.to_owned())),
    ]
}

/// Lines of a text may end, and nothing else in it is for the terminal.
pub(crate) fn assert_plain(text: &str, of: &str) {
    let obeyed = |letter: &char| !"[31m\n".contains(*letter) && EVIL.contains(*letter);
    let found = text.chars().find(obeyed);
    assert_eq!(found, None, "{of}: {text:?}");
}

#[test]
fn what_a_request_brought_does_not_reach_the_terminal_raw() {
    let (page, recent) = (Page::default(), Arc::new(RecentDeliveries::new(1)));
    let dispatcher = dispatcher(&page, &recent);
    let mut all = String::new();
    for (of, request) in hostile() {
        let reply = dispatcher.dispatch_blocking(request.map(Full::new));
        let text = page.take();
        assert_plain(&text, of);
        // One line: none was broken, and none was hidden.
        assert_eq!(text.lines().count(), 1, "{of}: {text}");
        let status = format!(" {} ", reply.status().as_u16());
        assert!(text.contains(&status), "{of}: {text}");
        all += &text;
    }
    // The id, the error of a handler, and the values that an error quotes, were printed.
    for shown in [
        format!("printing::noted  {ESCAPED}  id {ESCAPED}"),
        format!("printing::unknown  {ESCAPED}"),
    ] {
        assert!(all.contains(&shown), "{shown}\n{all}");
    }
    // The records that other observers get are escaped too.
    for record in recent.last() {
        let texts = [record.cause(), record.id()].into_iter().flatten();
        texts.for_each(|text| assert_plain(text, "record"));
    }
}

fn stored(body: &str) -> StoredDelivery {
    let delivery = Delivery::from(signed("/printed/a", body));
    let verified = Printed::verify(delivery, &Secret::new(SECRET).into()).unwrap();
    Printed::recognise(verified)
        .unwrap()
        .store(&["x-event".parse().unwrap()])
}

#[tokio::test]
async fn a_run_of_a_stored_delivery_has_a_line() {
    let (page, recent) = (Page::default(), Arc::new(RecentDeliveries::new(1)));
    let dispatcher = dispatcher(&page, &recent);
    for (data, end) in [
        (serde_json::json!({}), "run handled ".to_owned()),
        (
            serde_json::json!({ "note": EVIL }),
            "run failed ".to_owned(),
        ),
    ] {
        let stored = stored(&body("noted", EVIL, &data));
        dispatcher.run_stored(&stored, Extensions::new()).await;
        let text = page.take();
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(
            text.contains(&format!(" printed  shop.noted       {end}")),
            "{text}"
        );
        assert_plain(&text, "run");
    }
}
