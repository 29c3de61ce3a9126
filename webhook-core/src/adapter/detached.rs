//! Handling that continues after the client has disconnected.

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;
use tokio::runtime::Handle;

use crate::dispatcher::run::received::Received;
use crate::outcome::reply::problem;

/// Answers a received request in a task of its own; without a tokio runtime, in this future.
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
    // Dropped with this future, which the server drops when the client disconnects.
    let _waiting = received.waited_for();
    // Panics of handlers are caught inside, so the task fails only if the runtime shuts down.
    runtime
        .spawn(received.answer_in_span())
        .await
        .unwrap_or_else(|_| problem(StatusCode::SERVICE_UNAVAILABLE))
}
