use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::task::Wake;

use super::*;

const HOUR: Duration = Duration::from_secs(3600);

/// Says its name when it is woken.
struct Named(&'static str, mpsc::Sender<&'static str>);

impl Wake for Named {
    fn wake(self: Arc<Self>) {
        // The test may have ended.
        let _gone = self.1.send(self.0);
    }
}

fn poll(sleep: &mut Pin<Box<dyn Future<Output = ()> + Send>>, waker: &Waker) -> Poll<()> {
    sleep.as_mut().poll(&mut Context::from_waker(waker))
}

#[test]
fn a_wait_that_ends_earlier_is_not_held_up_by_one_that_ends_later() {
    let (sender, woken) = mpsc::channel();
    let named = |name| Waker::from(Arc::new(Named(name, sender.clone())));
    let mut hour = Threaded.sleep(HOUR);
    assert_eq!(poll(&mut hour, &named("hour")), Poll::Pending);
    let mut later = Threaded.sleep(Duration::from_millis(60));
    assert_eq!(poll(&mut later, &named("later")), Poll::Pending);
    let mut soon = Threaded.sleep(Duration::from_millis(10));
    assert_eq!(poll(&mut soon, &named("soon")), Poll::Pending);
    assert_eq!(woken.recv(), Ok("soon"));
    assert_eq!(woken.recv(), Ok("later"));
    assert_eq!(poll(&mut soon, Waker::noop()), Poll::Ready(()));
    assert_eq!(poll(&mut later, Waker::noop()), Poll::Ready(()));
    assert_eq!(poll(&mut hour, Waker::noop()), Poll::Pending);
}

#[test]
fn the_waker_of_the_last_poll_is_woken() {
    let (sender, woken) = mpsc::channel();
    let named = |name| Waker::from(Arc::new(Named(name, sender.clone())));
    let mut sleep = Threaded.sleep(Duration::from_millis(30));
    assert_eq!(poll(&mut sleep, &named("first")), Poll::Pending);
    assert_eq!(poll(&mut sleep, &named("second")), Poll::Pending);
    assert_eq!(woken.recv(), Ok("second"));
}

#[test]
fn a_dropped_wait_wakes_nobody_and_keeps_nothing() {
    let (sender, woken) = mpsc::channel();
    let mut sleep = Threaded.sleep(HOUR);
    let waker = Waker::from(Arc::new(Named("dropped", sender)));
    assert_eq!(poll(&mut sleep, &waker), Poll::Pending);
    drop(waker);
    drop(sleep);
    // The last waker is gone.
    assert_eq!(woken.recv(), Err(mpsc::RecvError));
}

#[test]
fn a_time_that_no_clock_shows_does_not_come() {
    let mut sleep = Threaded.sleep(Duration::MAX);
    assert_eq!(poll(&mut sleep, Waker::noop()), Poll::Pending);
}

/// A task that holds a wait of its own, as those of executors do.
struct Task {
    _wait: Mutex<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {}
}

#[test]
fn a_waker_may_hold_another_wait() {
    let mut inner = Threaded.sleep(HOUR);
    assert_eq!(poll(&mut inner, Waker::noop()), Poll::Pending);
    let waker = Waker::from(Arc::new(Task {
        _wait: Mutex::new(inner),
    }));
    let mut outer = Threaded.sleep(HOUR);
    assert_eq!(poll(&mut outer, &waker), Poll::Pending);
    drop(waker);
    // Replaces the last waker, which drops the task and its wait.
    assert_eq!(poll(&mut outer, Waker::noop()), Poll::Pending);
}

struct Panics;

impl Wake for Panics {
    fn wake(self: Arc<Self>) {
        std::panic::resume_unwind(Box::new("a waker that panics"));
    }
}

#[test]
fn a_waker_that_panics_does_not_end_the_others() {
    let (sender, woken) = mpsc::channel();
    let mut bad = Threaded.sleep(Duration::from_millis(10));
    assert_eq!(
        poll(&mut bad, &Waker::from(Arc::new(Panics))),
        Poll::Pending
    );
    let mut good = Threaded.sleep(Duration::from_millis(20));
    let waker = Waker::from(Arc::new(Named("good", sender)));
    assert_eq!(poll(&mut good, &waker), Poll::Pending);
    assert_eq!(woken.recv(), Ok("good"));
}

#[test]
fn many_threads_wait_at_once() {
    let ended = AtomicUsize::new(0);
    thread::scope(|scope| {
        for nth in 0..32 {
            let ended = &ended;
            scope.spawn(move || {
                for _ in 0..20 {
                    pollster::block_on(Threaded.sleep(Duration::from_millis(nth % 3)));
                    ended.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(ended.into_inner(), 640);
}
