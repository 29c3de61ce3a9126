//! One HTTP request as received.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::{Extensions, HeaderMap, Method, Request, Uri, header, request};

/// One HTTP request as received: method, URI, headers, raw body, and time of receipt.
///
/// `Debug` prints neither header values nor the body.
///
/// # Examples
///
/// ```
/// use webhook_core::Delivery;
///
/// let request = http::Request::post("/webhooks").body("{}")?;
/// let delivery = Delivery::from(request.map(Into::into));
/// assert_eq!(delivery.body().as_ref(), b"{}");
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone)]
pub struct Delivery {
    /// Kept as they came, because they are large and every move of them costs time.
    parts: request::Parts,
    /// The URL that the sender used, where the URI says it in other characters.
    url: Option<Arc<str>>,
    body: Bytes,
    received_at: SystemTime,
    item: Option<Item>,
    /// What recognising read of the request for all of its items.
    head: Option<Head>,
}

/// What recognising read of a request outside of its body, once for all items.
pub(crate) type Head = Arc<dyn Any + Send + Sync>;

/// The position of an item, in a delivery with many events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Item {
    /// The position, from zero.
    pub index: usize,
    /// The number of items in the delivery.
    pub count: usize,
}

impl Item {
    /// The item at a position, of a delivery with this many items.
    #[must_use]
    pub const fn new(index: usize, count: usize) -> Self {
        Self { index, count }
    }
}

impl Delivery {
    /// Creates a delivery from a request's head and its whole body, received now.
    #[must_use]
    pub fn from_parts(parts: request::Parts, body: Bytes) -> Self {
        Self::received(parts, body, SystemTime::now())
    }

    #[inline]
    pub(crate) const fn received(
        parts: request::Parts,
        body: Bytes,
        received_at: SystemTime,
    ) -> Self {
        Self {
            parts,
            url: None,
            body,
            received_at,
            item: None,
            head: None,
        }
    }

    /// A request whose body is still to be read.
    #[inline]
    pub(crate) const fn arriving(parts: request::Parts) -> Self {
        Self::received(parts, Bytes::new(), SystemTime::UNIX_EPOCH)
    }

    /// The head of the request.
    #[inline]
    pub(crate) const fn parts(&self) -> &request::Parts {
        &self.parts
    }

    #[inline]
    pub(crate) fn set_body(&mut self, body: Bytes) {
        self.body = body;
    }

    #[inline]
    pub(crate) const fn set_received_at(&mut self, time: SystemTime) {
        self.received_at = time;
    }

    /// A request without anything.
    pub(crate) fn nothing() -> Self {
        Self::arriving(Request::new(()).into_parts().0)
    }

    /// Ends the delivery, whose extensions the caller has taken. The memory of its header map remains, for the headers of
    /// the reply.
    #[inline]
    pub(crate) fn end(&mut self) {
        // A map for so many headers would keep more memory than a reply needs.
        if self.parts.headers.capacity() > MOST_ROOM {
            self.parts.headers = HeaderMap::new();
        }
        self.parts.headers.clear();
        // They share the memory of what was received.
        self.parts.uri = Uri::default();
        self.body = Bytes::new();
    }

    /// Sets the time of receipt, for tests and for deliveries from a queue.
    #[must_use]
    pub fn with_received_at(mut self, time: SystemTime) -> Self {
        self.received_at = time;
        self
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.parts.method
    }

    /// The URI of the request line, or the absolute URI that the sender signed.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        &self.parts.uri
    }

    /// The text of [`uri`](Self::uri); where the sender signs the URL, in the characters in which it was registered.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::Delivery;
    ///
    /// let request = http::Request::post("https://example.com").body("{}".into())?;
    /// assert_eq!(Delivery::from(request).url(), "https://example.com/");
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn url(&self) -> Cow<'_, str> {
        match &self.url {
            Some(url) => Cow::Borrowed(url),
            None => Cow::Owned(self.parts.uri.to_string()),
        }
    }

    /// The URL, where the URI says it in other characters.
    pub(crate) fn exact_url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// The body, byte for byte; decoded, in a group with `decode = gzip`.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The time of receipt.
    #[must_use]
    pub fn received_at(&self) -> SystemTime {
        self.received_at
    }

    /// The request's extensions, from the server or a layer before the dispatcher.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.parts.extensions
    }

    /// The position of this item, in a group with `each`; the body is then the item's.
    #[must_use]
    pub const fn item(&self) -> Option<Item> {
        self.item
    }

    /// Makes a delivery of one item; `head` is what was read for all items.
    pub(crate) fn to_item(&self, body: Bytes, item: Item, head: Option<Head>) -> Self {
        Self {
            body,
            item: Some(item),
            head,
            ..self.clone()
        }
    }

    pub(crate) fn head<T: 'static>(&self) -> Option<&T> {
        self.head.as_ref()?.downcast_ref()
    }

    /// Replaces a compressed body by what `decode` makes of it, and forgets its coding.
    pub(crate) fn decode<E>(
        &mut self,
        decode: impl FnOnce(&[u8]) -> Result<Bytes, E>,
    ) -> Result<(), E> {
        self.body = decode(&self.body)?;
        self.forget_coding();
        Ok(())
    }

    /// Removes the headers that describe the body as it was before it was decoded.
    pub(crate) fn forget_coding(&mut self) {
        self.parts.headers.remove(header::CONTENT_ENCODING);
        self.parts.headers.remove(header::CONTENT_LENGTH);
    }

    pub(crate) fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.parts.headers
    }

    pub(crate) fn extensions_mut(&mut self) -> &mut Extensions {
        &mut self.parts.extensions
    }

    pub(crate) fn set_uri(&mut self, uri: Uri) {
        self.parts.uri = uri;
    }

    /// Sets the URL that the sender used; `false` if the text is not a URI.
    pub(crate) fn set_url(&mut self, url: String) -> bool {
        let Ok(uri) = url.parse::<Uri>() else {
            return false;
        };
        self.url = (uri.to_string() != url).then(|| url.into());
        self.parts.uri = uri;
        true
    }
}

/// Senders write about twenty headers, and hyper takes a hundred.
const MOST_ROOM: usize = 192;

/// The media type that a request says first, without parameters; empty where it says none that is text.
pub(crate) fn media_type(headers: &HeaderMap) -> &str {
    let value = headers.get(header::CONTENT_TYPE);
    essence(
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default(),
    )
}

/// The media type of a header's value, without parameters.
pub(crate) fn essence(value: &str) -> &str {
    value.split(';').next().unwrap_or_default().trim()
}

impl From<Request<Bytes>> for Delivery {
    fn from(request: Request<Bytes>) -> Self {
        let (parts, body) = request.into_parts();
        Self::from_parts(parts, body)
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("method", self.method())
            .field("path", &self.uri().path())
            .field("headers", &self.headers().len())
            .field("body_bytes", &self.body.len())
            .field("received_at", &self.received_at)
            .finish_non_exhaustive()
    }
}
