//! Deliveries other than JSON in a `POST`: parameters of a `GET`, forms of several parts, items in a field, compressed bodies.
#![expect(clippy::needless_pass_by_value, reason = "a handler owns its payload")]

use std::io::Write as _;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderValue, Method, Request};
use http_body_util::Full;
use serde::Deserialize;
use serde_json::Value;
use webhook_core::extract::RawBody;
use webhook_core::group::SignedGroup;
use webhook_core::testing::{Forge, FrozenClock};
use webhook_core::{Dispatcher, EventGroup, Meta, Rejection, Secret, State, on_event};

const KEY: &str = "a-secret-of-more-than-24-bytes";

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }
}

/// The status and the `Allow` header of the reply, and what handlers noted.
fn send<G: SignedGroup>(request: Request<Bytes>) -> (u16, Option<String>, Vec<String>) {
    let seen = Seen::default();
    let dispatcher = Dispatcher::builder()
        .group::<G>(Secret::new(KEY))
        .state(seen.clone())
        .public_url("https://hooks.example.test")
        .clock(FrozenClock::at(1_700_000_000))
        .quiet()
        .build()
        .unwrap();
    let reply = dispatcher.dispatch_blocking(request.map(Full::new));
    let allow = reply.headers().get("allow");
    let allow = allow.map(|allow| allow.to_str().unwrap().to_owned());
    let seen = seen.0.lock().unwrap().clone();
    (reply.status().as_u16(), allow, seen)
}

fn forge<G: SignedGroup>(body: impl Into<Bytes>) -> Forge {
    Forge::of::<G>(Secret::new(KEY), &FrozenClock::at(1_700_000_000), body)
}

#[derive(Debug, Deserialize)]
pub(crate) struct Call {
    sid: String,
    digits: Option<u32>,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/calls", discriminator = "/event", id = "/sid", idempotent = digest, method = GET, body = query,
    signature(algorithm = "hmac-sha256", header = "X-Signature", message = "{$url}"),
)]
pub(crate) enum Calls {
    #[event("began")]
    Began(Call),
}

#[on_event(Calls::Began)]
fn began(call: Call, meta: Meta, State(seen): State<Seen>) {
    seen.note(format!("{} {:?} {:?}", call.sid, call.digits, meta.id()));
}

fn call(query: &str) -> Request<Bytes> {
    let url = format!("https://hooks.example.test/calls?{query}");
    let forge = forge::<Calls>("").with_path(url.parse().unwrap());
    forge.genuine().unwrap()
}

#[test]
fn the_parameters_of_a_get_are_the_payload() {
    let genuine = call("event=began&sid=a%20b&digits=7");
    assert_eq!(genuine.method(), Method::GET);
    let noted = vec!["a b Some(7) Some(\"a b\")".to_owned()];
    assert_eq!(send::<Calls>(genuine.clone()), (200, None, noted));
    let mut other = genuine.clone();
    *other.uri_mut() = "/calls?event=began&sid=a%20b&digits=8".parse().unwrap();
    assert_eq!(send::<Calls>(other).0, 401);
    let mut post = genuine.clone();
    *post.method_mut() = Method::POST;
    assert_eq!(
        send::<Calls>(post),
        (405, Some("GET".to_owned()), Vec::new())
    );
    // A body is not read, and not signed: it changes nothing.
    let mut more = genuine;
    *more.body_mut() = Bytes::from("digits=9");
    let seen = send::<Calls>(more);
    assert_eq!((seen.0, seen.2.len()), (200, 1));
    assert_eq!(send::<Calls>(call("event=ended&sid=a")).0, 200);
    assert_eq!(send::<Calls>(call("event=began&digits=7")).0, 422);
    assert_eq!(send::<Calls>(call("event=began&event=x&sid=a")).0, 400);
}

