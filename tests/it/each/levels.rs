//! Items behind several arrays, and what is around them.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use serde::Deserialize;
use webhook_core::group::RejectionKind;
use webhook_core::inbox::MemoryClaims;
use webhook_core::{
    Delivery, Dispatcher, EventGroup, Meta as About, Rejection, Secret, State, StoredDelivery,
    UnknownEvent, Unsigned, on_event,
};

const SECRET: &str = "your-shared-secret-of-32-letters";

#[derive(Debug, Deserialize)]
pub(crate) struct Entry {
    #[expect(dead_code, reason = "printed")]
    id: String,
}

/// The preset says that the event is in `/object`, which no entry has.
#[derive(Debug, EventGroup)]
#[event_group(path = "/pages", preset = meta, each = "/entry", id = "/id")]
pub(crate) enum Pages {
    #[event("page")]
    Page(Entry),
    #[event("page", when("/messaging"))]
    Messages(Entry),
    #[event("instagram", ignore)]
    Instagram(Entry),
}

#[derive(Debug, Deserialize)]
pub(crate) struct Message {
    #[expect(dead_code, reason = "printed")]
    id: String,
}

/// WhatsApp: messages of several accounts, and of several numbers of each.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/chats",
    preset = meta,
    each = "/entry/*/changes/*/value/messages",
    discriminator("$request.body#/object", "$request.body#/entry/*/changes/*/field", "/type"),
    id = "$item#/id",
    idempotent
)]
pub(crate) enum Chats {
    #[event("whatsapp_business_account", "messages", "text")]
    Text(Message),
    #[event("whatsapp_business_account", "messages", "text", when("$request.body#/entry/*/id" = "7"))]
    Ours(Message),
    #[event("whatsapp_business_account", "messages")]
    Other,
}

/// All rows of a table: no array has a name.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/cells",
    each = "$request.body#/*",
    discriminator = "/kind",
    id = "$request.query.batch",
    idempotent,
    signature = none
)]
pub(crate) enum Cells {
    #[event("cell")]
    Cell,
    #[event("cell", when("$request.body#/0/0/kind" = "header"))]
    UnderHeader,
}

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn add(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }
}

#[on_event(group = "pages", ty = Pages)]
fn page(event: Pages, about: About, State(seen): State<Seen>) {
    seen.add(format!(
        "{event:?} {:?} {}",
        about.id(),
        about.id_is_signed()
    ));
}

#[on_event(group = "chats", ty = Chats)]
fn chat(event: Chats, about: About, State(seen): State<Seen>) {
    let item = about
        .item()
        .map(|item| format!("{}/{}", item.index, item.count));
    seen.add(format!("{event:?} {}", item.unwrap_or_default()));
}

#[on_event(group = "chats", ty = UnknownEvent)]
fn unknown(event: UnknownEvent, State(seen): State<Seen>) {
    seen.add(format!("unknown {:?}", event.values()));
}

#[on_event(group = "cells", ty = Cells)]
fn cell(event: Cells, State(seen): State<Seen>) {
    seen.add(format!("{event:?}"));
}

fn signed<G: EventGroup>(uri: &str, body: &str) -> Request<Bytes> {
    let mut request = Request::post(uri)
        .body(Bytes::from(body.to_owned()))
        .unwrap();
    if let Some(scheme) = G::DESCRIPTOR.scheme() {
        scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
    }
    request
}

async fn send(requests: Vec<Request<Bytes>>) -> (Vec<u16>, Vec<String>) {
    let seen = Seen::default();
    let dispatcher = Dispatcher::builder()
        .group::<Pages>(Secret::new(SECRET))
        .group::<Chats>(Secret::new(SECRET))
        .group::<Cells>(Unsigned)
        .handshake_token::<Pages>(Secret::new("token"))
        .handshake_token::<Chats>(Secret::new("token"))
        .claims(MemoryClaims::new(100))
        .state(seen.clone())
        .build()
        .unwrap();
    let mut statuses = Vec::new();
    for request in requests {
        let reply = dispatcher.dispatch(request.map(Full::new)).await;
        statuses.push(reply.status().as_u16());
    }
    let seen = seen.0.lock().unwrap().clone();
    (statuses, seen)
}

