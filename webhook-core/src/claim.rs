//! Idempotency: each delivery of an `idempotent` group runs once, by its group, event and id.

use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Write as _};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};
use std::time::{Duration, SystemTime};

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Remembers which deliveries ran, so that a sender's repetition does not run again.
///
/// [`MemoryInbox`] is the one for a single process. A store that several processes share has the same four answers.
pub trait Inbox: Send + Sync {
    /// Claims a delivery before its handler runs.
    fn claim<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        body: &'a BodyDigest,
        now: SystemTime,
    ) -> Answer<'a, Claim>;

    /// Ends a claim that was new: keeps it where the handler succeeded, or gives it up, so that the sender's next try
    /// runs. A token whose lease is over ends nothing.
    fn finish<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        token: ClaimToken,
        end: ClaimEnd,
    ) -> Answer<'a, ()>;
}

/// What an [`Inbox`] answers, now or later.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What an [`Inbox`] knows of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Claim {
    /// It did not run; the token ends the claim.
    New(ClaimToken),
    /// It runs at this moment, or the inbox is full of those that do.
    Running,
    /// It ran and succeeded.
    Done,
    /// Its id belongs to a delivery with another body; the first is kept.
    Conflict,
}

/// How a claim ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClaimEnd {
    /// The handler succeeded.
    Done,
    /// The handler failed, panicked or was dropped, or the payload could not be parsed.
    Failed,
}

/// Tells one claim of a delivery from a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimToken(pub u64);

/// What a delivery is known by: its id alone would be too little, since senders reuse ids across events.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ClaimKey {
    group: &'static str,
    event: &'static str,
    id: Box<str>,
    digest: bool,
}

impl ClaimKey {
    /// Puts a key together.
    #[must_use]
    pub fn new(group: &'static str, event: &'static str, id: &str) -> Self {
        Self {
            group,
            event,
            id: id.into(),
            digest: false,
        }
    }

    /// Puts a key together for a group that says `idempotent = "digest"`: the digest stands for the id.
    pub(crate) fn of_digest(group: &'static str, event: &'static str, body: &BodyDigest) -> Self {
        let mut id = String::with_capacity(64);
        for byte in body.as_bytes() {
            // Writing into text does not fail.
            let _ = write!(id, "{byte:02x}");
        }
        Self {
            digest: true,
            ..Self::new(group, event, &id)
        }
    }

    /// The name of the group.
    #[must_use]
    pub const fn group(&self) -> &'static str {
        self.group
    }

    /// The name of the event.
    #[must_use]
    pub const fn event(&self) -> &'static str {
        self.event
    }

    /// The delivery's id, or the hexadecimal SHA-256 of its body where [`is_digest`](Self::is_digest).
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether the body's digest stands for the id, which no log should then show.
    #[must_use]
    pub const fn is_digest(&self) -> bool {
        self.digest
    }
}

impl fmt::Debug for ClaimKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = if self.digest { "(digest)" } else { &self.id };
        f.debug_struct("ClaimKey")
            .field("group", &self.group)
            .field("event", &self.event)
            .field("id", &id)
            .finish()
    }
}

/// The SHA-256 of a body; it has no `PartialEq`, as no digest here has.
#[derive(Clone, Copy)]
pub struct BodyDigest([u8; 32]);

impl BodyDigest {
    /// Hashes a body.
    #[must_use]
    pub fn of(body: &[u8]) -> Self {
        Self(Sha256::digest(body).into())
    }

    /// The bytes, for a store.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for BodyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BodyDigest(..)")
    }
}

/// An [`Inbox`] in memory, for one process: it keeps a bounded number of deliveries for a window of time.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use webhook_core::{Dispatcher, MemoryInbox};
///
/// let inbox = MemoryInbox::new(100_000).with_window(Duration::from_secs(3 * 86_400));
/// let dispatcher = Dispatcher::builder().inbox(inbox).build()?;
/// # Ok::<(), webhook_core::BuildError>(())
/// ```
#[derive(Debug)]
pub struct MemoryInbox {
    capacity: usize,
    window: Duration,
    lease: Duration,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    claims: HashMap<ClaimKey, Entry>,
    /// The keys by token, which is by age.
    order: BTreeMap<u64, ClaimKey>,
    next: u64,
}

#[derive(Debug)]
struct Entry {
    token: u64,
    body: BodyDigest,
    claimed_at: SystemTime,
    done: bool,
}

