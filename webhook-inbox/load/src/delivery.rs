//! What a sender sends.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request};
use http_body_util::Full;
use webhook_core::Secret;
use webhook_core::scheme::{Algorithm, Scheme};

use crate::Error;

/// What sender and receiver share.
pub const SECRET: &str = "the secret of the load";

const SIGNATURE: &str = "x-signature";
/// As long as usual deliveries.
const LENGTH: usize = 1024;

/// The body of a delivery, of one KiB. Its handler waits for `wait` milliseconds, if it does.
#[must_use]
pub fn body(event: &str, id: &str, wait: u64) -> String {
    let head =
        format!(r#"{{"type":"{event}","id":"{id}","data":{{"id":"{id}","wait":{wait},"note":""#);
    let note = "x".repeat(LENGTH.saturating_sub(head.len() + 3));
    format!(r#"{head}{note}"}}}}"#)
}

/// A signed delivery, which can be sent again.
#[derive(Clone, Debug)]
pub struct Delivery {
    signature: HeaderValue,
    body: Bytes,
}

impl Delivery {
    /// A delivery of an event. Its handler waits, if it does.
    ///
    /// # Errors
    ///
    /// It cannot be signed.
    pub fn new(event: &str, id: &str, wait: Duration) -> Result<Self, Error> {
        let wait = u64::try_from(wait.as_millis())?;
        let mut request = Request::post("/shop").body(Bytes::from(body(event, id, wait)))?;
        let scheme = Scheme::in_header(Algorithm::HmacSha256, SIGNATURE);
        scheme.sign(&Secret::new(SECRET), &mut request)?;
        let signature = request.headers_mut().remove(SIGNATURE);
        Ok(Self {
            signature: signature.ok_or("the signature is missing")?,
            body: request.into_body(),
        })
    }

    /// The request that sends it.
    #[must_use]
    pub fn request(&self) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(self.body.clone()));
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = http::Uri::from_static("/shop");
        let headers = request.headers_mut();
        headers.insert(http::header::HOST, HeaderValue::from_static("localhost"));
        headers.insert(SIGNATURE, self.signature.clone());
        request
    }
}
