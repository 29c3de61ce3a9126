//! The head of a request in the types of `http`, from what a framework has of it.

use std::net::SocketAddr;

use http::{HeaderName, HeaderValue, Method, Request};

use crate::dispatcher::framework::Peer;

/// Puts a head together; `None` where a part of it is nothing that `http` knows.
pub(crate) fn head<N: AsRef<str>, V: AsRef<[u8]>>(
    method: &str,
    uri: &str,
    fields: impl IntoIterator<Item = (N, V)>,
    peer: Option<SocketAddr>,
) -> Option<Request<()>> {
    let mut head = Request::new(());
    *head.method_mut() = Method::from_bytes(method.as_bytes()).ok()?;
    *head.uri_mut() = uri.parse().ok()?;
    for (name, value) in fields {
        let name = HeaderName::from_bytes(name.as_ref().as_bytes()).ok()?;
        let value = HeaderValue::from_bytes(value.as_ref()).ok()?;
        head.headers_mut().append(name, value);
    }
    if let Some(address) = peer {
        head.extensions_mut().insert(Peer::from(address));
    }
    Some(head)
}
