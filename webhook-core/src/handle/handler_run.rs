//! The run of a handler.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::guard::{Guarded, Panicked};
use crate::outcome::{IntoOutcome, Outcome};

/// The run of a handler that was called: its outcome, or a future of it.
pub enum HandlerRun {
    /// The outcome of a synchronous handler.
    Ready(Outcome),
    /// The future of an asynchronous one.
    Future(HandlerFuture),
}

/// The future of an asynchronous handler. Its panics become outcomes.
#[derive(Debug)]
pub struct HandlerFuture(Guarded<dyn Future<Output = Outcome> + Send>);

impl HandlerFuture {
    /// Drops a handler that took too long.
    pub(crate) fn end(&mut self) -> Result<(), Panicked> {
        self.0.end()
    }
}

impl Future for HandlerFuture {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        let polled = Pin::new(&mut self.0).poll(context);
        polled.map(|ended| ended.unwrap_or_else(Outcome::from))
    }
}

impl HandlerRun {
    /// A placeholder.
    pub(crate) const fn nothing() -> Self {
        Self::Ready(Outcome::handled())
    }

    /// Boxes the future of an asynchronous handler that returns nothing.
    pub fn completing(future: impl Future<Output = ()> + Send + 'static) -> Self {
        Self::future(future, IntoOutcome::into_outcome)
    }

    /// A synchronous handler that returned nothing.
    #[must_use]
    pub fn completed((): ()) -> Self {
        Self::Ready(Outcome::handled())
    }

    /// Boxes the future of an asynchronous handler; `convert` turns its output into an outcome.
    pub fn future<F>(future: F, convert: fn(F::Output) -> Outcome) -> Self
    where
        F: Future + Send + 'static,
    {
        let rest = Box::pin(async move { convert(future.await) });
        Self::Future(HandlerFuture(Guarded::of("the handler", rest)))
    }
}

impl fmt::Debug for HandlerRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready(outcome) => f.debug_tuple("Ready").field(outcome).finish(),
            Self::Future(_) => f.write_str("Future"),
        }
    }
}
