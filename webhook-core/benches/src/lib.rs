//! What a delivery costs: its pieces, its groups, and how it is measured.

pub mod bodies;
pub mod floors;
pub mod full;
pub mod groups;
pub mod hand;
#[cfg(feature = "many")]
pub mod many;
pub mod measure;
mod random;
pub mod types;

use std::ops::Range;

use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, Uri};
use http_body_util::Full;
use sha2::Sha256;
use webhook_core::{Dispatcher, Secret};

/// Signs everything here.
pub const SECRET: &str = "a-shared-secret-of-32-characters";

/// HMAC-SHA-256 with its key taken in.
pub type Key = Hmac<Sha256>;

/// The key of [`SECRET`], prepared once.
///
/// # Panics
///
/// Never: HMAC takes a key of any length.
#[must_use]
pub fn key() -> Key {
    Hmac::new_from_slice(SECRET.as_bytes()).expect("any length")
}

/// The digest of `message`.
#[must_use]
pub fn digest(key: &Key, message: &[u8]) -> [u8; 32] {
    let mut mac = key.clone();
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Compares the signature's header with the body, as the documentation of senders has it.
#[must_use]
pub fn verified(key: &Key, headers: &HeaderMap, body: &[u8]) -> bool {
    let Some(digest) = headers
        .get("x-signature")
        .and_then(|value| hex::decode(value).ok())
    else {
        return false;
    };
    let mut mac = key.clone();
    mac.update(body);
    mac.verify_slice(&digest).is_ok()
}

/// One delivery, signed, to be sent over and over.
#[derive(Clone, Debug)]
pub struct Sample {
    path: &'static str,
    /// Every header's value, in one buffer as a server reads them.
    head: Bytes,
    names: Vec<(HeaderName, Range<usize>)>,
    pub body: Bytes,
}

impl Sample {
    #[must_use]
    pub fn new(path: &'static str, event: &'static str, body: &str) -> Self {
        let body = bodies::shared(body);
        let signature = hex::encode(digest(&key(), &body));
        let mut head = Vec::new();
        let mut names = Vec::new();
        for (name, value) in [
            ("host", "localhost"),
            ("content-type", "application/json"),
            ("user-agent", "GitHub-Hookshot/044aadd"),
            ("x-github-delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"),
            ("x-github-event", event),
            ("x-event", event),
            ("x-signature", &signature),
        ] {
            let start = head.len();
            head.extend_from_slice(value.as_bytes());
            names.push((HeaderName::from_static(name), start..head.len()));
        }
        Self {
            path,
            head: head.into(),
            names,
            body,
        }
    }

    /// The request as a server would hand it over: its headers are slices of what was read.
    ///
    /// # Panics
    ///
    /// Never: every part is a valid one.
    #[must_use]
    pub fn request(&self) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(self.body.clone()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = Uri::from_static(self.path);
        for (name, range) in &self.names {
            let value = HeaderValue::from_maybe_shared(self.head.slice(range.clone()));
            request.headers_mut().insert(name, value.expect("valid"));
        }
        request
    }
}

impl Sample {
    /// The same as it goes over a connection that is kept.
    #[must_use]
    pub fn wire(&self) -> Vec<u8> {
        let mut wire = format!("POST {} HTTP/1.1\r\n", self.path).into_bytes();
        for (name, range) in &self.names {
            wire.extend_from_slice(name.as_str().as_bytes());
            wire.extend_from_slice(b": ");
            wire.extend_from_slice(&self.head[range.clone()]);
            wire.extend_from_slice(b"\r\n");
        }
        wire.extend_from_slice(format!("content-length: {}\r\n\r\n", self.body.len()).as_bytes());
        wire.extend_from_slice(&self.body);
        wire
    }
}

/// Several deliveries alike, one after the other.
#[derive(Clone, Debug)]
pub struct Samples(Vec<Sample>);

impl Samples {
    /// One of each body.
    #[must_use]
    pub fn new(path: &'static str, event: &'static str, bodies: &[String]) -> Self {
        let sample = |body: &String| Sample::new(path, event, body);
        Self(bodies.iter().map(sample).collect())
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Each as it goes over a connection that is kept.
    #[must_use]
    pub fn wires(&self) -> Vec<Vec<u8>> {
        self.0.iter().map(Sample::wire).collect()
    }

    /// The headers and the body of each.
    pub fn heads(&self) -> impl Iterator<Item = (HeaderMap, Bytes)> {
        self.0.iter().map(|sample| {
            let headers = sample.request().into_parts().0.headers;
            (headers, sample.body.clone())
        })
    }

    /// Each in turn, over and over.
    pub fn turns<'s>(&'s self) -> impl FnMut() -> &'s Sample {
        let mut turns = self.0.iter().cycle();
        move || turns.next().expect("there is one")
    }
}

/// A dispatcher of every group here.
///
/// # Panics
///
/// A group is declared wrongly.
#[must_use]
pub fn dispatcher() -> Dispatcher {
    let secret = || Secret::new(SECRET);
    let builder = Dispatcher::builder()
        .group::<groups::HeaderFull>(secret())
        .group::<groups::HeaderBrief>(secret())
        .group::<groups::BodyFull>(secret())
        .group::<groups::BodyBrief>(secret())
        .group::<groups::EnvelopeFull>(secret())
        .group::<groups::EnvelopeBrief>(secret())
        .group::<groups::Small>(secret())
        .group::<groups::SmallAsync>(secret())
        .group::<groups::Constant>(secret());
    #[cfg(feature = "many")]
    let builder = builder
        .group::<many::Many10>(secret())
        .group::<many::Many1000>(secret())
        .group::<many::Pairs10>(secret())
        .group::<many::Pairs260>(secret());
    builder.build().expect("every group is declared rightly")
}

/// Dispatches a request whose handler does not wait.
#[must_use]
pub fn dispatch(dispatcher: &Dispatcher, request: Request<Full<Bytes>>) -> Response<Full<Bytes>> {
    measure::now(dispatcher.dispatch(request))
}
