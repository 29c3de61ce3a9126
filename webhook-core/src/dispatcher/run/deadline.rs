//! The deadline of a delivery, and the waits that it ends.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use crate::dispatcher::timer::{Timer, sleep};
use crate::guard::{Guarded, Panicked};
use crate::handle::handler_run::{HandlerFuture, HandlerRun};
use crate::outcome::{Outcome, OutcomeKind};

/// The time for a whole delivery: finding its keys, verifying and claiming it, and its handler or the handlers of all its
/// items.
///
/// It starts with the first wait, so a delivery that never waits needs no timer.
pub(crate) struct Deadline<'a> {
    clock: &'a dyn Timer,
    time: Option<Duration>,
    timer: Option<Guarded<dyn Future<Output = ()> + Send>>,
    over: Option<Result<(), Panicked>>,
}

impl<'a> Deadline<'a> {
    /// Creates a deadline. Without `time`, it never ends.
    pub(crate) const fn new(clock: &'a dyn Timer, time: Option<Duration>) -> Self {
        Self {
            clock,
            time,
            timer: None,
            over: None,
        }
    }

    /// Starts the timer, unless it is running.
    pub(crate) fn start(&mut self) {
        if self.timer.is_none()
            && let Some(time) = self.time
        {
            self.timer = Some(sleep(self.clock, time));
        }
    }

    pub(crate) const fn is_endless(&self) -> bool {
        self.time.is_none()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Panicked>> {
        self.start();
        if self.over.is_none()
            && let Some(timer) = &mut self.timer
            && let Poll::Ready(over) = Pin::new(timer).poll(context)
        {
            self.over = Some(over);
        }
        self.over.map_or(Poll::Pending, Poll::Ready)
    }

    /// The outcome of a handler, which is waited for if it has not ended.
    pub(crate) async fn outcome_of(&mut self, run: HandlerRun) -> Outcome {
        match run {
            HandlerRun::Ready(outcome) => outcome,
            HandlerRun::Future(future) => self.wait_for(future).await,
        }
    }

    /// Waits for a handler, and drops it at the deadline.
    pub(crate) async fn wait_for(&mut self, mut handler: HandlerFuture) -> Outcome {
        match self.race(&mut handler).await {
            Ok(outcome) => outcome,
            Err(over) => over
                .and_then(|()| handler.end())
                .map_or_else(Outcome::from, |()| Outcome::new(OutcomeKind::TimedOut)),
        }
    }

    /// Waits for a future until the deadline.
    pub(crate) async fn race<F: Future + Unpin>(
        &mut self,
        mut future: F,
    ) -> Result<F::Output, Result<(), Panicked>> {
        poll_fn(|context| match Pin::new(&mut future).poll(context) {
            Poll::Ready(output) => Poll::Ready(Ok(output)),
            Poll::Pending => self.poll(context).map(Err),
        })
        .await
    }

    /// Returns whether the deadline has passed. It is called between two items and yields once to other tasks.
    pub(crate) async fn is_over(&mut self) -> Option<Result<(), Panicked>> {
        let mut given_way = false;
        poll_fn(|context| {
            let over = self.poll(context);
            if over.is_pending() && !std::mem::replace(&mut given_way, true) {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            Poll::Ready(match over {
                Poll::Ready(over) => Some(over),
                Poll::Pending => None,
            })
        })
        .await
    }

    /// Drops the timer.
    pub(crate) fn end(&mut self) -> Result<(), Panicked> {
        self.timer.as_mut().map_or(Ok(()), Guarded::end)
    }
}

/// Marks a client as waiting for an answer, until it is dropped; see [`Received::waited_for`].
///
/// [`Received::waited_for`]: crate::dispatcher::run::received::Received::waited_for
#[derive(Debug)]
#[must_use = "when it is dropped, the client counts as disconnected"]
pub struct Waiting(#[expect(dead_code, reason = "only its drop matters")] Arc<()>);

/// Tells whether a client is still waiting.
#[derive(Debug, Default)]
pub(crate) struct Client(Option<Weak<()>>);

impl Client {
    pub(crate) fn waits(&mut self) -> Waiting {
        let waiting = Arc::new(());
        self.0 = Some(Arc::downgrade(&waiting));
        Waiting(waiting)
    }

    pub(crate) fn has_left(&self) -> bool {
        self.0
            .as_ref()
            .is_some_and(|waiting| waiting.strong_count() == 0)
    }
}
