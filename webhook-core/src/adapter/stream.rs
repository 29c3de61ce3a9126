//! A stream of chunks as a body.

use std::fmt::Display;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Buf;
use futures_core::Stream;
use http_body::{Body, Frame};

/// The chunks of a framework's own body type; its errors keep their text alone, because some of them are not `Send`.
pub(super) struct Chunks<S>(Pin<Box<S>>);

impl<S> Chunks<S> {
    pub(super) fn new(stream: S) -> Self {
        Self(Box::pin(stream))
    }
}

impl<S, D, E> Body for Chunks<S>
where
    S: Stream<Item = Result<D, E>>,
    D: Buf,
    E: Display,
{
    type Data = D;
    type Error = String;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<D>, String>>> {
        let chunk = ready!(self.0.as_mut().poll_next(context));
        Poll::Ready(chunk.map(|chunk| chunk.map(Frame::data).map_err(|error| error.to_string())))
    }
}
