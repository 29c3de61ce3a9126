//! The contents of a dispatcher: its groups, and what the program gave it.

use std::any::TypeId;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Once};
use std::time::{Duration, SystemTime};

use http::Extensions;

use crate::declare::descriptor::Descriptor;
use crate::declare::durable::RECEIPT;
use crate::dispatcher::clock::Clock;
use crate::dispatcher::proxies::Proxies;
use crate::dispatcher::run::deadline::Deadline;
use crate::dispatcher::run::drain::Drain;
use crate::dispatcher::run::handshakes::Handshakes;
use crate::dispatcher::run::keys::Lookup;
use crate::dispatcher::run::places::Places;
use crate::dispatcher::run::runtime::AnyRuntime;
use crate::dispatcher::signed_url::SignedUrl;
use crate::dispatcher::telemetry::health::Seen;
use crate::dispatcher::timer::{Timer, sleep};
use crate::guard::{self, Guarded, Panicked};
use crate::handle::handler_run::{HandlerFuture, HandlerRun};
use crate::inbox::claim::ClaimStore;
use crate::inbox::intake::Intake;
use crate::observe::capture::{Captures, Shown};
use crate::observe::record::Observer;
use crate::outcome::Outcome;
use crate::verification::custom::CustomVerifier;

pub(crate) struct Inner {
    pub(crate) groups: Vec<Group>,
    pub(crate) places: Places,
    pub(crate) state: Extensions,
    pub(crate) observers: Vec<Arc<dyn Observer>>,
    /// How many records were made.
    pub(crate) records: AtomicU64,
    /// Heads and bodies of the last deliveries, if the program wants them.
    pub(crate) captures: Option<Captures>,
    /// Whether the first failure of the process says how to see the others.
    pub(crate) hints: bool,
    pub(crate) timer: Arc<dyn Timer>,
    pub(crate) proxies: Option<Proxies>,
    pub(crate) body_deadline: Duration,
    pub(crate) drain: Drain,
    pub(crate) claims: Arc<dyn ClaimStore>,
    /// The inbox, if a group is durable.
    pub(crate) inbox: Option<Arc<dyn Intake>>,
    /// The program's clock, if it gave one.
    pub(crate) clock: Option<Arc<dyn Clock>>,
}

pub(crate) struct Group {
    pub(crate) id: TypeId,
    pub(crate) descriptor: &'static Descriptor,
    pub(crate) runtime: Box<dyn AnyRuntime>,
    /// Whether the run waits for nothing except an asynchronous handler: the group has its own keys, and no claims, items,
    /// handshakes, verifier or inbox.
    pub(crate) runs_at_once: bool,
    /// The source of the URL that the senders sign, if they sign one.
    pub(crate) signed_url: Option<SignedUrl>,
    /// Whether the program's types are tried while a delivery is recognised.
    pub(crate) tries_types: bool,
    pub(crate) seen: Seen,
    /// Logs once that the sender writes a character set as `Content-Encoding`.
    pub(crate) charset_told: Once,
    /// The handshakes of the group's sender.
    pub(crate) handshakes: Option<Arc<Handshakes>>,
    /// The key source, if keyrings are looked up for each delivery.
    pub(crate) keys: Option<Lookup>,
    /// Whether segments of the group's paths have names.
    pub(crate) names_segments: bool,
    /// The verifier, if the scheme is `custom`.
    pub(crate) verifier: Option<Arc<dyn CustomVerifier>>,
    /// What of a captured delivery may be shown.
    pub(crate) shown: Arc<Shown>,
    /// The group's own keys, to say which of them were tried.
    #[cfg(feature = "diagnose")]
    pub(crate) own_keys: Option<crate::scheme::keys::keyring::Keyring>,
}

impl Inner {
    #[cfg(feature = "lambda_http")]
    pub(crate) fn group_at(&self, path: &str) -> Option<&Group> {
        self.groups.get(self.places.find(path)?.0)
    }

    /// Finds the group of a path, and keeps the segments that the group's path names for this request.
    #[inline]
    pub(crate) fn route(&self, path: &str, extensions: &mut Extensions) -> Option<usize> {
        let (position, pattern) = self.places.find(path)?;
        if self.groups.get(position)?.names_segments {
            let captured = pattern.map(|pattern| pattern.capture(path));
            extensions.insert(captured.unwrap_or_default());
        }
        Some(position)
    }

    /// The time of receipt.
    pub(crate) fn now(&self) -> Result<SystemTime, Panicked> {
        match &self.clock {
            None => Ok(SystemTime::now()),
            Some(clock) => guard::call("the clock", || clock.now()),
        }
    }

    /// The outcome of a handler, which is waited for if it has not ended.
    pub(crate) async fn outcome_of(run: HandlerRun, deadline: Deadline<'_>) -> Outcome {
        match run {
            HandlerRun::Ready(outcome) => outcome,
            HandlerRun::Future(future) => Self::finish(future, deadline).await,
        }
    }

    /// Waits for the handler, at most until its deadline.
    pub(crate) async fn finish(future: HandlerFuture, mut deadline: Deadline<'_>) -> Outcome {
        if deadline.is_endless() {
            return future.await;
        }
        deadline.start();
        let outcome = deadline.wait_for(future).await;
        deadline.end().map_or_else(Outcome::from, |()| outcome)
    }

    pub(crate) fn deadline(&self, descriptor: &Descriptor) -> Deadline<'_> {
        Deadline::new(&*self.timer, descriptor.deadline)
    }

    /// The deadline of a request. The `deadline` of a durable group is for the run that comes later.
    pub(crate) fn request_deadline(&self, descriptor: &Descriptor) -> Deadline<'_> {
        let durable = descriptor.is_durable();
        let time = if durable {
            Some(RECEIPT)
        } else {
            descriptor.deadline
        };
        Deadline::new(&*self.timer, time)
    }

    pub(crate) fn sleep(&self, duration: Duration) -> Guarded<dyn Future<Output = ()> + Send> {
        sleep(&*self.timer, duration)
    }
}