/// Two calls have bodies with the same digest: none. Their queries differ.
#[test]
fn a_repeated_get_is_one_with_the_same_query() {
    let seen = Seen::default();
    let dispatcher = Dispatcher::builder()
        .group::<Calls>(Secret::new(KEY))
        .state(seen.clone())
        .public_url("https://hooks.example.test")
        .build()
        .unwrap();
    for query in [
        "event=began&sid=a",
        "event=began&sid=b",
        "event=began&sid=a",
    ] {
        let reply = dispatcher.dispatch_blocking(call(query).map(Full::new));
        assert_eq!(reply.status(), 200);
    }
    assert_eq!(seen.0.lock().unwrap().len(), 2);
}

#[derive(Debug, Deserialize)]
pub(crate) struct Mail {
    subject: String,
    #[serde(rename = "attachment-1")]
    attachment: Option<Bytes>,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/mail", body = multipart, discriminator = "/kind",
    signature(
        algorithm = "hmac-sha256",
        header = "X-Signature",
        message = "{$request.header.Content-Type}\n{$request.body}",
    ),
)]
pub(crate) enum Inbound {
    #[event("mail")]
    Mail(Mail),
}

#[on_event(Inbound::Mail)]
fn mail(mail: Mail, raw: RawBody, State(seen): State<Seen>) {
    assert!(raw.0.starts_with(b"--") || raw.0.starts_with(b"kind="));
    seen.note(format!("{} {:?}", mail.subject, mail.attachment));
}

fn multipart(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (head, content) in parts {
        body.extend_from_slice(b"--xx\r\nContent-Disposition: form-data; ");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--xx--\r\n");
    body
}

fn mail_of(media_type: &'static str, body: Vec<u8>) -> Request<Bytes> {
    let forge = forge::<Inbound>(body);
    let media_type = HeaderValue::from_static(media_type);
    let forge = forge.with_header(http::header::CONTENT_TYPE, media_type);
    forge.genuine().unwrap()
}

#[test]
fn the_parts_of_a_body_are_the_payload_and_files_are_bytes() {
    let file = [0, 255, b'&', b'+', b'%', b'\r', b'\n'];
    let body = multipart(&[
        ("name=\"kind\"", b"mail"),
        ("name=\"subject\"", "x & y = z+1 ü".as_bytes()),
        (
            "name=\"attachment-1\"; filename=\"a.bin\"\r\nContent-Type: application/octet-stream",
            &file,
        ),
    ]);
    let noted = format!("x & y = z+1 ü Some({:?})", Bytes::from(file.to_vec()));
    let genuine = mail_of("multipart/form-data; boundary=xx", body.clone());
    assert_eq!(send::<Inbound>(genuine.clone()), (200, None, vec![noted]));
    // Without a file, such senders send a form.
    let form = mail_of(
        "application/x-www-form-urlencoded",
        b"kind=mail&subject=a+b".to_vec(),
    );
    assert_eq!(
        send::<Inbound>(form),
        (200, None, vec!["a b None".to_owned()])
    );
    let json = mail_of("application/json", body);
    assert_eq!(send::<Inbound>(json).0, 415);
    // The border is signed.
    let mut other = genuine;
    let border = HeaderValue::from_static("multipart/form-data; boundary=x");
    other.headers_mut().insert("content-type", border);
    assert_eq!(send::<Inbound>(other).0, 401);
}

#[test]
fn hostile_parts_are_malformed() {
    let media_type = "multipart/form-data; boundary=xx";
    let one: (&str, &[u8]) = ("name=\"kind\"", b"mail");
    for body in [
        Vec::new(),
        b"--xx".to_vec(),
        multipart(&[one])[..20].to_vec(),
        multipart(&[one; 101]),
        multipart(&[("filename=\"x\"", b"mail")]),
        multipart(&[one, one, ("name=\"subject\"", b"x")]),
        multipart(&[("name=\"kind\"", b"\xff")]),
    ] {
        assert_eq!(
            send::<Inbound>(mail_of(media_type, body.clone())).0,
            400,
            "{body:?}"
        );
    }
    assert_eq!(
        send::<Inbound>(mail_of("multipart/form-data", multipart(&[one]))).0,
        400
    );
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/each", body = form("events"), each = "$request.body", discriminator = "/event",
    signature(algorithm = "hmac-sha256", header = "X-Signature"),
)]
pub(crate) enum Each {
    #[event("send")]
    Send(Value),
}

