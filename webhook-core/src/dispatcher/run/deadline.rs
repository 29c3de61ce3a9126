//! The time that a request has, and what ends the parts of it that need more.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use crate::dispatcher::timer::{Timer, sleep};
use crate::guard::{Guarded, Panicked};
use crate::handle::handler_run::HandlerFuture;
use crate::outcome::{Outcome, OutcomeKind};

/// How long a delivery may take: finding its keys, verifying and claiming it, and its handler or those of all its items.
///
/// It starts where something is waited for first, so that what is ready at once costs no timer.
pub(crate) struct Deadline<'a> {
    clock: &'a dyn Timer,
    time: Option<Duration>,
    timer: Option<Guarded<dyn Future<Output = ()> + Send>>,
    over: Option<Result<(), Panicked>>,
}

impl<'a> Deadline<'a> {
    /// Without a time it never ends.
    pub(crate) const fn new(clock: &'a dyn Timer, time: Option<Duration>) -> Self {
        Self {
            clock,
            time,
            timer: None,
            over: None,
        }
    }

    /// Starts to measure, unless it has started.
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

    /// Waits for a handler, and drops one that needs more time than there is.
    pub(crate) async fn wait_for(&mut self, mut handler: HandlerFuture) -> Outcome {
        match self.race(&mut handler).await {
            Ok(outcome) => outcome,
            Err(over) => over
                .and_then(|()| handler.end())
                .map_or_else(Outcome::from, |()| Outcome::new(OutcomeKind::TimedOut)),
        }
    }

    /// Waits for something while there is time.
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

    /// Whether the time is over. Asked between two items; other tasks run meanwhile.
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

/// Says that a client waits for an answer, for as long as it lives; see [`Received::waited_for`].
///
/// [`Received::waited_for`]: crate::dispatcher::run::received::Received::waited_for
#[derive(Debug)]
#[must_use = "when it is dropped, the client counts as gone"]
pub struct Waiting(#[expect(dead_code, reason = "only whether it lives matters")] Arc<()>);

/// Whether a client still waits.
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
