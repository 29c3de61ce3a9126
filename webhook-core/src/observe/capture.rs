//! Heads and bodies of the last deliveries, in memory.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, header};

use crate::delivery::Delivery;
use crate::fair::Fair;
use crate::form;
use crate::observe::packed::Packed;
use crate::observe::record::DeliveryRecord;

/// Keeps head and body of the last deliveries in memory, for a page that shows them to the people of the program.
///
/// # Examples
///
/// ```
/// use webhook_core::Dispatcher;
/// use webhook_core::observe::{Capture, RecentDeliveries};
///
/// let dispatcher = Dispatcher::builder()
///     .observer(RecentDeliveries::new(200))
///     .capture(Capture::last(200, 16 << 20))
///     .build()?;
/// # Ok::<(), webhook_core::BuildError>(())
/// ```
///
/// # Security
///
/// Bodies hold what your senders know about people. So `build` refuses this where debug assertions are off, as in a release
/// build, unless [`danger_capture_bodies`](Self::danger_capture_bodies) is called. Also deliveries that did not verify are kept:
/// they are what anyone sent.
#[derive(Clone, Debug)]
#[must_use = "give it to `DispatcherBuilder::capture`"]
pub struct Capture {
    count: usize,
    bytes: usize,
    accepted: bool,
    shown: Vec<HeaderName>,
}

/// The headers whose values can be read without more: those that hold no secret.
const OPEN: [HeaderName; 7] = [
    header::ACCEPT,
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::DATE,
    header::HOST,
    header::USER_AGENT,
];

impl Capture {
    /// Keeps at most `count` deliveries, in this many bytes. A single delivery that is larger is not kept.
    ///
    /// Where there are too many, the group and owner with the most loses its oldest. Requests that did not verify count as one
    /// owner of their group, so they cannot push out those that did.
    pub fn last(count: usize, bytes: usize) -> Self {
        Self {
            count,
            bytes,
            accepted: false,
            shown: OPEN.into(),
        }
    }

    /// Also shows the value of this header. The others, except those that tell the event, are shown as names alone.
    ///
    /// The header of a signature is never shown.
    pub fn show_header(mut self, name: HeaderName) -> Self {
        self.shown.push(name);
        self
    }

    /// Captures also in a release build.
    ///
    /// # Security
    ///
    /// The bodies of production are then in the memory of the process, and on every page that shows them.
    pub const fn danger_capture_bodies(mut self) -> Self {
        self.accepted = true;
        self
    }

    /// Whether it needs [`danger_capture_bodies`](Self::danger_capture_bodies) and does not have it.
    pub(crate) const fn is_refused(&self, in_release: bool) -> bool {
        in_release && !self.accepted
    }

    /// The headers to show.
    pub(crate) fn shown(&self) -> &[HeaderName] {
        &self.shown
    }
}

/// What of a group's requests may be shown.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub(crate) headers: Vec<HeaderName>,
    /// The parameters of the query.
    pub(crate) query: Vec<&'static str>,
}

/// Head and body of one delivery, as they were received.
///
/// `Debug` prints neither header values nor the body.
#[derive(Clone)]
pub struct CapturedDelivery {
    pub(crate) delivery: Delivery,
    shown: Arc<Shown>,
}

impl CapturedDelivery {
    pub(crate) fn new(delivery: Delivery, shown: &Arc<Shown>) -> Self {
        let shown = Arc::clone(shown);
        Self { delivery, shown }
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.delivery.method()
    }

    /// The path and the query, with `***` for values that recognising does not read, because a query may hold a token.
    #[must_use]
    pub fn target(&self) -> String {
        let pairs = self
            .pairs()
            .map(|(pair, shown)| match pair.split_once('=') {
                _ if shown => pair.to_owned(),
                Some((name, _)) => format!("{name}=***"),
                None => "***".to_owned(),
            });
        self.with_query(pairs)
    }

