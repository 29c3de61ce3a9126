//! A request that was read, and its answer.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body::Body;
use http_body_util::Full;

use crate::delivery::Delivery;
use crate::dispatcher::body::BoxError;
use crate::dispatcher::run::deadline::{Client, Waiting};
use crate::dispatcher::run::inner::Inner;
use crate::dispatcher::run::read::AlreadyRead;
use crate::dispatcher::telemetry::span::Span;
use crate::outcome::reply::problem;

/// A request whose body was read completely, before it is verified.
///
/// Servers drop the future of a request when its client disconnects. To finish a delivery after that, spawn
/// [`answer`](Self::answer) as a task of its own. The adapters of this crate do that.
///
/// # Examples
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use bytes::Bytes;
/// use http_body_util::Full;
/// use webhook_core::Dispatcher;
///
/// async fn serve(dispatcher: Dispatcher, request: http::Request<Full<Bytes>>) -> http::Response<Full<Bytes>> {
///     let mut received = match dispatcher.receive(request).await {
///         Ok(received) => received,
///         Err(refused) => return refused,
///     };
///     let _waiting = received.waited_for();
///     match tokio::spawn(received.answer()).await {
///         Ok(response) => response,
///         Err(_) => http::Response::new(Full::default()), // the executor is shutting down
///     }
/// }
///
/// let request = http::Request::post("/nowhere").body(Full::default())?;
/// assert_eq!(serve(Dispatcher::builder().build()?, request).await.status(), 404);
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing runs until `answer`"]
pub struct Received {
    inner: Arc<Inner>,
    position: usize,
    delivery: Delivery,
    client: Client,
}

impl Received {
    /// Marks the client as waiting for the answer until the returned value is dropped. Keep the value where the framework
    /// drops it together with the request.
    ///
    /// In a group with `each`, no further item starts after the client has disconnected. The running item ends normally.
    pub fn waited_for(&mut self) -> Waiting {
        self.client.waits()
    }

    /// Like [`answer`](Self::answer), in the `tracing` span of the caller, for use in a task of its own.
    pub fn answer_in_span(self) -> impl Future<Output = Response<Full<Bytes>>> {
        let span = Span::current();
        async move {
            let answering = pin!(Some(self.answer()));
            span.within(answering).await
        }
    }

    /// Verifies, recognises and parses the delivery, calls its handler, and returns the reply.
    pub async fn answer(self) -> Response<Full<Bytes>> {
        let Self {
            inner,
            position,
            delivery,
            client,
        } = self;
        let group = inner.groups.get(position);
        inner.answer(group, delivery, AlreadyRead, client).await
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("position", &self.position)
            .field("body_bytes", &self.delivery.body().len())
            .finish_non_exhaustive()
    }
}

pub(crate) async fn receive<B: Body>(
    inner: &Arc<Inner>,
    position: usize,
    request: Request<B>,
) -> Result<Received, Response<Full<Bytes>>>
where
    B::Error: Into<BoxError>,
{
    let Some(group) = inner.groups.get(position) else {
        return Err(problem(StatusCode::NOT_FOUND));
    };
    let delivery = inner.accept(group, request).await?;
    Ok(Received {
        inner: Arc::clone(inner),
        position,
        delivery,
        client: Client::default(),
    })
}
