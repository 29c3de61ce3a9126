//! Deliveries for tests, genuine and with one fault.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request};

use crate::dispatcher::clock::Clock;
use crate::group::SignedGroup;
use crate::scheme::keys::keyring::Keyring;
use crate::scheme::keys::secret::Secret;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::Algorithm;
use crate::scheme::sign::error::SignError;

/// Makes a delivery of a group as its sender would, and variants with one fault.
///
/// # Examples
///
/// ```
/// # use serde::Deserialize;
/// # use webhook_core::{Dispatcher, EventGroup, Secret, on_event};
/// use webhook_core::testing::{Forge, FrozenClock, dispatch_blocking};
/// # #[derive(Debug, Deserialize)]
/// # pub struct Order { pub id: String }
/// # #[derive(Debug, EventGroup)]
/// # #[event_group(path = "/shop", discriminator = "/type", payload = "/data", signature = stripe)]
/// # pub enum Shop { #[event("order.created")] OrderCreated(Order) }
/// # #[on_event(group = "shop", ty = Order)]
/// # fn created(order: Order) {}
///
/// let clock = FrozenClock::at(1_700_000_000);
/// let secret = Secret::new("whsec_of_more_than_24_bytes");
/// let dispatcher = Dispatcher::builder().group::<Shop>(&secret).clock(clock.clone()).build()?;
///
/// let forge = Forge::of::<Shop>(&secret, &clock, r#"{"type":"order.created","data":{"id":"o1"}}"#);
/// assert_eq!(dispatch_blocking(&dispatcher, forge.genuine()?).status(), 200);
/// for forged in [forge.late()?, forge.early()?, forge.wrong_key()?, forge.truncated()?, forge.reserialised()?] {
///     assert_eq!(dispatch_blocking(&dispatcher, forged).status(), 401);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// `Debug` prints neither header values nor the body.
pub struct Forge {
    scheme: Scheme<'static>,
    keyring: Keyring,
    now: SystemTime,
    request: Request<Bytes>,
}

impl Forge {
    /// Starts with a body, sent to the group's first path; see [`with_path`](Self::with_path).
    #[must_use]
    pub fn of<G: SignedGroup>(
        keys: impl Into<Keyring>,
        clock: &impl Clock,
        body: impl Into<Bytes>,
    ) -> Self {
        let descriptor = G::DESCRIPTOR;
        let path = descriptor.paths.first().copied().unwrap_or("/");
        let mut request = Request::new(body.into());
        let method = descriptor.body.method().as_bytes();
        *request.method_mut() = http::Method::from_bytes(method).unwrap_or_default();
        *request.uri_mut() = path.trim_end_matches('*').parse().unwrap_or_default();
        let fallback = Scheme::new(
            Algorithm::Token,
            crate::scheme::model::location::SignatureLocation::Header("x-unsigned"),
        );
        Self {
            scheme: descriptor.sender.scheme.unwrap_or(fallback),
            keyring: keys.into(),
            now: clock.now(),
            request,
        }
    }

    /// Sets the path, and the query if there is one, for a group whose path has a placeholder or ends in `*`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use webhook_core::EventGroup;
    /// use webhook_core::testing::{Forge, FrozenClock};
    /// # #[derive(Debug, EventGroup)]
    /// # #[event_group(path = "/hooks/{tenant}", preset = github)]
    /// # pub enum Hooks { #[event("ping")] Ping }
    ///
    /// let clock = FrozenClock::at(1_700_000_000);
    /// let forge = Forge::of::<Hooks>(webhook_core::Secret::new("s3cret"), &clock, "{}");
    /// let forge = forge.with_path(http::Uri::from_static("/hooks/acme"));
    /// assert_eq!(forge.genuine()?.uri().path(), "/hooks/acme");
    /// # Ok::<(), webhook_core::scheme::SignError>(())
    /// ```
    #[must_use]
    pub fn with_path(mut self, path: http::Uri) -> Self {
        *self.request.uri_mut() = path;
        self
    }

