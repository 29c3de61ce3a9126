//! A stream of chunks as a body.

use std::fmt::Display;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Buf;
use bytes::buf::Take;
use futures_core::Stream;
use http_body::{Body, Frame, SizeHint};

/// The body type of a framework as a [`Body`]. Errors are converted to text, because some of them are not `Send`.
pub(crate) struct Chunks<S> {
    stream: Pin<Box<S>>,
    /// The number of bytes left, if known.
    left: Option<u64>,
}

impl<S> Chunks<S> {
    /// Ends the body after `length` bytes, if given, even if the stream has more.
    pub(crate) fn new(stream: S, length: Option<u64>) -> Self {
        Self {
            stream: Box::pin(stream),
            left: length,
        }
    }
}

impl<S, D, E> Body for Chunks<S>
where
    S: Stream<Item = Result<D, E>>,
    D: Buf,
    E: Display,
{
    type Data = Take<D>;
    type Error = String;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Take<D>>, String>>> {
        if self.left == Some(0) {
            return Poll::Ready(None);
        }
        let chunk = match ready!(self.stream.as_mut().poll_next(context)) {
            None => return Poll::Ready(None),
            Some(Err(error)) => return Poll::Ready(Some(Err(error.to_string()))),
            Some(Ok(chunk)) => chunk,
        };
        let left = self.left.and_then(|left| usize::try_from(left).ok());
        let chunk = chunk.take(left.unwrap_or(usize::MAX));
        let length = u64::try_from(chunk.remaining()).unwrap_or(u64::MAX);
        self.left = self.left.map(|left| left.saturating_sub(length));
        Poll::Ready(Some(Ok(Frame::data(chunk))))
    }

    fn size_hint(&self) -> SizeHint {
        self.left
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
