//! Keys that are fetched from a URL, by a fetcher of the program.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_timer::Delay;
use futures_util::FutureExt as _;
use futures_util::future::{Either, Shared, select};

use crate::future::BoxFuture;
use crate::outcome::failure::Failure;
use crate::scheme::keys::keyring::Keyring;

/// Fetches what is at a URL, for a [`JwksKeys`](super::JwksKeys) or a [`CertificateKeys`](super::CertificateKeys). The library
/// itself fetches nothing.
///
/// # Security
///
/// Send a `GET` over TLS with verified certificates, and **follow no redirect**: the host of the URL was compared with the
/// sender's list, and a redirect leads to another. Take a status of 200 only, and stop reading after 64 KiB. The library asks for one
/// new URL a minute at most, for each that it knows once an hour (once a minute while that fails, or while tokens name keys that are
/// not there), drops the future after five seconds, and refuses longer answers.
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use webhook_core::Failure;
/// use webhook_core::future::BoxFuture;
/// use webhook_core::verification::KeyFetcher;
///
/// /// Your HTTP client, such as `reqwest::Client` with `redirect::Policy::none()`.
/// struct Client;
///
/// impl KeyFetcher for Client {
///     fn fetch(&self, url: &str) -> BoxFuture<'static, Result<Bytes, Failure>> {
///         let url = url.to_owned();
///         Box::pin(async move { Err(Failure::new(format!("no client for {url}"))) })
///     }
/// }
/// ```
pub trait KeyFetcher: Send + Sync + 'static {
    /// Fetches what is at this URL.
    ///
    /// # Errors
    ///
    /// Anything but a whole answer with the status 200.
    fn fetch(&self, url: &str) -> BoxFuture<'static, Result<Bytes, Failure>>;
}

/// Keys as they were fetched, and until when they are good.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) keyring: Arc<Keyring>,
    pub(crate) until: Option<SystemTime>,
}

/// Makes keys of what was fetched at a time.
type Read = Box<dyn Fn(&[u8], SystemTime) -> Result<Kept, &'static str> + Send + Sync>;
type Fetch = Box<dyn Fn(&str) -> Fetching + Send + Sync>;
type Fetching = BoxFuture<'static, Result<Bytes, Failure>>;
type Running = Shared<BoxFuture<'static, Result<Bytes, &'static str>>>;

/// What was fetched, by its URL.
pub(crate) struct Fetched {
    fetch: Fetch,
    read: Read,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    entries: HashMap<String, Entry>,
    /// When a URL was fetched last that has had no keys yet, whatever it was. So a flood of URLs costs one fetch a minute, and
    /// takes it from other new ones alone.
    last_new: Option<SystemTime>,
}

#[derive(Default)]
struct Entry {
    kept: Option<(Kept, SystemTime)>,
    running: Option<Running>,
    /// When it was fetched last.
    tried: Option<SystemTime>,
    /// When its keys were asked for last.
    used: Option<SystemTime>,
}

/// The largest answer, in bytes.
const MAX_KEYS: usize = 64 * 1024;
const MAX_WAIT: Duration = Duration::from_secs(5);
const BETWEEN: Duration = Duration::from_secs(60);
/// Keys are fetched anew after this time.
const FRESH: Duration = Duration::from_secs(60 * 60);
/// Where that fails, they are good for this time.
const GOOD: Duration = Duration::from_secs(24 * 60 * 60);
/// A sender has one URL for each of its regions, or a few while it rotates. A stranger can name all of them, and should not push out
/// the one that is needed.
const MAX_ENTRIES: usize = 64;

impl Fetched {
    pub(crate) fn new(
        fetcher: impl KeyFetcher,
        read: impl Fn(&[u8], SystemTime) -> Result<Kept, &'static str> + Send + Sync + 'static,
    ) -> Self {
        Self {
            fetch: Box::new(move |url| fetcher.fetch(url)),
            read: Box::new(read),
            state: Mutex::default(),
        }
    }