#[on_event(Each::Send)]
fn sent(event: Value, meta: Meta, raw: RawBody, State(seen): State<Seen>) {
    assert_eq!(serde_json::from_slice::<Value>(&raw.0).unwrap(), event);
    seen.note(format!(
        "{} {:?}",
        event["n"],
        meta.item().map(|item| item.index)
    ));
}

fn each(body: &'static str) -> Request<Bytes> {
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    let forge = forge::<Each>(body).with_header(http::header::CONTENT_TYPE, form);
    forge.genuine().unwrap()
}

#[test]
fn items_are_in_a_field_of_a_form() {
    let body = "a=1&events=%5B%7B%22event%22%3A%22send%22%2C%22n%22%3A%22a+b%22%7D%2C%7B%22event%22:%22send%22%2C%22n%22%3A2%7D%5D";
    let noted = vec!["\"a b\" Some(0)".to_owned(), "2 Some(1)".to_owned()];
    assert_eq!(send::<Each>(each(body)), (200, None, noted));
    for malformed in ["a=1", "events=%5B&events=1", "events=%7B%7D", "events=%FF"] {
        assert_eq!(send::<Each>(each(malformed)).0, 400, "{malformed}");
    }
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/mandrill", preset = mandrill)]
pub(crate) enum Mandrill {
    #[event("send")]
    Send(Value),
}

#[on_event(Mandrill::Send)]
fn mandrill_sent(event: Value, State(seen): State<Seen>) {
    seen.note(event["_id"].to_string());
}

#[test]
fn each_event_of_mandrill_is_an_event() {
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    let body = "mandrill_events=%5B%7B%22event%22%3A%22send%22%2C%22_id%22%3A%221%22%7D%2C%7B%22event%22%3A%22send%22%2C%22_id%22%3A%222%22%7D%5D";
    let url = "https://hooks.example.test/mandrill".parse().unwrap();
    let forge = forge::<Mandrill>(body).with_header(http::header::CONTENT_TYPE, form);
    let genuine = forge.with_path(url).genuine().unwrap();
    let noted = vec!["\"1\"".to_owned(), "\"2\"".to_owned()];
    assert_eq!(send::<Mandrill>(genuine), (200, None, noted));
}

macro_rules! compressed {
    ($group:ident $handler:ident $path:literal $signed:ident) => {
        #[derive(Debug, EventGroup)]
        #[event_group(
            path = $path, discriminator = "/type", max_body = 4_096, decode = gzip, signed = $signed,
            signature(algorithm = "hmac-sha256", header = "X-Signature"),
        )]
        pub(crate) enum $group {
            #[event("log")]
            Log(Value),
        }

        #[on_event($group::Log)]
        fn $handler(_: Value, raw: RawBody, headers: http::HeaderMap, State(seen): State<Seen>) {
            assert!(!headers.contains_key("content-encoding"));
            seen.note(String::from_utf8(raw.0.to_vec()).unwrap());
        }
    };
}

compressed!(Encoded encoded_log "/encoded" encoded);
compressed!(Decoded decoded_log "/decoded" decoded);

const LOG: &str = r#"{"type":"log","text":"x"}"#;

fn gzip(text: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap().into()
}

/// A delivery that was signed before, or after, it was compressed.
fn compressed<G: SignedGroup>(signed: &[u8], sent: Bytes, coding: &'static str) -> Request<Bytes> {
    let mut request = forge::<G>(signed.to_vec()).genuine().unwrap();
    *request.body_mut() = sent;
    let coding = HeaderValue::from_static(coding);
    request.headers_mut().insert("content-encoding", coding);
    request
}

