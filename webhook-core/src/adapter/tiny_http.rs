//! `tiny_http`, without an executor.

use std::io::{self, Cursor};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt as _, Full};
use tiny_http::{Header, Request, Response};

use crate::dispatcher::Dispatcher;
use crate::dispatcher::framework::Peer;
use crate::dispatcher::limits::content_length;
use crate::outcome::reply::problem;

impl Dispatcher {
    /// Answers a request on the calling thread.
    ///
    /// An asynchronous handler that needs an executor, as most that do I/O, must bring its own. A request that states its
    /// length in two ways, or not in digits, is answered 400.
    ///
    /// Put a proxy in front of `tiny_http`, and limit bodies and read times there:
    ///
    /// - `tiny_http` has no deadlines: a body that stops arriving blocks the thread, even if it is refused.
    /// - It reserves memory for the rest of a refused body, so a `Content-Length` of terabytes aborts the process.
    /// - It closes the connection without a status if a header has a byte above 127, and answers 400 if chunks end in
    ///   trailer fields. Such deliveries never reach the dispatcher.
    ///
    /// # Errors
    ///
    /// The client has disconnected.
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
    let mut head = http::Request::builder()
        .method(request.method().as_str())
        .uri(request.url());
    for header in request.headers() {
        head = head.header(header.field.as_str().as_str(), header.value.as_str());
    }
    if let Some(address) = request.remote_addr() {
        head = head.extension(Peer::from(*address));
    }
    let head = head.body(()).ok()?;
    // A proxy may have found another end of the body than `tiny_http` does.
    let length = content_length(head.headers()).ok()?;
    let chunked = head.headers().contains_key(header::TRANSFER_ENCODING);
    // If the request asks for an upgrade, `tiny_http` passes on the connection with the sizes of the chunks.
    let raw = chunked && asks_for_an_upgrade(head.headers());
    let twice = chunked && length.is_some();
    (!raw && !twice).then_some(head)
}

/// Whether `tiny_http` treats the request as an upgrade.
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

/// The blocking reader of a request as a body that is always ready.
struct Reading<'r> {
    /// Its reader is taken only when the body is polled, because that sends `100 Continue`.
    request: &'r mut Request,
    /// The number of bytes left; `None` for chunks, which end by themselves.
    left: Option<usize>,
}

impl<'r> Reading<'r> {
    fn new(request: &'r mut Request) -> Self {
        let fields = request.headers();
        let mut names = fields.iter().map(|header| &header.field);
        let chunked = names.any(|name| name.equiv("Transfer-Encoding"));
        let left = (!chunked).then(|| request.body_length().unwrap_or(0));
        Self { request, left }
    }
}

/// Bytes to read at a time.
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
