//! Claims in memory, for a single process.

use std::collections::{BTreeMap, HashMap};
use std::future::ready;
use std::mem::size_of;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::future::BoxFuture;
use crate::group::claim_key::{BodyDigest, ClaimKey};
use crate::inbox::claim::{Claim, ClaimEnd, ClaimStore, ClaimToken, Unavailable};
use crate::share::Share;

/// A [`ClaimStore`] in memory, for one process. It keeps a bounded number of deliveries per group for a window of time.
///
/// Each group has its own share, so no group can evict or refuse the deliveries of another. In a full share, the owner with
/// the most deliveries loses its oldest one ([`Keyring::owner`](crate::Keyring::owner)). Running deliveries are never
/// evicted: a share full of them refuses the group's next delivery (503, `running`). A delivery that was evicted before its
/// window ended runs again if the sender repeats it. Evictions are counted ([`evicted`](Self::evicted), and the metric
/// `webhook_claims_evicted_total`) and logged once an hour per group.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
/// use webhook_core::inbox::MemoryClaims;
/// use webhook_core::Dispatcher;
///
/// let claims = MemoryClaims::new(100_000).with_bytes(64 << 20).with_window(Duration::from_secs(3 * 86_400));
/// let claims = Arc::new(claims);
/// let dispatcher = Dispatcher::builder().claims(claims.clone()).build()?;
/// assert_eq!(claims.evicted("shop"), 0);
/// # Ok::<(), webhook_core::BuildError>(())
/// ```
#[derive(Debug)]
pub struct MemoryClaims {
    capacity: usize,
    bytes: usize,
    window: Duration,
    lease: Duration,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    groups: HashMap<&'static str, Group>,
    next: u64,
}

/// The claims of one group.
#[derive(Debug, Default)]
struct Group {
    claims: HashMap<Arc<ClaimKey>, Entry>,
    /// Running claims by token, and so by age.
    running: BTreeMap<u64, Arc<ClaimKey>>,
    running_bytes: usize,
    done: Share<Box<str>, Arc<ClaimKey>>,
    evictions: Evictions,
}

#[derive(Debug)]
struct Entry {
    token: u64,
    body: BodyDigest,
    claimed_at: SystemTime,
    done: bool,
}

impl Default for MemoryClaims {
    /// Keeps 10,000 deliveries and 16 MiB per group for a day, with a lease of five minutes.
    fn default() -> Self {
        Self::new(10_000)
    }
}

impl MemoryClaims {
    /// Keeps at most `capacity` deliveries of each group, in 16 MiB, for a day, with a lease of five minutes.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity: capacity.max(1),
            bytes: 16 << 20,
            window: Duration::from_secs(24 * 60 * 60),
            lease: Duration::from_secs(5 * 60),
            kept: Mutex::default(),
        }
    }

    /// Sets the bytes per group. A delivery takes about 500 bytes plus its id. One delivery is always kept.
    #[must_use]
    pub const fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// Sets how long a delivery is remembered. Choose more than the time until the sender's last retry.
    #[must_use]
    pub const fn with_window(mut self, window: Duration) -> Self {
        self.window = window;
        self
    }

    /// Sets the time after which a delivery that is still running may run again. Choose more than the slowest handler takes.
    #[must_use]
    pub const fn with_lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// The number of deliveries kept.
    #[must_use]
    pub fn len(&self) -> usize {
        let kept = self.lock();
        kept.groups.values().map(|group| group.claims.len()).sum()
    }

    /// Whether no delivery is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many deliveries of `group` were evicted before their window ended.
    #[must_use]
    pub fn evicted(&self, group: &str) -> u64 {
        let kept = self.lock();
        kept.groups
            .get(group)
            .map_or(0, |group| group.evictions.total)
    }

    /// The lock is held for a few operations on maps. A panic in between cannot leave the claims inconsistent.
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_over(&self, entry: &Entry, now: SystemTime) -> bool {
        let age = now.duration_since(entry.claimed_at).unwrap_or_default();
        age >= if entry.done { self.window } else { self.lease }
    }

    fn claim_now(
        &self,
        key: &ClaimKey,
        body: BodyDigest,
        now: SystemTime,
    ) -> Result<Claim, Unavailable> {
        let mut kept = self.lock();
        let token = kept.next;
        let group = kept.groups.entry(key.group()).or_default();
        if let Some(entry) = group.claims.get(key) {
            if !self.is_over(entry, now) {
                return Ok(match (entry.done, entry.body.equals(&body)) {
                    (false, _) => Claim::Running,
                    (true, true) => Claim::Done,
                    (true, false) => Claim::Conflict,
                });
            }
            group.remove(key);
        }
        let (has_room, evicted) = self.make_room(group, cost(key), now);
        let to_tell = group.evictions.note(evicted, now);
        if has_room {
            group.insert(key, token, body, now);
            kept.next = token.wrapping_add(1);
        }
        drop(kept);
        log_evicted(key.group(), evicted, to_tell);
        if has_room {
            Ok(Claim::New(ClaimToken(token)))
        } else {
            Err(Unavailable::new(
                "the share of the group is full of running deliveries",
            ))
        }
    }

    /// Removes expired claims, then done ones, until a claim of `bytes` fits. Returns whether it fits, and how many were evicted.
    fn make_room(&self, group: &mut Group, bytes: usize, now: SystemTime) -> (bool, u64) {
        let mut evicted: u64 = 0;
        while !group.claims.is_empty()
            && (group.claims.len() >= self.capacity
                || group.bytes().saturating_add(bytes) > self.bytes)
        {
            let oldest = group.oldest().into_iter().flatten().find(|key| {
                let entry = group.claims.get(key);
                entry.is_none_or(|entry| self.is_over(entry, now))
            });
            if let Some(key) = oldest {
                group.remove(&key);
            } else if let Some(key) = group.done.evict() {
                group.claims.remove(&key);
                evicted = evicted.saturating_add(1);
            } else {
                return (false, evicted);
            }
        }
        (true, evicted)
    }
}