    /// The keys at a URL. They are fetched anew if they are old, or are not what is `wanted`.
    pub(crate) async fn keyring(
        &self,
        url: &str,
        now: SystemTime,
        wanted: impl Fn(&Keyring) -> bool,
    ) -> Result<Arc<Keyring>, Failure> {
        let running = {
            let mut state = self.lock();
            if let Some((keyring, age)) = state.kept(url, now)
                && age < FRESH
                && wanted(&keyring)
            {
                return Ok(keyring);
            }
            let running = state
                .entries
                .get(url)
                .and_then(|entry| entry.running.clone());
            match running {
                Some(running) => running,
                None if state.may_fetch(url, now) => {
                    let running = limited((self.fetch)(url));
                    state.start(url, now, running.clone());
                    running
                }
                None => return state.old(url, now),
            }
        };
        let fetched = running.await;
        let read = fetched.and_then(|bytes| (self.read)(&bytes, now));
        let mut state = self.lock();
        match read {
            Ok(kept) => {
                let keyring = Arc::clone(&kept.keyring);
                state.end(url, Some((kept, now)));
                Ok(keyring)
            }
            Err(cause) => {
                state.end(url, None);
                drop(state);
                self.lock().old(url, now).map_err(|_| unavailable(cause))
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The keys that are still good, and their age.
    fn kept(&mut self, url: &str, now: SystemTime) -> Option<(Arc<Keyring>, Duration)> {
        let entry = self.entries.get_mut(url)?;
        entry.used = Some(now);
        let (kept, at) = entry.kept.as_ref()?;
        let age = now.duration_since(*at).unwrap_or_default();
        let good = age < GOOD && kept.until.is_none_or(|until| now <= until);
        good.then(|| (Arc::clone(&kept.keyring), age))
    }

    /// The keys that are there, although they are old or not what is wanted.
    fn old(&mut self, url: &str, now: SystemTime) -> Result<Arc<Keyring>, Failure> {
        let kept = self.kept(url, now).map(|(keyring, _)| keyring);
        kept.ok_or_else(|| unavailable("keys are fetched once a minute at most"))
    }

    /// Whether a minute has passed since the last fetch: of this URL if it has had keys, else of any new one.
    fn may_fetch(&self, url: &str, now: SystemTime) -> bool {
        let known = self.entries.get(url).filter(|entry| entry.kept.is_some());
        let last = known.map_or(self.last_new, |entry| entry.tried);
        last.is_none_or(|last| match now.duration_since(last) {
            Ok(since) => since >= BETWEEN,
            // A clock that was put back by more than that.
            Err(ahead) => ahead.duration() >= BETWEEN,
        })
    }

    fn start(&mut self, url: &str, now: SystemTime, running: Running) {
        let is_known = |entry: &Entry| entry.kept.is_some();
        if !self.entries.get(url).is_some_and(is_known) {
            self.last_new = Some(now);
            self.make_room();
        }
        let entry = self.entries.entry(url.to_owned()).or_default();
        entry.tried = Some(now);
        entry.used = Some(now);
        entry.running = Some(running);
    }

    /// Forgets what was never fetched, or else what was not used for the longest time.
    fn make_room(&mut self) {
        if self.entries.len() < MAX_ENTRIES {
            return;
        }
        let worth = |entry: &Entry| (entry.kept.is_some(), entry.used);
        let gone = self.entries.iter().min_by_key(|(_, entry)| worth(entry));
        let gone = gone.map(|(url, _)| url.clone());
        gone.and_then(|url| self.entries.remove(&url));
    }

    /// Ends a fetch, once for all that waited for it.
    fn end(&mut self, url: &str, kept: Option<(Kept, SystemTime)>) {
        let Some(entry) = self.entries.get_mut(url) else {
            return;
        };
        entry.running = None;
        match kept {
            Some(kept) => entry.kept = Some(kept),
            None if entry.kept.is_none() => {
                self.entries.remove(url);
            }
            None => {}
        }
    }
}

/// A fetch that ends in time, with an answer that is not too long.
fn limited(fetch: Fetching) -> Running {
    let limited: BoxFuture<'static, _> = Box::pin(async move {
        match select(fetch, Delay::new(MAX_WAIT)).await {
            Either::Left((Ok(bytes), _)) if bytes.len() <= MAX_KEYS => Ok(bytes),
            Either::Left((Ok(_), _)) => Err("the keys that were fetched are longer than 64 KiB"),
            Either::Left((Err(_), _)) => Err("the keys could not be fetched"),
            Either::Right(_) => Err("the keys were not fetched within five seconds"),
        }
    });
    limited.shared()
}

fn unavailable(cause: &'static str) -> Failure {
    Failure::retry(BETWEEN).because(cause)
}

/// A URL that a stranger names may be fetched only if it has no more than a host of the sender's list and a path.
pub(crate) fn split_https(url: &str) -> Option<(&str, &str)> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte);
    let rest = url.strip_prefix("https://").filter(|_| url.len() <= 512)?;
    let (host, path) = rest.split_at_checked(rest.find('/')?)?;
    // No port, user, query, fragment, escape or address in brackets has these characters only.
    let is_plain = rest.bytes().all(plain) && !path.contains("..") && !path.contains("//");
    let is_name = !host.is_empty() && host.bytes().any(|byte| byte.is_ascii_alphabetic());
    (is_plain && is_name).then_some((host, path))
}

impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetched")
            .field("urls", &self.lock().entries.len())
            .finish_non_exhaustive()
    }
}