#[test]
fn a_compressed_body_is_decoded_before_or_after_its_signature_is_checked() {
    let (plain, packed) = (LOG.as_bytes(), gzip(LOG.as_bytes()));
    let noted = (200, None, vec![LOG.to_owned()]);
    assert_eq!(
        send::<Encoded>(compressed::<Encoded>(&packed, packed.clone(), "gzip")),
        noted
    );
    assert_eq!(
        send::<Decoded>(compressed::<Decoded>(plain, packed.clone(), "GZIP")),
        noted
    );
    // The other way round, it is not what was signed.
    assert_eq!(
        send::<Encoded>(compressed::<Encoded>(plain, packed.clone(), "gzip")).0,
        401
    );
    assert_eq!(
        send::<Decoded>(compressed::<Decoded>(&packed, packed.clone(), "gzip")).0,
        401
    );
    // Not every sender compresses every body.
    assert_eq!(
        send::<Encoded>(forge::<Encoded>(LOG).genuine().unwrap()),
        noted
    );
    assert_eq!(
        send::<Decoded>(forge::<Decoded>(LOG).genuine().unwrap()),
        noted
    );
    for coding in ["br", "deflate", "gzip, gzip"] {
        assert_eq!(
            send::<Decoded>(compressed::<Decoded>(plain, packed.clone(), coding)).0,
            415
        );
    }
}

/// With `signed = encoded`, a stranger's bytes are not decoded at all.
#[test]
fn a_body_that_decodes_to_too_much_is_refused() {
    let large = format!(r#"{{"type":"log","text":"{}"}}"#, "x".repeat(5_000));
    let bomb = gzip(large.as_bytes());
    assert_eq!(
        send::<Encoded>(compressed::<Encoded>(&bomb, bomb.clone(), "gzip")).0,
        413
    );
    assert_eq!(
        send::<Encoded>(compressed::<Encoded>(b"", bomb.clone(), "gzip")).0,
        401
    );
    assert_eq!(
        send::<Decoded>(compressed::<Decoded>(b"", bomb, "gzip")).0,
        413
    );
    let packed = gzip(LOG.as_bytes());
    for wrong in [&b"{}"[..], &packed[..packed.len() - 1], b""] {
        let wrong = Bytes::copy_from_slice(wrong);
        assert_eq!(
            send::<Decoded>(compressed::<Decoded>(b"", wrong.clone(), "gzip")).0,
            400
        );
        assert_eq!(
            send::<Encoded>(compressed::<Encoded>(&wrong, wrong.clone(), "gzip")).0,
            400
        );
    }
}

#[test]
fn without_a_dispatcher_it_is_the_same() -> Result<(), Rejection> {
    let packed = gzip(LOG.as_bytes());
    let verified = |delivery: Request<Bytes>| {
        Decoded::verify_and_parse(&delivery.into(), Secret::new(KEY)).map(|Decoded::Log(log)| log)
    };
    let log = verified(compressed::<Decoded>(
        LOG.as_bytes(),
        packed.clone(),
        "gzip",
    ))?;
    assert_eq!(log["text"], "x");
    assert!(verified(compressed::<Decoded>(&packed, packed.clone(), "gzip")).is_err());
    let delivery = compressed::<Encoded>(&packed, packed.clone(), "gzip").into();
    let Encoded::Log(log) = Encoded::verify_and_parse(&delivery, Secret::new(KEY))?;
    assert_eq!(log["text"], "x");
    Ok(())
}

/// A signature of its own covers the JSON of Dropbox Sign, and not which part of the body that is.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/requests", preset = dropbox_sign, danger_unsigned_discriminator,
    signature(algorithm = "hmac-sha256", header = "X-Signature", message = "{$request.body}"),
)]
pub(crate) enum Requests {
    #[event("signature_request_sent")]
    Sent(Value),
}

