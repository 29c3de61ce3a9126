//! A stored delivery keeps the segments of its path, wherever its router was.

use std::sync::Mutex;

use bytes::Bytes;
use http::{Extensions, Request};
use http_body_util::Full;
use webhook_core::EventGroup;
use webhook_core::extract::Segments;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{Secret, StoredDelivery, on_event};

use super::{Fixture, SECRET};

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/stored/{tenant}/{*file}",
    discriminator = "/type",
    id = "/id",
    durable,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Placed {
    #[event("put")]
    Put,
}

static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[on_event(group = Placed, event = "put")]
fn put(segments: Segments) {
    let shown = segments.iter().map(|(name, text)| format!("{name}={text}"));
    let shown = shown.collect::<Vec<_>>().join(" ");
    SEEN.lock().unwrap().push(shown);
    drop(segments);
}

fn request(path: &str, id: u8) -> Request<Full<Bytes>> {
    let body = Bytes::from(format!(r#"{{"type":"put","id":{id}}}"#));
    let mut request = Request::post(path).body(body).unwrap();
    let scheme = Placed::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
    request.map(Full::new)
}

#[tokio::test]
async fn a_run_has_the_segments_of_the_request() {
    let fixture = Fixture::of::<Placed>();
    let reply = fixture
        .dispatcher
        .dispatch(request("/stored/ac%6De/a/b", 1))
        .await;
    assert_eq!(reply.status(), 200);
    // A framework passes on the path without the beginning that is its own.
    let below = request("/api/stored/other/c%22d", 2);
    let received = fixture
        .dispatcher
        .receive_as("/stored/other/c%22d", below)
        .await;
    assert_eq!(received.unwrap().answer().await.status(), 200);
    assert_eq!(*SEEN.lock().unwrap(), Vec::<String>::new());
    for row in fixture.table.rows() {
        // As a store keeps it.
        let parts = row.incoming.delivery().clone().into_parts();
        let stored = StoredDelivery::danger_from_parts(parts);
        let outcome = fixture
            .dispatcher
            .run_stored(&stored, Extensions::new())
            .await;
        assert_eq!(outcome.kind(), OutcomeKind::Handled);
    }
    let seen = SEEN.lock().unwrap().clone();
    assert_eq!(seen, ["tenant=acme file=a/b", "tenant=other file=c\"d"]);
}
