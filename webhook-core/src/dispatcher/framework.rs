//! What frameworks and adapters leave beside a request: one function for each fact, a line for each framework.

use std::net::{IpAddr, SocketAddr};

use http::{Extensions, Uri};

/// The address of the other end of a request's connection, in the request's extensions.
///
/// Only [`trusted_proxies`](crate::DispatcherBuilder::trusted_proxies) needs it. With the feature `axum` a
/// `ConnectInfo<SocketAddr>` serves as well, which `into_make_service_with_connect_info` leaves there; the adapters of
/// actix-web, rocket and `tiny_http` leave it on their own.
///
/// # Examples
///
/// ```
/// use webhook_core::dispatcher::Peer;
///
/// let mut request = http::Request::post("/webhooks").body(())?;
/// request.extensions_mut().insert(Peer("10.0.0.7".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "an address is all it is")]
pub struct Peer(pub IpAddr);

impl From<SocketAddr> for Peer {
    fn from(address: SocketAddr) -> Self {
        Self(address.ip())
    }
}

/// A request extension for frameworks that send `100 Continue` before they pass a request on.
///
/// The rest of a refused body is then read before the reply, even if the sender asked to wait (`Expect: 100-continue`).
#[derive(Clone, Copy, Debug)]
pub struct Continued;

/// The URI before a router took a part of its path away, where one said so: senders sign the whole.
#[cfg(feature = "axum")]
pub(crate) fn original_uri(extensions: &Extensions) -> Option<Uri> {
    let original = extensions.get::<axum::extract::OriginalUri>()?;
    Some(original.0.clone())
}

#[cfg(not(feature = "axum"))]
pub(crate) fn original_uri(_: &Extensions) -> Option<Uri> {
    None
}

/// The address of the other end of the connection.
pub(crate) fn peer(extensions: &Extensions) -> Option<IpAddr> {
    #[cfg(feature = "axum")]
    if let Some(info) = extensions.get::<axum::extract::ConnectInfo<SocketAddr>>() {
        return Some(info.0.ip());
    }
    extensions.get::<Peer>().map(|peer| peer.0)
}
