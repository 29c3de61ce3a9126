//! A delivery in one piece of memory.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Uri};

use crate::delivery::Delivery;

/// A copy of a delivery that shares nothing with its request, and is made at the cost of one allocation.
///
/// The values of headers, and the body, are parts of the server's read buffer, which would be kept as a whole.
pub(crate) struct Packed {
    method: Method,
    /// How long the text of the URI is, with which the bytes begin.
    uri: usize,
    /// The URL, where the URI says it in other characters.
    url: Option<Arc<str>>,
    names: Box<[(HeaderName, u32)]>,
    /// The URI, the values of the headers, and then the body.
    bytes: Box<[u8]>,
    received_at: SystemTime,
}

impl Packed {
    pub(crate) fn new(delivery: &Delivery) -> Self {
        let (headers, body) = (delivery.headers(), delivery.body());
        let uri = match delivery.uri().path_and_query() {
            Some(path) if delivery.uri().authority().is_none() => Cow::Borrowed(path.as_str()),
            _ => Cow::Owned(delivery.uri().to_string()),
        };
        let values = headers.values().map(HeaderValue::len);
        let length = values.fold(uri.len().saturating_add(body.len()), usize::saturating_add);
        let mut names = Vec::with_capacity(headers.len());
        let mut bytes = Vec::with_capacity(length);
        bytes.extend_from_slice(uri.as_bytes());
        for (name, value) in headers {
            bytes.extend_from_slice(value.as_bytes());
            // The head of a request is far shorter than 4 GiB.
            names.push((name.clone(), u32::try_from(value.len()).unwrap_or(u32::MAX)));
        }
        bytes.extend_from_slice(body);
        Self {
            method: delivery.method().clone(),
            uri: uri.len(),
            url: delivery.exact_url().map(Arc::from),
            names: names.into(),
            bytes: bytes.into(),
            received_at: delivery.received_at(),
        }
    }

    /// The approximate size in memory.
    pub(crate) fn size(&self) -> usize {
        let names = self
            .names
            .len()
            .saturating_mul(size_of::<(HeaderName, u32)>());
        let fixed = size_of::<(Self, [usize; 32])>();
        fixed.saturating_add(names).saturating_add(self.bytes.len())
    }

    /// The delivery again, without the extensions of its request.
    pub(crate) fn unpack(&self) -> Delivery {
        let mut rest = Bytes::copy_from_slice(&self.bytes);
        let mut request = Request::new(Bytes::new());
        *request.method_mut() = self.method.clone();
        let uri = rest.split_to(self.uri.min(rest.len()));
        *request.uri_mut() = Uri::from_maybe_shared(uri).unwrap_or_default();
        for (name, length) in &self.names {
            let length = usize::try_from(*length)
                .unwrap_or(usize::MAX)
                .min(rest.len());
            // It was the value of a header before.
            if let Ok(value) = HeaderValue::from_maybe_shared(rest.split_to(length)) {
                request.headers_mut().append(name, value);
            }
        }
        *request.body_mut() = rest;
        let mut delivery = Delivery::from(request).with_received_at(self.received_at);
        if let Some(url) = &self.url {
            delivery.set_url(String::from(&**url));
        }
        delivery
    }
}

impl fmt::Debug for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Packed")
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}