    /// What may be shown of it, as a request that can be signed anew. It has no signature.
    #[must_use]
    pub fn to_request(&self) -> Request<Bytes> {
        let mut request = Request::new(self.body().clone());
        *request.method_mut() = self.method().clone();
        let shown = self.pairs().filter(|(_, shown)| *shown);
        let target = self.with_query(shown.map(|(pair, _)| pair.to_owned()));
        *request.uri_mut() = target.parse().unwrap_or_default();
        for (name, value) in self.headers() {
            if let Some(value) = value {
                request.headers_mut().append(name, value.clone());
            }
        }
        request
    }

    /// The pairs of the query, and whether each may be shown.
    fn pairs(&self) -> impl Iterator<Item = (&str, bool)> {
        let query = self.delivery.uri().query();
        let pairs = query.into_iter().flat_map(|query| query.split('&'));
        pairs.map(|pair| {
            let mut names = form::pairs(pair.as_bytes());
            let shown = names.any(|(name, _)| {
                let name = form::decoded(name);
                self.shown
                    .query
                    .iter()
                    .any(|shown| *name == *shown.as_bytes())
            });
            (pair, shown)
        })
    }

    fn with_query(&self, pairs: impl Iterator<Item = String>) -> String {
        let path = self.delivery.uri().path();
        match pairs.collect::<Vec<_>>().join("&") {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    /// The headers in the order of receipt; the value is `None` where it is not on the list of those to show.
    pub fn headers(&self) -> impl Iterator<Item = (&HeaderName, Option<&HeaderValue>)> {
        let headers = self.delivery.headers().iter();
        headers.map(|(name, value)| (name, self.shown.headers.contains(name).then_some(value)))
    }

    /// The body, byte for byte.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        self.delivery.body()
    }

    /// The time of receipt.
    #[must_use]
    pub fn received_at(&self) -> SystemTime {
        self.delivery.received_at()
    }
}

impl fmt::Debug for CapturedDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CapturedDelivery")
            .field(&self.delivery)
            .finish()
    }
}

/// Whose deliveries share a part of the memory: of a group, and of the owner of the key if one signed.
type Owner = (&'static str, Option<Box<str>>);

/// What a dispatcher has captured.
pub(crate) struct Captures {
    settings: Capture,
    kept: Mutex<Fair<Owner, Entry>>,
}

struct Entry {
    packed: Packed,
    shown: Arc<Shown>,
}

impl Captures {
    pub(crate) fn new(settings: Capture) -> Self {
        let kept = Mutex::default();
        Self { settings, kept }
    }

    /// A copy of a delivery, if one of its size is kept.
    pub(crate) fn copy(&self, delivery: &Delivery) -> Option<Box<Packed>> {
        let takes = self.settings.count > 0 && delivery.body().len() <= self.settings.bytes;
        takes.then(|| Box::new(Packed::new(delivery)))
    }

    /// Keeps the delivery of a record.
    pub(crate) fn keep(&self, record: &DeliveryRecord, packed: Packed, shown: &Arc<Shown>) {
        let bytes = packed.size();
        if bytes > self.settings.bytes {
            return;
        }
        let owner = record.signed_by().map(|key| key.owner().into());
        let shown = Arc::clone(shown);
        let entry = Entry { packed, shown };
        let mut left = Vec::new();
        let mut kept = self.lock();
        kept.push(record.number, (record.group, owner), bytes, entry);
        while kept.len() > self.settings.count || kept.bytes() > self.settings.bytes {
            left.extend(kept.evict());
        }
        drop(kept);
        // Freed without the lock.
        drop(left);
    }

    pub(crate) fn get(&self, number: u64) -> Option<Arc<CapturedDelivery>> {
        let kept = self.lock();
        let entry = kept.get(number)?;
        let delivery = entry.packed.unpack();
        Some(Arc::new(CapturedDelivery::new(delivery, &entry.shown)))
    }

    /// A panic while it is held cannot leave the counts wrong: nothing of the program runs under it.
    fn lock(&self) -> std::sync::MutexGuard<'_, Fair<Owner, Entry>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[path = "capture_tests.rs"]
mod tests;
