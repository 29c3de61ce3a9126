//! A stored delivery, taken apart and put together again by a store with columns of its own.

use std::convert::Infallible;

use http::Extensions;
use webhook_core::StoredDelivery;
use webhook_core::extract::{Attempt, Context, FromDelivery, State};
use webhook_core::inbox::StoredParts;

use super::*;

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/plain",
    discriminator("$request.header.X-Kind", "$request.query.action"),
    id = "/id",
    durable(headers("X-Latin")),
    danger_unsigned_discriminator,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Plain {
    #[event("gel\u{f6}scht", "now")]
    Deleted(serde_json::Value),
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/nested",
    each = "/entry/*/changes",
    discriminator("$request.body#/entry/*/field", "$item#/type"),
    id = "$item#/id",
    durable,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Nested {
    #[event("messages", "text")]
    Text(serde_json::Value),
    #[event("messages", "text", when("$request.body#/entry/*/id" = "7"))]
    Ours(serde_json::Value),
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/events",
    preset = cloudevents,
    durable,
    signature(
        algorithm = "hmac-sha256",
        header = "X-Signature",
        message = "{$request.header.Content-Type}\n{$request.header.ce-id}\n{$request.header.ce-source}\n{$request.header.ce-type}\n{$request.header.ce-subject}\n{$request.body}",
        missing = empty
    )
)]
enum Events {
    #[event("order.created")]
    Created(serde_json::Value),
    #[event("order.created", when("/subject" = "urgent"))]
    Urgent(serde_json::Value),
}

/// All that a handler can find out about its delivery.
struct All(String);

impl FromDelivery for All {
    type Rejection = Infallible;

    fn from_delivery(context: &Context<'_>) -> Result<Self, Infallible> {
        let delivery = context.delivery();
        let headers: Vec<_> = context.headers().iter().collect();
        let attempt = Attempt::from_delivery(context)?;
        let meta = Meta::from_delivery(context)?;
        Ok(Self(format!(
            "{} {} {headers:?} {:?} {:?} {meta:?} of {:?}",
            delivery.method(),
            delivery.url(),
            delivery.body(),
            attempt.key(),
            meta.key_id().map(webhook_core::scheme::KeyId::owner),
        )))
    }
}

type Log = Arc<Mutex<Vec<String>>>;

#[on_event(group = "plain", ty = Plain)]
fn plain(Plain::Deleted(payload): Plain, All(all): All, State(log): State<Log>) {
    log.lock().unwrap().push(format!("{payload} {all}"));
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "handlers take arguments by value"
)]
#[on_event(group = "nested", ty = Nested)]
fn nested(event: Nested, All(all): All, State(log): State<Log>) {
    let (Nested::Text(payload) | Nested::Ours(payload)) = &event;
    log.lock()
        .unwrap()
        .push(format!("{payload} {event:?} {all}"));
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "handlers take arguments by value"
)]
#[on_event(group = "events", ty = Events)]
fn events(event: Events, All(all): All, State(log): State<Log>) {
    let (Events::Created(payload) | Events::Urgent(payload)) = &event;
    log.lock()
        .unwrap()
        .push(format!("{payload} {event:?} {all}"));
}

/// Sends a signed request, and returns what is stored of it.
fn stored<G: EventGroup>(mut request: Request<Bytes>) -> (Dispatcher, Log, Vec<StoredDelivery>) {
    let scheme = G::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
    let log = Log::default();
    let acme = || webhook_core::Keyring::from(Secret::new(SECRET)).owner("acme");
    let fixture = Fixture::new(|builder| {
        let builder = builder.group::<Plain>(acme()).group::<Nested>(acme());
        builder.group::<Events>(acme()).state(Arc::clone(&log))
    });
    let reply = fixture.reply(request.map(Full::new));
    assert_eq!(reply.status(), 200);
    let rows = fixture.table.rows().into_iter();
    let deliveries = rows.map(|row| row.incoming.into_delivery());
    (fixture.dispatcher, log, deliveries.collect())
}

