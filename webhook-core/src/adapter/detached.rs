//! Handling that goes on although the client has left.

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;
use tokio::runtime::Handle;

use crate::dispatcher::run::received::Received;
use crate::outcome::reply::problem;

/// Handles what was received as a task of its own; what was refused is its own answer.
///
/// Without a tokio runtime there is nobody to give the task to, and it runs here.
pub(crate) async fn answer(
    received: Result<Received, Response<Full<Bytes>>>,
) -> Response<Full<Bytes>> {
    let mut received = match received {
        Ok(received) => received,
        Err(refused) => return refused,
    };
    let Ok(runtime) = Handle::try_current() else {
        return received.answer().await;
    };
    // Dropped with this future, which the server drops when the client leaves.
    let _waiting = received.waited_for();
    // Panics of handlers are caught further in: what fails here is a runtime that shuts down.
    runtime
        .spawn(received.answer_in_span())
        .await
        .unwrap_or_else(|_| problem(StatusCode::SERVICE_UNAVAILABLE))
}
