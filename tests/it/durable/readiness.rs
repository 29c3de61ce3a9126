//! Whether the inbox is ready, as the health of the dispatcher.

use std::sync::atomic::AtomicBool;

use super::*;

/// Is away while it is told to be, and counts how often it is asked.
#[derive(Clone, Default)]
struct Switched {
    is_away: Arc<AtomicBool>,
    asked: Arc<AtomicUsize>,
}

impl Intake for Switched {
    fn accept(&self, all: Vec<Incoming>) -> BoxFuture<'_, Result<Vec<Accepted>, Unavailable>> {
        Box::pin(async move { Ok(vec![Accepted::New; all.len()]) })
    }

    fn ready(&self) -> Result<(), Unavailable> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.is_away.load(Ordering::Relaxed) {
            return Err(Unavailable::new("the disk is full"));
        }
        Ok(())
    }
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/at-once",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum AtOnce {
    #[event("a", ignore)]
    A,
}

#[test]
fn a_dispatcher_is_ready_while_its_inbox_is() {
    let inbox = Switched::default();
    let builder = Dispatcher::builder().inbox(Arc::new(inbox.clone()));
    let dispatcher = builder.group::<Shop>(Secret::new(SECRET)).build().unwrap();
    assert!(dispatcher.health().is_ready());

    inbox.is_away.store(true, Ordering::Relaxed);
    let health = dispatcher.health();
    assert!(!health.is_ready() && health.is_configured());
    assert_eq!(
        health.inbox_unavailable.as_deref(),
        Some("the disk is full")
    );
    let json = serde_json::to_value(&health).unwrap();
    assert_eq!(json["inbox_unavailable"], "the disk is full");
    // It is asked for the health, and a delivery is given to it even so.
    assert_eq!(inbox.asked.load(Ordering::Relaxed), 2);
    let reply = dispatcher.dispatch_blocking(signed::<Shop>(&body("paid", "1", "a")));
    assert_eq!(
        (reply.status().as_u16(), inbox.asked.load(Ordering::Relaxed)),
        (200, 2)
    );

    inbox.is_away.store(false, Ordering::Relaxed);
    assert!(dispatcher.health().is_ready());
}

#[test]
fn an_inbox_that_no_group_needs_is_not_asked() {
    let inbox = Switched::default();
    inbox.is_away.store(true, Ordering::Relaxed);
    let builder = Dispatcher::builder().inbox(inbox.clone());
    let dispatcher = builder
        .group::<AtOnce>(Secret::new(SECRET))
        .build()
        .unwrap();
    assert!(dispatcher.health().is_ready());
    assert_eq!(inbox.asked.load(Ordering::Relaxed), 0);
}

#[test]
fn an_inbox_that_says_nothing_about_it_is_ready() {
    assert!(Fixture::of::<Shop>().dispatcher.health().is_ready());
}

#[test]
fn an_inbox_that_panics_is_not_ready() {
    struct Panics;
    impl Intake for Panics {
        fn accept(&self, _: Vec<Incoming>) -> BoxFuture<'_, Result<Vec<Accepted>, Unavailable>> {
            Box::pin(async { Ok(Vec::new()) })
        }

        fn ready(&self) -> Result<(), Unavailable> {
            panic!("the lock is poisoned")
        }
    }
    let builder = Dispatcher::builder().inbox(Panics);
    let dispatcher = builder.group::<Shop>(Secret::new(SECRET)).build().unwrap();
    let health = dispatcher.health();
    assert_eq!(
        health.inbox_unavailable.as_deref(),
        Some("the inbox panicked")
    );
}
