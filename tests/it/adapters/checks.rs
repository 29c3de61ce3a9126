//! The group that the adapters serve, and a record of its handlers' calls.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use webhook_core::{Dispatcher, EventGroup, Secret, State, on_event};

use super::servers::Site;

pub(super) const SECRET: &str = "the secret of the checks";
pub(super) const MAX_BODY: usize = 4096;
/// How long a slow handler takes.
pub(super) const SLOW: Duration = Duration::from_millis(400);
/// How long a body may take.
pub(super) const BODY_DEADLINE: Duration = Duration::from_millis(300);

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Work {
    id: String,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Slow {
    id: String,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Broken {
    pub(crate) id: String,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Refused {
    pub(crate) id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path("/checks", "/below/*"),
    discriminator = "/type",
    payload = "/data",
    max_body = 4096,
    signature(algorithm = "hmac-sha256", header = "X-Checks-Signature")
)]
pub(crate) enum Checks {
    #[event("work")]
    Work(Work),
    #[event("slow")]
    Slow(Slow),
    #[event("panic")]
    Panic(Broken),
    #[event("error")]
    Error(Refused),
}

/// A sender that asks with every method before it delivers.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/asked",
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Checks-Signature"),
    handshake = dropbox,
    handshake = trello,
    handshake = cloudevents
)]
pub(crate) enum Asked {
    #[event("work", ignore)]
    Work,
}

#[on_event(group = "checks", ty = Work)]
async fn work(work: Work, State(done): State<Done>) {
    done.note(&work.id);
}

#[on_event(group = "checks", ty = Slow)]
async fn slow(slow: Slow, State(done): State<Done>) {
    wait(SLOW).await;
    done.note(&slow.id);
}

#[on_event(group = "checks", ty = Broken)]
async fn panics(broken: Broken) {
    panic!("the own panic of {}", broken.id);
}

#[on_event(group = "checks", ty = Refused)]
async fn fails(refused: Refused) -> Result<(), String> {
    Err(format!("nothing to do with {}", refused.id))
}

/// Waits without the timer of any runtime.
async fn wait(duration: Duration) {
    let (wake, woken) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        std::thread::sleep(duration);
        wake.send(())
    });
    woken.await.unwrap();
}

/// How often each delivery was handled to its end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Done(Arc<Mutex<HashMap<String, usize>>>);

impl Done {
    pub(super) fn note(&self, id: &str) {
        println!("done {id}");
        *self.0.lock().unwrap().entry(id.to_owned()).or_default() += 1;
    }

    pub(super) fn count(&self, id: &str) -> usize {
        self.0.lock().unwrap().get(id).copied().unwrap_or_default()
    }
}

pub(super) const SITE: Site = Site {
    name: "checks",
    dispatcher,
};

pub(super) fn dispatcher(done: &Done) -> Dispatcher {
    Dispatcher::builder()
        .group::<Checks>(Secret::new(SECRET))
        .group::<Asked>(Secret::new(SECRET))
        .state(done.clone())
        .body_deadline(BODY_DEADLINE)
        .build()
        .unwrap()
}