impl Group {
    fn bytes(&self) -> usize {
        self.running_bytes.saturating_add(self.done.bytes())
    }

    /// The oldest running claim, and the oldest done one.
    fn oldest(&self) -> [Option<Arc<ClaimKey>>; 2] {
        let running = self.running.first_key_value().map(|(_, key)| key);
        let done = self.done.iter().next().map(|(_, key)| key);
        [running.cloned(), done.cloned()]
    }

    fn insert(&mut self, key: &ClaimKey, token: u64, body: BodyDigest, claimed_at: SystemTime) {
        let key = Arc::new(key.clone());
        self.running_bytes = self.running_bytes.saturating_add(cost(&key));
        self.running.insert(token, Arc::clone(&key));
        let entry = Entry {
            token,
            body,
            claimed_at,
            done: false,
        };
        self.claims.insert(key, entry);
    }

    fn remove(&mut self, key: &ClaimKey) {
        if let Some(entry) = self.claims.remove(key) {
            self.done.remove(entry.token);
            self.stop(entry.token);
        }
    }

    /// Removes a claim from the running ones.
    fn stop(&mut self, token: u64) -> Option<Arc<ClaimKey>> {
        let key = self.running.remove(&token)?;
        self.running_bytes = self.running_bytes.saturating_sub(cost(&key));
        Some(key)
    }

    fn finish(&mut self, key: &ClaimKey, token: u64, end: ClaimEnd) {
        let Some(entry) = self.claims.get_mut(key) else {
            return;
        };
        // A claim that succeeded stays done, even if a failure is reported later.
        if entry.token != token || entry.done {
            return;
        }
        match end {
            ClaimEnd::Done => {
                entry.done = true;
                if let Some(key) = self.stop(token) {
                    self.done.insert(token, key.owner().into(), cost(&key), key);
                }
            }
            ClaimEnd::Failed => self.remove(key),
        }
    }
}

/// The approximate size of a claim: its key, its entry, and its places in the maps.
fn cost(key: &ClaimKey) -> usize {
    let maps = size_of::<[usize; 32]>();
    let owner = key.owner().len().saturating_mul(3);
    let texts = key.id().len().saturating_add(owner);
    size_of::<(ClaimKey, Entry)>()
        .saturating_add(maps)
        .saturating_add(texts)
}

impl ClaimStore for MemoryClaims {
    fn claim<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        body: &'a BodyDigest,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Claim, Unavailable>> {
        Box::pin(ready(self.claim_now(delivery, *body, now)))
    }

    fn finish<'a>(
        &'a self,
        delivery: &'a ClaimKey,
        token: ClaimToken,
        end: ClaimEnd,
    ) -> BoxFuture<'a, Result<(), Unavailable>> {
        if let Some(group) = self.lock().groups.get_mut(delivery.group()) {
            group.finish(delivery, token.0, end);
        }
        Box::pin(ready(Ok(())))
    }
}

/// The claims of a group that were evicted before their window ended.
#[derive(Debug, Default)]
struct Evictions {
    total: u64,
    /// When they were last logged, and their number then.
    told: Option<(SystemTime, u64)>,
}

impl Evictions {
    /// Counts evicted claims, and returns once an hour how many there were since the last log.
    fn note(&mut self, evicted: u64, now: SystemTime) -> Option<u64> {
        self.total = self.total.saturating_add(evicted);
        let (at, told) = self.told.unwrap_or((SystemTime::UNIX_EPOCH, 0));
        let since = now.duration_since(at).unwrap_or_default();
        if self.total == told || since < Duration::from_secs(60 * 60) {
            return None;
        }
        self.told = Some((now, self.total));
        Some(self.total.saturating_sub(told))
    }
}

/// Counts and logs evicted claims.
fn log_evicted(group: &'static str, evicted: u64, to_tell: Option<u64>) {
    #[cfg(feature = "metrics")]
    if evicted > 0 {
        metrics::counter!("webhook_claims_evicted_total", "source" => group).increment(evicted);
    }
    #[cfg(feature = "tracing")]
    if let Some(forgotten) = to_tell {
        tracing::warn!(
            group,
            forgotten,
            "the claim store is full: deliveries were evicted before their window ended, and run again if they are repeated"
        );
    }
    let _ = (group, evicted, to_tell);
}

#[cfg(test)]
#[path = "memory_tests.rs"]
mod tests;