#[on_event(Requests::Sent)]
fn request_sent(request: Value, State(seen): State<Seen>) {
    seen.note(request["event"]["event_time"].to_string());
}

#[test]
fn a_border_that_is_not_signed_is_accepted_where_the_group_says_so() {
    let event = br#"{"event":{"event_type":"signature_request_sent","event_time":"1700000000"}}"#;
    let body = multipart(&[("name=\"json\"", event)]);
    let media_type = HeaderValue::from_static("multipart/form-data; boundary=xx");
    let forge = forge::<Requests>(body).with_header(http::header::CONTENT_TYPE, media_type);
    let noted = vec!["\"1700000000\"".to_owned()];
    assert_eq!(
        send::<Requests>(forge.genuine().unwrap()),
        (200, None, noted)
    );
    assert_eq!(send::<Requests>(forge.wrong_key().unwrap()).0, 401);
}

#[derive(Debug, Deserialize)]
pub(crate) struct Proxied {
    shop: String,
    path_prefix: String,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = shopify_app_proxy, method = GET, body = query)]
pub(crate) enum AppProxy {
    #[event("proxied", when("/shop"))]
    Proxied(Proxied),
}

#[on_event(AppProxy::Proxied)]
fn proxied(proxied: Proxied, State(seen): State<Seen>) {
    seen.note(format!("{} {}", proxied.shop, proxied.path_prefix));
}

#[derive(Debug, Deserialize)]
pub(crate) struct PlivoCall {
    #[serde(rename = "CallUUID")]
    id: String,
    #[serde(rename = "From")]
    from: String,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/plivo", preset = plivo_v3, method = GET, body = query)]
pub(crate) enum PlivoCalls {
    #[event("StartApp")]
    Started(PlivoCall),
}

#[on_event(PlivoCalls::Started)]
fn plivo_started(call: PlivoCall, State(seen): State<Seen>) {
    seen.note(format!("{} {}", call.id, call.from));
}

/// The answer to a recorded delivery, and what handlers noted.
fn recorded<G: SignedGroup>(id: &str) -> (u16, Vec<String>) {
    let vectors = include_str!("../vectors/senders.jsonl").lines();
    let mut vectors = vectors.map(|line| serde_json::from_str::<Value>(line).unwrap());
    let vector = vectors.find(|vector| vector["id"] == id).unwrap();
    let mut request = Request::get(vector["url"].as_str().unwrap());
    for header in vector["headers"].as_array().unwrap() {
        request = request.header(header[0].as_str().unwrap(), header[1].as_str().unwrap());
    }
    let seen = Seen::default();
    let dispatcher = Dispatcher::builder()
        .group::<G>(Secret::new(vector["secret"].as_str().unwrap()))
        .state(seen.clone())
        .public_url("https://hooks.example.test")
        .clock(FrozenClock::at(vector["now"].as_u64().unwrap()))
        .quiet()
        .build()
        .unwrap();
    let reply = dispatcher.dispatch_blocking(request.body(Full::new(Bytes::new())).unwrap());
    let seen = seen.0.lock().unwrap().clone();
    (reply.status().as_u16(), seen)
}

#[test]
fn a_sender_of_forms_or_of_a_signed_query_can_use_get() {
    let noted = |text: &str| (200, vec![text.to_owned()]);
    let refused = (401, Vec::new());
    assert_eq!(
        recorded::<AppProxy>("shopify_app_proxy/ok"),
        noted("s.myshopify.com /apps/x")
    );
    for id in ["other-shop", "one-more", "late"] {
        let id = format!("shopify_app_proxy/{id}");
        assert_eq!(recorded::<AppProxy>(&id), refused, "{id}");
    }
    assert_eq!(
        recorded::<PlivoCalls>("plivo_v3/ok-get"),
        noted("c1 +1 555")
    );
    assert_eq!(recorded::<PlivoCalls>("plivo_v3/get-another-call"), refused);
}