/// Every delivery of `preset = meta` with `each` used to be malformed: its event was looked for in the item.
#[tokio::test]
async fn a_preset_means_the_body_beside_each() {
    let body =
        r#"{"object":"page","entry":[{"id":"1","object":"user"},{"id":"2","messaging":[]}]}"#;
    let instagram = r#"{"object":"instagram","entry":[{"id":"1"}]}"#;
    let other = r#"{"object":"user","entry":[{"id":"1","object":"page"}]}"#;
    let twice = r#"{"object":"page","object":"user","entry":[{"id":"1"}]}"#;
    let none = r#"{"entry":[{"id":"1","object":"page"}]}"#;
    let requests =
        [body, instagram, other, twice, none].map(|body| signed::<Pages>("/pages", body));
    let (statuses, seen) = send(requests.into()).await;
    assert_eq!(statuses, [200, 200, 200, 400, 400]);
    let expected = [
        r#"Page(Entry { id: "1" }) Some("1") true"#,
        r#"Messages(Entry { id: "2" }) Some("2") true"#,
    ];
    assert_eq!(seen, expected);
    let table = Pages::DESCRIPTOR.to_string();
    assert!(
        table.contains("$request.body#/object") && table.contains("$item#/messaging"),
        "{table}"
    );
}

const CHATS: &str = r#"{"object":"whatsapp_business_account","entry":[
    {"id":"6","changes":[
        {"field":"messages","value":{"messages":[{"id":"a","type":"text"},{"id":"b","type":"image"}]}},
        {"field":"statuses","value":{"messages":[{"id":"c","type":"text"}]}},
        {"field":"messages","value":{"statuses":[]}},
        {"field":"messages"}
    ]},
    {"id":"7","changes":[{"field":"messages","value":{"messages":[{"id":"d","type":"text"}]}}]},
    {"id":"8","changes":null},
    {"id":"9"},
    7
]}"#;

