//! Calls of the program's own code: a panic there becomes a value, and the process lives.
//!
//! Futures of the program are polled and dropped here too, because a destructor may panic as well.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

/// A part of the program that panicked: `the clock`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Panicked(pub(crate) &'static str);

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} panicked", self.0)
    }
}

impl Panicked {
    /// Says so where there is no reply that could.
    #[cfg_attr(
        not(feature = "tracing"),
        expect(clippy::unused_self, reason = "with `tracing` it is logged")
    )]
    pub(crate) fn log(self) {
        #[cfg(feature = "tracing")]
        let _ = call("the log", || {
            tracing::error!(part = self.0, "a part of the program panicked");
        });
    }
}

/// A type of the program's, or what the server left beside the request: what is called in many places at once.
pub(crate) const OWN_CODE: &str = "the program's own code";

/// What is read of a request, and whatever the server put around it.
pub(crate) const BODY: &str = "the body";

/// Calls a part of the program.
///
/// What it leaves half done is the program's own, so that no caller here has to be `UnwindSafe`.
#[inline]
pub(crate) fn call<T>(part: &'static str, code: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(code)).map_err(|thrown| {
        put_away(thrown);
        Panicked(part)
    })
}

/// Drops a value of the program.
pub(crate) fn discard<T>(part: &'static str, value: T) -> Result<(), Panicked> {
    call(part, || drop(value))
}

/// Drops what was thrown. Its destructor may panic, and so may that of what it throws then, which stays in memory.
#[cold]
fn put_away(thrown: Box<dyn Any + Send>) {
    if let Err(thrown) = catch_unwind(AssertUnwindSafe(|| drop(thrown))) {
        mem::forget(thrown);
    }
}

/// A body of the program's or of a server's: dropped without a panic.
///
/// Holds what is pinned elsewhere, and empties it, since nothing that is pinned can be taken out.
pub(crate) struct Incoming<'b, B>(Pin<&'b mut Option<B>>);

impl<'b, B> Incoming<'b, B> {
    #[inline]
    pub(crate) const fn of(body: Pin<&'b mut Option<B>>) -> Self {
        Self(body)
    }

    /// `None` once it has ended.
    #[inline]
    pub(crate) fn as_mut(&mut self) -> Option<Pin<&mut B>> {
        self.0.as_mut().as_pin_mut()
    }

    /// Drops the body, where a panic is caught.
    #[inline]
    pub(crate) fn clear(&mut self) {
        self.0.set(None);
    }

    /// Drops the body.
    #[inline]
    pub(crate) fn end(&mut self) -> Result<(), Panicked> {
        if self.0.is_none() || !mem::needs_drop::<B>() {
            return Ok(());
        }
        call(BODY, || self.clear())
    }
}

impl<B> Drop for Incoming<'_, B> {
    #[inline]
    fn drop(&mut self) {
        if let Err(panicked) = self.end() {
            panicked.log();
        }
    }
}

/// A future of the program: made, polled and dropped without a panic.
pub(crate) struct Guarded<F: Future + ?Sized> {
    part: &'static str,
    /// `None` once it has ended.
    future: Option<Pin<Box<F>>>,
}

impl<F: Future + ?Sized> Guarded<F> {
    /// Calls what makes the future; a panic there is what the first poll returns.
    pub(crate) fn new(part: &'static str, make: impl FnOnce() -> Pin<Box<F>>) -> Self {
        let future = call(part, make).ok();
        Self { part, future }
    }

    /// Takes a future that is made.
    pub(crate) const fn of(part: &'static str, future: Pin<Box<F>>) -> Self {
        let future = Some(future);
        Self { part, future }
    }

    /// Drops what has not ended.
    pub(crate) fn end(&mut self) -> Result<(), Panicked> {
        discard(self.part, self.future.take())
    }
}

impl<F: Future + ?Sized> Future for Guarded<F> {
    type Output = Result<F::Output, Panicked>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { part, future } = &mut *self;
        // Outside of the call, or a panic of the future's destructor would drop it on its way.
        let mut output = None;
        let polled = call(part, || {
            if let Some(polling) = future
                && let Poll::Ready(ready) = polling.as_mut().poll(context)
            {
                output = Some(ready);
                *future = None;
            }
        });
        match polled {
            Ok(()) if future.is_some() => Poll::Pending,
            Ok(()) => Poll::Ready(output.ok_or(Panicked(part))),
            Err(panicked) => {
                // One by one: a second panic while the first is on its way ends the process.
                let _ = discard(part, future.take());
                let _ = discard(part, output);
                Poll::Ready(Err(panicked))
            }
        }
    }
}

impl<F: Future + ?Sized> Drop for Guarded<F> {
    fn drop(&mut self) {
        if self.future.is_some()
            && let Err(panicked) = self.end()
        {
            panicked.log();
        }
    }
}

impl<F: Future + ?Sized> fmt::Debug for Guarded<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Guarded").field(&self.part).finish()
    }
}

#[cfg(test)]
#[path = "guard_tests.rs"]
mod tests;
