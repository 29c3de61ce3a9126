use std::future::{pending, poll_fn, ready};
use std::panic::panic_any;

use super::*;

/// Panics when it is dropped, with another bomb as the panic's payload.
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

/// A second part of the program panics while the panic of a first one unwinds.
#[test]
fn a_future_may_be_dropped_while_a_panic_is_on_its_way() {
    let outcome = call("the test", || {
        let _left = Guarded::of("another", holding(|| Poll::<u8>::Pending));
        panic_any(Bomb(2))
    });
    assert_eq!(outcome, Err::<(), _>(BROKEN));
}