/// What a store does that has a column for each part.
fn through_columns(delivery: &StoredDelivery) -> StoredDelivery {
    let row = delivery.clone().into_parts();
    let mut parts = StoredParts::new(row.group, row.event, row.body);
    (parts.id, parts.id_signed) = (row.id, row.id_signed);
    (parts.key_id, parts.owner) = (row.key_id, row.owner);
    parts.received_at = row.received_at;
    (parts.method, parts.uri, parts.headers) = (row.method, row.uri, row.headers);
    let item = row.item.map(|item| (item.index, item.count));
    parts.item = item.map(|(index, count)| webhook_core::extract::Item::new(index, count));
    parts.around = row.around;
    StoredDelivery::danger_from_parts(parts)
}

/// Runs each delivery as it was, from its parts and from its text; returns what the handlers saw, which is the same.
async fn runs(
    (dispatcher, log, deliveries): (Dispatcher, Log, Vec<StoredDelivery>),
) -> Vec<String> {
    let mut all = Vec::new();
    for delivery in deliveries {
        let text = serde_json::to_string(&delivery).unwrap();
        let from_parts = through_columns(&delivery);
        assert_eq!(serde_json::to_string(&from_parts).unwrap(), text);
        let from_text = serde_json::from_str(&text).unwrap();
        for delivery in [&delivery, &from_parts, &from_text] {
            let outcome = dispatcher.run_stored(delivery, Extensions::new()).await;
            assert_eq!(outcome.kind(), OutcomeKind::Handled);
        }
        let seen = std::mem::take(&mut *log.lock().unwrap());
        let [as_it_was, from_parts, from_text] = <[String; 3]>::try_from(seen).unwrap();
        assert_eq!(from_parts, as_it_was);
        assert_eq!(from_text, as_it_was);
        all.push(as_it_was);
    }
    all
}

