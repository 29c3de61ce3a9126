//! The streams of events that are open, and their bounds.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::response::sse::Event;
use futures_core::Stream;
use tokio::sync::mpsc;

/// The streams that may be open at once, of all visitors.
const MOST: usize = 64;
/// The updates that wait for a browser. One that does not read them is dropped.
pub(crate) const WAITING: usize = 8;

/// Counts the open streams.
#[derive(Clone, Debug, Default)]
pub(crate) struct Streams(Arc<AtomicUsize>);

impl Streams {
    /// A place for one more stream, until it is dropped; `None` if there are too many.
    pub(crate) fn enter(&self) -> Option<Place> {
        let more = |open: usize| (open < MOST).then(|| open.saturating_add(1));
        let entered = self
            .0
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, more);
        entered.ok().map(|_| Place(self.clone()))
    }

    pub(crate) fn open(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }
}

/// The place of an open stream.
#[derive(Debug)]
pub(crate) struct Place(Streams);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The updates for one browser. It fails at its end, so that the connection is closed and the browser asks again.
#[derive(Debug)]
pub(crate) struct Updates {
    pub(crate) waiting: mpsc::Receiver<Event>,
    pub(crate) ended: bool,
}

impl Stream for Updates {
    type Item = Result<Event, Dropped>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        self.waiting.poll_recv(context).map(|event| {
            self.ended = event.is_none();
            Some(event.ok_or(Dropped))
        })
    }
}

/// The browser did not read its updates.
#[derive(Debug)]
pub(crate) struct Dropped;

impl std::fmt::Display for Dropped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the updates were not read")
    }
}

impl std::error::Error for Dropped {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_bound_on_open_streams() {
        let streams = Streams::default();
        let places: Vec<_> = (0..MOST).map(|_| streams.enter().unwrap()).collect();
        assert!(streams.enter().is_none());
        drop(places);
        assert_eq!(streams.open(), 0);
        assert!(streams.enter().is_some());
    }
}