impl Default for MemoryInbox {
    /// 10,000 deliveries, a day, and a lease of five minutes.
    fn default() -> Self {
        Self::new(10_000)
    }
}

impl MemoryInbox {
    /// Keeps at most `capacity` deliveries, for a day, with a lease of five minutes.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity: capacity.max(1),
            window: Duration::from_hours(24),
            lease: Duration::from_mins(5),
            kept: Mutex::default(),
        }
    }

    /// Sets for how long a delivery is remembered; longer than the sender's last retry.
    #[must_use]
    pub const fn with_window(mut self, window: Duration) -> Self {
        self.window = window;
        self
    }

    /// Sets after what time a delivery that still runs may run again; longer than the slowest handler.
    #[must_use]
    pub const fn with_lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// The number of deliveries that are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().claims.len()
    }

    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The lock is held for a few operations on maps; a panic while it is held leaves nothing half done.
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_over(&self, entry: &Entry, now: SystemTime) -> bool {
        let age = now.duration_since(entry.claimed_at).unwrap_or_default();
        age >= if entry.done { self.window } else { self.lease }
    }

    fn claim_now(&self, key: &ClaimKey, body: BodyDigest, now: SystemTime) -> Claim {
        let mut kept = self.lock();
        if let Some(entry) = kept.claims.get(key) {
            if !self.is_over(entry, now) {
                return match (entry.body.is(&body), entry.done) {
                    (false, _) => Claim::Conflict,
                    (true, true) => Claim::Done,
                    (true, false) => Claim::Running,
                };
            }
            let token = entry.token;
            kept.remove(token);
        }
        if kept.claims.len() >= self.capacity && !self.make_room(&mut kept, now) {
            return Claim::Running;
        }
        let token = kept.next;
        kept.next = token.wrapping_add(1);
        kept.order.insert(token, key.clone());
        let claimed_at = now;
        let done = false;
        let entry = Entry {
            token,
            body,
            claimed_at,
            done,
        };
        kept.claims.insert(key.clone(), entry);
        Claim::New(ClaimToken(token))
    }

    /// Forgets the oldest delivery that does not run.
    fn make_room(&self, kept: &mut Kept, now: SystemTime) -> bool {
        let oldest = kept.order.iter().find(|(_, key)| {
            let entry = kept.claims.get(key);
            entry.is_none_or(|entry| entry.done || self.is_over(entry, now))
        });
        match oldest.map(|(token, _)| *token) {
            Some(token) => {
                kept.remove(token);
                true
            }
            None => false,
        }
    }
}

impl Kept {
    fn remove(&mut self, token: u64) {
        if let Some(key) = self.order.remove(&token) {
            self.claims.remove(&key);
        }
    }
}

impl Inbox for MemoryInbox {
    fn claim<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        body: &'a BodyDigest,
        now: SystemTime,
    ) -> Answer<'a, Claim> {
        Box::pin(ready(self.claim_now(delivery, *body, now)))
    }

    fn finish<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        token: ClaimToken,
        end: ClaimEnd,
    ) -> Answer<'a, ()> {
        let mut kept = self.lock();
        if let Some(entry) = kept.claims.get_mut(delivery)
            && entry.token == token.0
        {
            match end {
                ClaimEnd::Done => entry.done = true,
                ClaimEnd::Failed => kept.remove(token.0),
            }
        }
        Box::pin(ready(()))
    }
}

/// A claim that was new and has not ended; dropped, it is given up.
pub(crate) struct Held {
    inbox: Arc<dyn Inbox>,
    key: ClaimKey,
    token: Option<ClaimToken>,
}

impl Held {
    pub(crate) fn new(inbox: &Arc<dyn Inbox>, key: ClaimKey, token: ClaimToken) -> Self {
        Self {
            inbox: Arc::clone(inbox),
            key,
            token: Some(token),
        }
    }

    pub(crate) async fn finish(mut self, end: ClaimEnd) {
        if let Some(token) = self.token {
            self.inbox.finish(&self.key, token, end).await;
            self.token = None;
        }
    }
}

impl Drop for Held {
    /// A request that was dropped cannot wait: what the inbox cannot do at once, the lease will.
    fn drop(&mut self) {
        if let Some(token) = self.token {
            let mut finish = self.inbox.finish(&self.key, token, ClaimEnd::Failed);
            let _ = finish
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()));
        }
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "claim_tests.rs"]
mod tests;
