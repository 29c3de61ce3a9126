//! Answers requests of `tiny_http`, without an executor.

use std::io::{self, Cursor};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt as _, Full};
use tiny_http::{Header, Request, Response};

use crate::adapter::request;
use crate::dispatcher::Dispatcher;
use crate::dispatcher::limits::content_length;
use crate::outcome::reply::problem;

impl Dispatcher {
    /// Answers a request on the calling thread.
    ///
    /// An asynchronous handler that needs an executor of its own, as most that do I/O, needs one here as well. A request
    /// whose length is said in two ways, or not in digits, is answered 400.
    ///
    /// What `tiny_http` does not do, a proxy before it must:
    ///
    /// - it has no deadlines: a body that stops coming blocks the thread, also one that is refused;
    /// - it reserves memory for what is left of a refused body, so that an announced length of terabytes ends the
    ///   process: limit bodies in the proxy;
    /// - it closes the connection, without a status, on a header with a byte above 127, and answers 400 where chunks end
    ///   in trailer fields: such deliveries never arrive.
    ///
    /// # Errors
    ///
    /// The client has gone.
    #[cfg_attr(docsrs, doc(cfg(feature = "tiny_http")))]
    pub fn answer_tiny_http(&self, mut request: Request) -> io::Result<()> {
        let response = match head(&request) {
            Some(head) => {
                let body = Reading::new(&mut request);
                self.dispatch_blocking(head.map(|()| body))
            }
            None => problem(StatusCode::BAD_REQUEST),
        };
        request.respond(reply(response))
    }
}

fn head(request: &Request) -> Option<http::Request<()>> {
    let fields = request.headers().iter();
    let fields = fields.map(|header| (header.field.as_str().as_str(), header.value.as_str()));
    let (method, peer) = (request.method().as_str(), request.remote_addr().copied());
    let head = request::head(method, request.url(), fields, peer)?;
    // Somebody else may have read the request to another end than `tiny_http` does.
    let length = content_length(head.headers()).ok()?;
    let chunked = head.headers().contains_key(header::TRANSFER_ENCODING);
    // And of one that asks for an upgrade it hands over the connection as it is, with the chunks' sizes.
    let raw = chunked && asks_for_an_upgrade(head.headers());
    let twice = chunked && length.is_some();
    (!raw && !twice).then_some(head)
}

/// As `tiny_http` finds it.
fn asks_for_an_upgrade(headers: &HeaderMap) -> bool {
    let connection = headers.get(header::CONNECTION);
    let connection = connection.and_then(|value| value.to_str().ok());
    connection.is_some_and(|value| value.to_ascii_lowercase().contains("upgrade"))
}

fn reply(response: http::Response<Full<Bytes>>) -> Response<Cursor<Bytes>> {
    let (parts, body) = response.into_parts();
    let headers = parts.headers.iter().filter_map(|(name, value)| {
        Header::from_bytes(name.as_str().as_bytes(), value.as_bytes()).ok()
    });
    let body = pollster::block_on(body.collect())
        .map_or_else(|never| match never {}, http_body_util::Collected::to_bytes);
    let length = body.len();
    Response::new(
        parts.status.as_u16().into(),
        headers.collect(),
        Cursor::new(body),
        Some(length),
        None,
    )
}

/// A request's blocking reader as a body that is always ready.
struct Reading<'r> {
    /// Asked for its reader only when the body is: that sends a `100 Continue`.
    request: &'r mut Request,
    /// What is to come. Without a length only chunks have a body, and they end by themselves.
    left: Option<usize>,
}

impl<'r> Reading<'r> {
    fn new(request: &'r mut Request) -> Self {
        let fields = request.headers();
        let mut names = fields.iter().map(|header| &header.field);
        let chunked = names.any(|name| name.equiv("Transfer-Encoding"));
        let left = if chunked {
            None
        } else {
            Some(request.body_length().unwrap_or(0))
        };
        Self { request, left }
    }
}

/// As much as is asked for at a time.
const CHUNK: usize = 8 * 1024;

impl Body for Reading<'_> {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let mut chunk = [0; CHUNK];
        let wanted = self.left.unwrap_or(CHUNK).min(CHUNK);
        let Some(wanted) = chunk.get_mut(..wanted).filter(|wanted| !wanted.is_empty()) else {
            return Poll::Ready(None);
        };
        Poll::Ready(match self.request.as_reader().read(wanted) {
            Ok(0) => None,
            Ok(length) => {
                self.left = self.left.map(|left| left.saturating_sub(length));
                let read = wanted.get(..length).unwrap_or_default();
                Some(Ok(Frame::data(Bytes::copy_from_slice(read))))
            }
            Err(error) => Some(Err(error)),
        })
    }

    fn size_hint(&self) -> SizeHint {
        let left = self.left.and_then(|left| u64::try_from(left).ok());
        left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