#[tokio::test]
async fn a_delivery_runs_from_its_parts_with_every_byte_of_its_headers() {
    let latin: Vec<u8> = (0x80..=0xff).collect();
    let request = Request::post("/plain?action=now&token=1")
        .header("X-Kind", "gel\u{f6}scht")
        .header("X-Latin", latin.as_slice())
        .header("X-Latin", "2")
        .body(Bytes::from(r#"{"id":"1", "x":1.50e+02}"#))
        .unwrap();
    let stored = stored::<Plain>(request);
    let parts = stored.2[0].clone().into_parts();
    let header = |value: &[u8]| ("x-latin".to_owned(), Bytes::copy_from_slice(value));
    assert_eq!(parts.headers[1..], [header(&latin), header(b"2")]);
    assert_eq!(
        (parts.method.as_str(), parts.uri.as_str()),
        ("POST", "/plain?action=now")
    );
    assert_eq!((parts.id.as_deref(), parts.id_signed), (Some("1"), true));
    assert_eq!(parts.owner, "acme");
    let runs = runs(stored).await;
    assert_eq!(runs.len(), 1);
    assert!(
        runs[0].contains("Some(\"wh_") && runs[0].contains("acme"),
        "{runs:?}"
    );
}

#[tokio::test]
async fn an_item_runs_from_its_parts_with_what_is_around_it() {
    let body = r#"{"entry":[
        {"id":"6","field":"messages","changes":[{"type":"text","id":"a"},{"type":"text","id":"b"}]},
        {"id":"7","field":"messages","changes":[{"type":"text","id":"c"}]}
    ]}"#;
    let stored = stored::<Nested>(Request::post("/nested").body(body.into()).unwrap());
    let around = stored.2[2].clone().into_parts().around;
    let pair = |pointer: &str, json: &str| (pointer.to_owned(), json.to_owned());
    assert!(
        around.contains(&pair("/entry/*/id", r#""7""#)),
        "{around:?}"
    );
    let runs = runs(stored).await;
    let ours: Vec<_> = runs.iter().map(|run| run.contains("Ours(")).collect();
    assert_eq!(ours, [false, false, true], "{runs:?}");
    assert!(runs[1].contains("Item { index: 1, count: 3 }"), "{runs:?}");
}

#[tokio::test]
async fn a_cloud_event_runs_from_its_parts_in_both_modes() {
    let binary = Request::post("/events")
        .header("Content-Type", "application/json")
        .header("ce-specversion", "1.0")
        .header("ce-id", "1")
        .header("ce-source", "/shop")
        .header("ce-type", "order.created")
        .header("ce-subject", "urgent")
        .body(Bytes::from(r#"{"number":7}"#))
        .unwrap();
    let seen = runs(stored::<Events>(binary)).await;
    assert!(seen[0].starts_with(r#"{"number":7} Urgent("#), "{seen:?}");

    let structured = Request::post("/events")
        .header("Content-Type", "application/cloudevents+json")
        .body(Bytes::from(
            r#"{"specversion":"1.0","id":"1","source":"/shop","type":"order.created","data":{"number":8}}"#,
        ))
        .unwrap();
    let seen = runs(stored::<Events>(structured)).await;
    assert!(seen[0].starts_with(r#"{"number":8} Created("#), "{seen:?}");
}

/// A row that was edited by hand, or damaged.
#[tokio::test]
async fn parts_that_are_not_a_request_are_malformed() {
    let request = || Request::post("/plain?action=now").header("X-Kind", "gel\u{f6}scht");
    let (dispatcher, _, deliveries) = stored::<Plain>(request().body("{}".into()).unwrap());
    let faults: [fn(&mut StoredParts); 6] = [
        |parts| parts.method = "P OST".to_owned(),
        |parts| parts.uri = "no uri".to_owned(),
        |parts| parts.headers[0].0 = "no name".to_owned(),
        |parts| parts.headers[0].1 = Bytes::from_static(b"a\nb"),
        |parts| parts.headers = vec![("x".to_owned(), Bytes::new()); 40_000],
        |parts| parts.key_id = None,
    ];
    for (number, fault) in faults.into_iter().enumerate() {
        let mut parts = deliveries[0].clone().into_parts();
        fault(&mut parts);
        let damaged = StoredDelivery::danger_from_parts(parts);
        let outcome = dispatcher.run_stored(&damaged, Extensions::new()).await;
        assert_eq!(outcome.kind(), OutcomeKind::Malformed, "{number}");
    }
    let mut parts = deliveries[0].clone().into_parts();
    parts.received_at = std::time::UNIX_EPOCH - std::time::Duration::from_secs(1);
    let early = StoredDelivery::danger_from_parts(parts);
    assert_eq!(early.received_at(), std::time::UNIX_EPOCH);
}

#[test]
fn a_format_that_is_newer_than_the_program_is_refused_by_its_version() {
    let request = Request::post("/plain?action=now").header("X-Kind", "gel\u{f6}scht");
    let (_, _, deliveries) = stored::<Plain>(request.body("{}".into()).unwrap());
    let written = serde_json::to_value(&deliveries[0]).unwrap();
    assert_eq!(written["version"], 1);
    let read = |version: Option<serde_json::Value>| {
        let mut written = written.clone();
        let fields = written.as_object_mut().unwrap();
        fields.remove("version");
        fields.extend(version.map(|version| ("version".to_owned(), version)));
        serde_json::from_value::<StoredDelivery>(written)
    };
    let without = read(None).unwrap();
    assert_eq!(serde_json::to_value(without).unwrap(), written);
    let newer = read(Some(2.into())).unwrap_err();
    assert!(newer.is_data());
    assert!(
        newer.to_string().contains("version 2 of the format"),
        "{newer}"
    );
    for version in [
        0.into(),
        u64::MAX.into(),
        "1".into(),
        serde_json::Value::Null,
    ] {
        assert!(read(Some(version)).unwrap_err().is_data());
    }
}
