//! A request that was read, and its answer.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response, StatusCode, request};
use http_body::Body;
use http_body_util::Full;

use crate::dispatcher::body::BoxError;
use crate::dispatcher::run::deadline::{Client, Waiting};
use crate::dispatcher::run::inner::{Group, Inner};
use crate::dispatcher::telemetry::log;
use crate::guard::{self, OWN_CODE};
use crate::outcome::reply::problem;

/// A request whose body was read to its end, and which nothing has verified or handled yet.
///
/// Servers drop the future of a request whose client has left. A delivery that was read whole should run to its end
/// all the same, or a sender that is impatient leaves work half done: give [`answer`](Self::answer) to the executor
/// as a task of its own. The adapters of this crate do.
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
    parts: request::Parts,
    body: Bytes,
    client: Client,
}

impl Received {
    /// Says that a client waits for the answer, until what this returns is dropped: keep it where the framework drops
    /// it with the request.
    ///
    /// Without a client, the items of a delivery that carries many events are not begun, in a group that says `each`; one
    /// that was begun runs to its end.
    pub fn waited_for(&mut self) -> Waiting {
        self.client.waits()
    }

    /// Like [`answer`](Self::answer), in the `tracing` span of the caller: for a task of its own.
    pub fn answer_in_span(self) -> impl Future<Output = Response<Full<Bytes>>> {
        let span = log::Span::current();
        async move { span.within(self.answer()).await }
    }

    /// Verifies, recognises, parses, calls the handler, and says what to reply.
    pub async fn answer(self) -> Response<Full<Bytes>> {
        let Self {
            inner,
            position,
            parts,
            body,
            client,
        } = self;
        match inner.groups.get(position) {
            Some(group) if group.is_straight() => {
                let mut running = inner.start(group, parts, body);
                if running.waits() {
                    running.wait(&inner, group).await;
                }
                inner.stop(group, &mut running)
            }
            Some(group) => inner.handle_guarded(group, parts, body, client).await,
            None => problem(StatusCode::NOT_FOUND),
        }
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("position", &self.position)
            .field("body_bytes", &self.body.len())
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
    let (parts, body) = inner.accept(group, request).await?;
    Ok(Received {
        inner: Arc::clone(inner),
        position,
        parts,
        body,
        client: Client::default(),
    })
}

impl Inner {
    pub(crate) async fn answer<B: Body>(
        &self,
        group: Option<&Group>,
        request: Request<B>,
    ) -> Response<Full<Bytes>>
    where
        B::Error: Into<BoxError>,
    {
        let Some(group) = group else {
            return Box::pin(self.no_group(request)).await;
        };
        let (parts, body) = request.into_parts();
        match self.read(group, &parts, body).await {
            Ok(body) if group.is_straight() => {
                let mut running = self.start(group, parts, body);
                if running.waits() {
                    running.wait(self, group).await;
                }
                self.stop(group, &mut running)
            }
            Ok(body) => {
                self.handle_guarded(group, parts, body, Client::default())
                    .await
            }
            Err(outcome) => {
                let _ = guard::discard(OWN_CODE, parts);
                self.refuse(group, 0, outcome)
            }
        }
    }
}
