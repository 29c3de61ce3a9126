//! Groups share the workers.

use std::num::NonZeroUsize;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use webhook_core::{Dispatcher, EventGroup, Secret, on_event};
use webhook_inbox::{Filter, State, Workers};

use crate::shop::{Program, Shop};

const SECRET: &str = "s3cret";

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/side",
    discriminator = "/type",
    durable(key = each),
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
pub(crate) enum Side {
    #[event("short")]
    Short,
}

#[on_event(group = "side", event = "short")]
fn short() {}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_whose_limit_is_all_workers_leaves_room_for_others() {
    let program = Program::start().await;
    let inbox = &program.inbox;
    let dispatcher = Dispatcher::builder()
        .group::<Shop>(Secret::new(SECRET))
        .group::<Side>(Secret::new(SECRET))
        .inbox(inbox.clone())
        .build()
        .unwrap();
    for id in 0..40 {
        program.send(&id.to_string(), "waits").await;
    }
    let body = Bytes::from(r#"{"type":"short"}"#);
    let mut request = Request::post("/side").body(body).unwrap();
    let scheme = Side::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&Secret::new(SECRET), &mut request).unwrap();
    let reply = dispatcher.dispatch(request.map(Full::new)).await;
    assert_eq!(reply.status(), 200);
    let two = NonZeroUsize::new(2).unwrap();
    inbox.work(&dispatcher, Workers::new(2).at_most("shop", two));
    let side = Filter {
        group: Some(Bytes::from_static(b"side")),
        ..Filter::default()
    };
    loop {
        let rows = inbox.list(side.clone()).await.unwrap();
        if rows[0].state == State::Done {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let depths = inbox.depth().await.unwrap();
    let waits = depths.iter().any(|depth| depth.state == State::Queued);
    assert!(waits, "it ran after all others: {depths:?}");
    inbox.stop(Duration::ZERO).await;
}

#[tokio::test]
#[should_panic(expected = "limits the group \"shp\"")]
async fn a_limit_of_a_group_that_is_misspelt_is_refused() {
    let program = Program::start().await;
    let one = NonZeroUsize::MIN;
    let workers = Workers::new(4).at_most("shop", one).at_most("shp", one);
    program.inbox.work(&program.dispatcher, workers);
}
