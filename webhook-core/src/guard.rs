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
mod tests {
    use std::future::{pending, poll_fn, ready};
    use std::panic::panic_any;

    use super::*;

    /// Panics when it is dropped, and throws another one then.
    struct Bomb(u8);

    impl Drop for Bomb {
        fn drop(&mut self) {
            if let Some(less) = self.0.checked_sub(1) {
                panic_any(Self(less));
            }
        }
    }

    fn poll<F: Future + ?Sized>(guarded: &mut Guarded<F>) -> Poll<Result<F::Output, Panicked>> {
        Pin::new(guarded).poll(&mut Context::from_waker(std::task::Waker::noop()))
    }

    const BROKEN: Panicked = Panicked("the test");

    #[test]
    fn a_call_returns_what_the_code_does() {
        assert_eq!(call("the test", || 7), Ok(7));
        assert_eq!(discard("the test", 7), Ok(()));
        assert_eq!(BROKEN.to_string(), "the test panicked");
    }

    #[test]
    fn a_panic_is_a_value_whatever_was_thrown() {
        for depth in 0..4 {
            let thrown = || -> u8 { panic_any(Bomb(depth)) };
            assert_eq!(call("the test", thrown), Err(BROKEN), "{depth}");
            let dropped = discard("the test", Bomb(depth));
            assert_eq!(dropped.is_err(), depth > 0, "{depth}");
        }
    }

    #[test]
    fn a_future_is_polled_to_its_end() {
        let mut guarded = Guarded::new("the test", || Box::pin(ready(7)));
        assert_eq!(poll(&mut guarded), Poll::Ready(Ok(7)));
        let mut guarded = Guarded::new("the test", || Box::pin(pending::<u8>()));
        assert_eq!(poll(&mut guarded), Poll::Pending);
    }

    /// A future that holds a bomb for as long as it lives.
    fn holding<T>(mut poll: impl FnMut() -> Poll<T>) -> Pin<Box<impl Future<Output = T>>> {
        let bomb = Bomb(2);
        Box::pin(poll_fn(move |_| {
            let _held = &bomb;
            poll()
        }))
    }

    #[test]
    fn a_future_may_panic_where_it_is_made_polled_or_dropped() {
        let mut made = Guarded::<std::future::Ready<u8>>::new("the test", || panic_any(Bomb(2)));
        assert_eq!(poll(&mut made), Poll::Ready(Err(BROKEN)));

        let mut polled = Guarded::of("the test", holding(|| -> Poll<u8> { panic_any(Bomb(2)) }));
        assert_eq!(poll(&mut polled), Poll::Ready(Err(BROKEN)));

        let mut ended = Guarded::of("the test", holding(|| Poll::Ready(Bomb(2))));
        assert!(matches!(poll(&mut ended), Poll::Ready(Err(BROKEN))));

        let mut over = Guarded::of("the test", holding(|| Poll::<u8>::Pending));
        assert_eq!(poll(&mut over), Poll::Pending);
        assert_eq!((over.end(), over.end()), (Err(BROKEN), Ok(())));

        let mut left = Guarded::of("the test", holding(|| Poll::<u8>::Pending));
        assert_eq!(poll(&mut left), Poll::Pending);
        drop(left);
    }

    /// As it is where a second part of the program panics in the course of the first one's panic.
    #[test]
    fn a_future_may_be_dropped_while_a_panic_is_on_its_way() {
        let outcome = call("the test", || {
            let _left = Guarded::of("another", holding(|| Poll::<u8>::Pending));
            panic_any(Bomb(2))
        });
        assert_eq!(outcome, Err::<(), _>(BROKEN));
    }
}