    /// Signs from now on at `time`, in place of the time of the clock.
    ///
    /// # Examples
    ///
    /// A delivery that was signed an hour ago is refused:
    ///
    /// ```
    /// # use webhook_core::{Dispatcher, EventGroup, Secret, on_event};
    /// use std::time::Duration;
    /// use webhook_core::dispatcher::Clock;
    /// use webhook_core::testing::{Forge, FrozenClock, dispatch_blocking};
    /// # #[derive(Debug, EventGroup)]
    /// # #[event_group(path = "/shop", preset = stripe)]
    /// # pub enum Shop { #[event("ping")] Ping }
    /// # #[on_event(Shop::Ping)]
    /// # fn ping() {}
    ///
    /// let clock = FrozenClock::at(1_700_000_000);
    /// let secret = Secret::new("whsec_of_more_than_24_bytes");
    /// let dispatcher = Dispatcher::builder().group::<Shop>(&secret).clock(clock.clone()).build()?;
    ///
    /// let body = r#"{"type":"ping","data":{"object":{}}}"#;
    /// let stored = Forge::of::<Shop>(&secret, &clock, body).at(clock.now()).genuine()?;
    /// assert_eq!(dispatch_blocking(&dispatcher, stored.clone()).status(), 200);
    ///
    /// clock.advance(Duration::from_secs(3600));
    /// assert_eq!(dispatch_blocking(&dispatcher, stored).status(), 401);
    /// let forge = Forge::of::<Shop>(&secret, &clock, body);
    /// let early = clock.now() - Duration::from_secs(3600);
    /// assert_eq!(dispatch_blocking(&dispatcher, forge.at(early).genuine()?).status(), 401);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn at(mut self, time: SystemTime) -> Self {
        self.now = time;
        self
    }

    /// Sets a header, before signing.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.request.headers_mut().insert(name, value);
        self
    }

    /// Signs the delivery as its sender would.
    ///
    /// # Errors
    ///
    /// As [`Scheme::sign_at`].
    pub fn genuine(&self) -> Result<Request<Bytes>, SignError> {
        self.signed(&self.keyring, self.now)
    }

    /// Signs the delivery one second before the scheme's window.
    ///
    /// # Errors
    ///
    /// As [`Scheme::sign_at`].
    pub fn late(&self) -> Result<Request<Bytes>, SignError> {
        let age = self.scheme.freshness().map(|window| window.max_age());
        let age = age.or_else(|| self.scheme.jwt.as_ref()?.life());
        let age = age.unwrap_or_default().saturating_add(SECOND);
        let time = self.now.checked_sub(age).unwrap_or(UNIX_EPOCH);
        self.signed(&self.keyring, time)
    }

    /// Signs the delivery one second after the scheme's window.
    ///
    /// # Errors
    ///
    /// As [`Scheme::sign_at`].
    pub fn early(&self) -> Result<Request<Bytes>, SignError> {
        let skew = self.scheme.freshness().map(|window| window.max_skew());
        let skew = skew.or_else(|| Some(self.scheme.jwt.as_ref()?.max_skew));
        let skew = skew.unwrap_or_default().saturating_add(SECOND);
        let time = self.now.checked_add(skew).unwrap_or(self.now);
        self.signed(&self.keyring, time)
    }

    /// Signs the delivery with another key, also for Ed25519 and ECDSA.
    ///
    /// # Errors
    ///
    /// As [`Scheme::sign_at`], such as for RSA.
    pub fn wrong_key(&self) -> Result<Request<Bytes>, SignError> {
        let mut other = match self.scheme.algorithm() {
            Algorithm::EcdsaP256 => P256_KEY.to_vec(),
            _ => Vec::new(),
        };
        other.extend(b"a key that belongs to no program");
        self.signed(&Keyring::from(Secret::from_bytes(other)), self.now)
    }

    /// Removes the last byte of the signed body.
    ///
    /// # Errors
    ///
    /// As [`Scheme::sign_at`].
    pub fn truncated(&self) -> Result<Request<Bytes>, SignError> {
        self.changed(|body| body.slice(..body.len().saturating_sub(1)))
    }

    /// Adds a line break to the signed body, like a program that parses JSON and writes it again.
    ///
    /// # Errors
    ///
    /// As [`Scheme::sign_at`].
    pub fn reserialised(&self) -> Result<Request<Bytes>, SignError> {
        self.changed(|body| Bytes::from([&body[..], b"\n"].concat()))
    }

    /// Sends every header twice.
    ///
    /// # Errors
    ///
    /// As [`Scheme::sign_at`].
    pub fn duplicated(&self) -> Result<Request<Bytes>, SignError> {
        let mut request = self.genuine()?;
        for (name, value) in &request.headers().clone() {
            request.headers_mut().append(name, value.clone());
        }
        Ok(request)
    }

    /// Renames the headers that begin with `from` to begin with `to`, except for the signature.
    ///
    /// # Errors
    ///
    /// As [`Scheme::sign_at`].
    pub fn mixed_family(&self, from: &str, to: &str) -> Result<Request<Bytes>, SignError> {
        let mut request = self.genuine()?;
        for (name, value) in &request.headers().clone() {
            let signature = name
                .as_str()
                .eq_ignore_ascii_case(self.scheme.location().name());
            if let (Some(rest), false) = (name.as_str().strip_prefix(from), signature)
                && let Ok(renamed) = format!("{to}{rest}").parse::<HeaderName>()
            {
                request.headers_mut().remove(name);
                request.headers_mut().insert(renamed, value.clone());
            }
        }
        Ok(request)
    }

    fn changed(&self, change: impl FnOnce(&Bytes) -> Bytes) -> Result<Request<Bytes>, SignError> {
        let mut request = self.genuine()?;
        let body = change(request.body());
        *request.body_mut() = body;
        Ok(request)
    }

    fn signed(&self, keyring: &Keyring, time: SystemTime) -> Result<Request<Bytes>, SignError> {
        let mut request = self.request.clone();
        self.scheme.sign_at(keyring, &mut request, time)?;
        Ok(request)
    }
}

impl fmt::Debug for Forge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Forge")
            .field("path", &self.request.uri().path())
            .field("headers", &self.request.headers().len())
            .field("body_bytes", &self.request.body().len())
            .finish_non_exhaustive()
    }
}

const SECOND: Duration = Duration::from_secs(1);

/// PKCS#8 of a private key of P-256, up to the 32 bytes of its number.
const P256_KEY: [u8; 35] = [
    0x30, 0x41, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
    0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x27, 0x30, 0x25, 0x02, 0x01,
    0x01, 0x04, 0x20,
];
