//! The default timer: one thread for all waits.
//!
//! Almost no deadline is ever reached, so it has to be cheap to begin a wait and to drop it. The thread is woken only by a wait that
//! ends before the thread looks anyway. The timers of `futures-timer` wake their thread twice each, which took a fifth of the
//! processor time of a receipt.

use std::collections::BTreeMap;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use crate::dispatcher::timer::{TIMER, Timer};
use crate::guard;

/// The default timer, independent of the executor: one thread for all timers, started by the first.
#[derive(Debug)]
pub(crate) struct Threaded;

impl Timer for Threaded {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(Sleep {
            ends: Instant::now().checked_add(duration),
            number: None,
        })
    }
}

/// A wait.
struct Sleep {
    /// `None` if no clock shows the time.
    ends: Option<Instant>,
    /// Of the wait among those that the thread knows.
    number: Option<u64>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Some(ends) = self.ends else {
            return Poll::Pending;
        };
        if Instant::now() >= ends {
            return Poll::Ready(());
        }
        let number = CLOCK.wait(ends, self.number, context.waker().clone());
        self.number = Some(number);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let (Some(ends), Some(number)) = (self.ends, self.number) {
            CLOCK.forget(ends, number);
        }
    }
}

static CLOCK: Clock = Clock {
    waits: Mutex::new(Waits {
        wakers: BTreeMap::new(),
        next: 0,
        thread: Thread::Missing,
    }),
    earlier: Condvar::new(),
};

struct Clock {
    waits: Mutex<Waits>,
    /// Tells the thread to look earlier.
    earlier: Condvar,
}

struct Waits {
    wakers: BTreeMap<(Instant, u64), Waker>,
    next: u64,
    thread: Thread,
}

enum Thread {
    Missing,
    Idle,
    LooksAt(Instant),
}

impl Clock {
    /// Adds a wait, or gives it another waker. A waker is dropped outside of the lock, because it can hold other waits.
    fn wait(&'static self, ends: Instant, number: Option<u64>, waker: Waker) -> u64 {
        let mut waits = self.lock();
        let number = number.unwrap_or_else(|| {
            waits.next = waits.next.wrapping_add(1);
            waits.next
        });
        let before = waits.wakers.insert((ends, number), waker);
        match waits.thread {
            Thread::LooksAt(at) if at <= ends => {}
            Thread::Missing => waits.thread = self.start(),
            Thread::Idle | Thread::LooksAt(_) => {
                waits.thread = Thread::LooksAt(ends);
                self.earlier.notify_one();
            }
        }
        drop(waits);
        drop(before);
        number
    }

    fn forget(&self, ends: Instant, number: u64) {
        let waker = self.lock().wakers.remove(&(ends, number));
        drop(waker);
    }

    /// If there can be no thread now, the next wait tries again.
    fn start(&'static self) -> Thread {
        let thread = thread::Builder::new().name("webhook-timer".to_owned());
        match thread.spawn(|| self.run()) {
            Ok(_detached) => Thread::LooksAt(Instant::now()),
            Err(_) => Thread::Missing,
        }
    }

    fn run(&self) {
        let mut waits = self.lock();
        loop {
            let now = Instant::now();
            let later = waits.wakers.split_off(&(now, u64::MAX));
            let due = mem::replace(&mut waits.wakers, later);
            if !due.is_empty() {
                drop(waits);
                for waker in due.into_values() {
                    if let Err(panicked) = guard::call(TIMER, || waker.wake()) {
                        panicked.log();
                    }
                }
                waits = self.lock();
                continue;
            }
            waits = if let Some((&(ends, _), _)) = waits.wakers.first_key_value() {
                waits.thread = Thread::LooksAt(ends);
                let time = ends.saturating_duration_since(now);
                let woken = self.earlier.wait_timeout(waits, time);
                woken.unwrap_or_else(PoisonError::into_inner).0
            } else {
                waits.thread = Thread::Idle;
                let woken = self.earlier.wait(waits);
                woken.unwrap_or_else(PoisonError::into_inner)
            };
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waits> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[path = "threaded_tests.rs"]
mod tests;
