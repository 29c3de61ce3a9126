//! Calls the program's own code. A panic becomes a value, and the process continues.
//!
//! The program's futures are also polled and dropped here, because a destructor may panic too.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

/// The part of the program that panicked, such as `the clock`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Panicked(pub(crate) &'static str);

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} panicked", self.0)
    }
}

impl Panicked {
    /// Logs the panic, if it cannot be reported in a reply.
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

/// A type of the program, or an extension of the request: code that is called in many places.
pub(crate) const OWN_CODE: &str = "the program's own code";

/// The body of a request, with any wrapper that the server put around it.
pub(crate) const BODY: &str = "the body";

/// Calls code of the program.
///
/// State that it leaves half changed belongs to the program, so callers need not be `UnwindSafe`.
#[inline]
pub(crate) fn call<T>(part: &'static str, code: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(code)).map_err(|thrown| {
        put_away(thrown);
        Panicked(part)
    })
}

/// Drops a value of the program, and catches a panic of its destructor.
pub(crate) fn discard<T>(part: &'static str, value: T) -> Result<(), Panicked> {
    call(part, || drop(value))
}

/// Drops a panic's payload. Its destructor may panic too; the payload of that panic is leaked.
#[cold]
fn put_away(thrown: Box<dyn Any + Send>) {
    if let Err(thrown) = catch_unwind(AssertUnwindSafe(|| drop(thrown))) {
        mem::forget(thrown);
    }
}

/// A body of the program or the server, dropped without a panic.
///
/// It refers to a pinned `Option` and sets it to `None`, because a pinned value cannot be moved out.
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

    /// Drops the body, inside of a call that catches panics.
    #[inline]
    pub(crate) fn clear(&mut self) {
        self.0.set(None);
    }

    /// Drops the body, and catches a panic.
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

/// A future of the program; panics are caught when it is made, polled and dropped.
pub(crate) struct Guarded<F: Future + ?Sized> {
    part: &'static str,
    /// `None` once it has ended.
    future: Option<Pin<Box<F>>>,
}

impl<F: Future + ?Sized> Guarded<F> {
    /// Calls `make`. If it panics, the first poll returns the panic.
    pub(crate) fn new(part: &'static str, make: impl FnOnce() -> Pin<Box<F>>) -> Self {
        let future = call(part, make).ok();
        Self { part, future }
    }

    /// Wraps an existing future.
    pub(crate) const fn of(part: &'static str, future: Pin<Box<F>>) -> Self {
        let future = Some(future);
        Self { part, future }
    }

    /// Drops the future, if it has not ended.
    pub(crate) fn end(&mut self) -> Result<(), Panicked> {
        discard(self.part, self.future.take())
    }
}

impl<F: Future + ?Sized> Future for Guarded<F> {
    type Output = Result<F::Output, Panicked>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { part, future } = &mut *self;
        // Outside the call, so that a panic of the future's destructor does not drop the output.
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
                // One by one: a panic during a panic would abort the process.
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
