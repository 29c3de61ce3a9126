//! Values that frameworks and adapters put into a request's extensions: one function for each value, with one line for
//! each framework.

use std::net::{IpAddr, SocketAddr};

use http::{Extensions, Uri};

/// A request extension with the address of the other end of the connection.
///
/// Only [`trusted_proxies`](crate::DispatcherBuilder::trusted_proxies) needs it. The adapters of actix-web, rocket and
/// `tiny_http` insert it. With the feature `axum`, `ConnectInfo<SocketAddr>` is read too, which
/// `into_make_service_with_connect_info` inserts.
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

/// The URI before a router removed a part of its path, if the router keeps it. Senders sign the whole URI.
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
