//! Handling that goes on although the client has left.

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;
use tokio::runtime::Handle;

use crate::dispatcher::Received;
#[cfg(any(feature = "actix-web", feature = "rocket", feature = "tower"))]
use crate::dispatcher::{BoxError, GroupDispatcher};
use crate::reply::problem;

/// Reads the request here, where it ends with the client, and handles it as a task of its own.
#[cfg(any(feature = "actix-web", feature = "rocket", feature = "tower"))]
pub(super) async fn dispatch<B: http_body::Body>(
    dispatcher: &GroupDispatcher,
    request: http::Request<B>,
) -> Response<Full<Bytes>>
where
    B::Error: Into<BoxError>,
{
    match dispatcher.receive(request).await {
        Ok(received) => answer(received).await,
        Err(refused) => refused,
    }
}

/// Without a tokio runtime there is nobody to give the task to, and it runs here.
pub(super) async fn answer(received: Received) -> Response<Full<Bytes>> {
    let Ok(runtime) = Handle::try_current() else {
        return received.answer().await;
    };
    #[cfg(feature = "tracing")]
    let answer = tracing::Instrument::in_current_span(received.answer());
    #[cfg(not(feature = "tracing"))]
    let answer = received.answer();
    // Panics of handlers are caught further in: what fails here is a runtime that shuts down.
    runtime
        .spawn(answer)
        .await
        .unwrap_or_else(|_| problem(StatusCode::SERVICE_UNAVAILABLE))
}
