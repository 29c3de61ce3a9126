//! A program without a group that declares a path. A program whose linker left out its groups behaves the same, and so
//! does one without `inventory`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use serde::Deserialize;
use webhook_core::{Dispatcher, EventGroup, Unsigned, dispatch, install_from_env};

#[derive(Debug, Deserialize)]
struct Empty {}

/// Declares no path.
#[derive(Debug, EventGroup)]
#[event_group(signature = none)]
enum Pathless {
    #[event("anything", ignore)]
    Anything(Empty),
}

async fn status() -> u16 {
    let request = Request::post("/anything").body(Full::new(Bytes::from_static(b"{}")));
    dispatch(request.unwrap()).await.status().as_u16()
}

/// A 404 would have senders give the endpoint up, and would keep the program's own dispatcher out.
#[tokio::test]
async fn no_groups_is_an_error() {
    assert_eq!(status().await, 503);
    let error = install_from_env().unwrap_err();
    assert!(!error.is_installed());
    let text = "no group that declares a `path` is linked into the program";
    assert_eq!(error.to_string(), text);
    assert_eq!(status().await, 503);
    let dispatcher = Dispatcher::builder().group::<Pathless>(Unsigned).build();
    dispatcher.unwrap().install().unwrap();
    assert_eq!(status().await, 404);
}
