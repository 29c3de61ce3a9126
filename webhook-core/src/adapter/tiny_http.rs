//! Answers requests of `tiny_http`, without an executor.

use std::io::{self, Cursor, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt as _, Full};
use tiny_http::{Header, Request, Response};

use crate::dispatcher::{Dispatcher, Peer};
use crate::reply::problem;

impl Dispatcher {
    /// Answers a request on the calling thread.
    ///
    /// An asynchronous handler that needs an executor of its own, as most that do I/O, needs one here as well. A body
    /// that has stopped blocks the thread: `tiny_http` sets no deadlines, so put a proxy before it that does. A request
    /// with both a `Content-Length` and a `Transfer-Encoding` is answered 400.
    ///
    /// # Errors
    ///
    /// The client has gone.
    #[cfg_attr(docsrs, doc(cfg(feature = "tiny_http")))]
    pub fn answer_tiny_http(&self, mut request: Request) -> io::Result<()> {
        let response = match head(&request) {
            Some(head) => {
                let length = request.body_length();
                let body = Reading {
                    reader: request.as_reader(),
                    length,
                };
                self.dispatch_blocking(head.map(|()| body))
            }
            None => problem(StatusCode::BAD_REQUEST),
        };
        request.respond(reply(response))
    }
}

fn head(request: &Request) -> Option<http::Request<()>> {
    let mut head = http::Request::new(());
    *head.method_mut() = Method::from_bytes(request.method().as_str().as_bytes()).ok()?;
    *head.uri_mut() = request.url().parse::<Uri>().ok()?;
    for header in request.headers() {
        let name = HeaderName::from_bytes(header.field.as_str().as_str().as_bytes()).ok()?;
        let value = HeaderValue::from_str(header.value.as_str()).ok()?;
        head.headers_mut().append(name, value);
    }
    if let Some(address) = request.remote_addr() {
        head.extensions_mut().insert(Peer::from(*address));
    }
    // `tiny_http` reads it as chunked and keeps the connection, which RFC 9112, 6.1, forbids: somebody else may have
    // read it by its length.
    let framed = |name| head.headers().contains_key(name);
    let twice = framed(header::CONTENT_LENGTH) && framed(header::TRANSFER_ENCODING);
    (!twice).then_some(head)
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

/// A blocking reader as a body that is always ready.
struct Reading<'r> {
    reader: &'r mut dyn Read,
    length: Option<usize>,
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
        Poll::Ready(match self.reader.read(&mut chunk) {
            Ok(0) => None,
            Ok(length) => chunk
                .get(..length)
                .map(|read| Ok(Frame::data(Bytes::copy_from_slice(read)))),
            Err(error) => Some(Err(error)),
        })
    }

    fn size_hint(&self) -> SizeHint {
        self.length
            .and_then(|length| u64::try_from(length).ok())
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