#[tokio::test]
async fn every_element_of_every_array_has_its_items() {
    let again = CHATS.replace(
        r#"{"id":"d","type":"text"}"#,
        r#"{"id":"d","type":"text"},{"id":"e","type":"text"}"#,
    );
    let requests = [CHATS, &again].map(|body| signed::<Chats>("/chats", body));
    let (statuses, seen) = send(requests.into()).await;
    assert_eq!(statuses, [200, 200]);
    let expected = [
        r#"Text(Message { id: "a" }) 0/4"#,
        "Other 1/4",
        r#"unknown ["whatsapp_business_account", "statuses", "text"]"#,
        r#"Ours(Message { id: "d" }) 3/4"#,
        // The others are repetitions, but for the one that is unknown.
        r#"unknown ["whatsapp_business_account", "statuses", "text"]"#,
        r#"Ours(Message { id: "e" }) 4/5"#,
    ];
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn what_is_not_an_array_on_the_way_is_malformed() {
    for (entry, status) in [
        ("[]", 200),
        ("null", 400),
        ("{}", 400),
        (r#"[{"changes":{}}]"#, 400),
        (r#"[{"changes":[{"value":{"messages":{}}}]}]"#, 400),
        (
            r#"[{"changes":[{"value":{"messages":[]},"value":{}}]}]"#,
            400,
        ),
        (r#"[{"changes":[],"changes":[]}]"#, 400),
        (r#"[{"changes":[],"other":[],"other":[]}]"#, 200),
        (r#"[{"id":"1","id":"2","changes":[]}]"#, 400),
        (r#"[{"changes":[{"value":{"messages":7}}]}]"#, 400),
        // An item that says nothing, after what is around it, is an unknown one.
        (r#"[{"changes":[{"value":{"messages":[7]}}]}]"#, 200),
    ] {
        let body = format!(r#"{{"object":"whatsapp_business_account","entry":{entry}}}"#);
        let (statuses, _) = send(vec![signed::<Chats>("/chats", &body)]).await;
        assert_eq!(statuses, [status], "{entry}");
    }
    let body = r#"{"object":"whatsapp_business_account"}"#;
    assert_eq!(send(vec![signed::<Chats>("/chats", body)]).await.0, [400]);
}

/// It is read, and no text.
#[tokio::test]
async fn half_a_surrogate_pair_around_an_item_is_refused_with_its_place() {
    let body = CHATS.replace(r#""id":"7""#, r#""id":"\ud800""#);
    let (statuses, seen) = send(vec![signed::<Chats>("/chats", &body)]).await;
    assert_eq!((statuses, seen.len()), (vec![422], 3));

    let delivery = Delivery::from(signed::<Chats>("/chats", &body));
    let checked = Chats::verify(delivery, &Secret::new(SECRET).into()).unwrap();
    let item = Chats::items(&checked).unwrap().pop().unwrap();
    let refused = Rejection::from(Chats::recognise(item).unwrap_err());
    assert_eq!(refused.kind(), RejectionKind::InvalidPayload);
    assert_eq!(
        refused.to_string(),
        "a string that is not Unicode text at `entry.*.id`"
    );
}

/// Items that have the id of their delivery are not repetitions of each other.
#[tokio::test]
async fn an_id_around_the_items_goes_with_their_places() {
    let body = r#"[[{"kind":"cell"},{"kind":"cell"}],[],[{"kind":"cell"}]]"#;
    let first = || signed::<Cells>("/cells?batch=1", body);
    let header = body.replacen("cell", "header", 1);
    let requests = vec![first(), first(), signed::<Cells>("/cells?batch=2", &header)];
    let (statuses, seen) = send(requests).await;
    assert_eq!(statuses, [200, 200, 200]);
    assert_eq!(seen, ["Cell", "Cell", "Cell", "UnderHeader", "UnderHeader"]);
}

/// Out of a store, an item has the same values around it, and the same id.
#[test]
fn a_stored_item_keeps_what_is_around_it() {
    let delivery = Delivery::from(signed::<Chats>("/chats", CHATS));
    let checked = Chats::verify(delivery, &Secret::new(SECRET).into()).unwrap();
    let items = Chats::items(&checked).unwrap();
    let mut events = Vec::new();
    for item in items {
        let Ok(recognised) = Chats::recognise(item) else {
            continue;
        };
        let stored = serde_json::to_string(&recognised.store(&[])).unwrap();
        let stored: StoredDelivery = serde_json::from_str(&stored).unwrap();
        let again = stored.danger_recognise_unchecked::<Chats>().unwrap();
        assert_eq!(again.claim_key(), recognised.claim_key());
        assert_eq!(again.delivery().item(), recognised.delivery().item());
        let twice = serde_json::to_string(&again.store(&[])).unwrap();
        assert_eq!(
            twice,
            serde_json::to_string(&recognised.store(&[])).unwrap()
        );
        events.push(format!("{:?}", again.parse().unwrap()));
    }
    assert_eq!(
        events,
        [
            r#"Text(Message { id: "a" })"#,
            "Other",
            r#"Ours(Message { id: "d" })"#
        ]
    );

    let cells = Cells::unverified(Delivery::from(signed::<Cells>(
        "/cells?batch=1",
        r#"[[{"kind":"cell"},{"kind":"cell"}]]"#,
    )));
    let keys = Cells::items(&cells).unwrap().into_iter().map(|item| {
        let recognised = Cells::recognise(item).unwrap();
        let again = recognised
            .store(&[])
            .danger_recognise_unchecked::<Cells>()
            .unwrap();
        assert_eq!(again.claim_key(), recognised.claim_key());
        recognised.claim_key()
    });
    let keys: Vec<_> = keys.collect();
    assert_ne!(keys[0], keys[1]);

    // What was stored before items had anything around them.
    let mut old = serde_json::to_value(
        Cells::recognise(Cells::items(&cells).unwrap().remove(1))
            .unwrap()
            .store(&[]),
    )
    .unwrap();
    let fields = old.as_object_mut().unwrap();
    assert!(fields.remove("item").is_some() && fields.remove("around").is_some());
    let old: StoredDelivery = serde_json::from_value(old).unwrap();
    let again = old.danger_recognise_unchecked::<Cells>().unwrap();
    assert_eq!(again.event(), "cell");
}
