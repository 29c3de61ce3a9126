//! Which URL a sender used, as a proxy says it that was named.

use std::net::{IpAddr, SocketAddr};

use http::{Extensions, HeaderMap, HeaderName, header};

use crate::dispatcher::forwarded;
use crate::dispatcher::framework::peer;
use crate::dispatcher::network::Network;
use crate::dispatcher::origin::Origin;

/// The headers in which named proxies say which URL a sender used.
///
/// A proxy overwrites or extends the headers that it knows, and passes on the others as anyone wrote them. That is why
/// one kind is named, and the other is never looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProxyHeaders {
    /// `Forwarded` (RFC 7239): `host` and `proto` of the element that the outermost named proxy wrote.
    ///
    /// The whole header counts as absent if a part of it is malformed, such as a host with a port and without quotes.
    Forwarded,
    /// `X-Forwarded-Proto` and `X-Forwarded-Host`, each with one value; a list of equal values counts as that value.
    XForwarded,
}

/// The proxies that are believed.
#[derive(Clone, Debug)]
pub(crate) struct Proxies {
    networks: Vec<Network>,
    /// As they were written.
    #[cfg_attr(
        not(feature = "tracing"),
        expect(dead_code, reason = "only the log shows them")
    )]
    pub(crate) texts: String,
    pub(crate) headers: ProxyHeaders,
}

impl Proxies {
    /// The error is the text that is not an address.
    pub(crate) fn new(
        networks: impl IntoIterator<Item = impl AsRef<str>>,
        headers: ProxyHeaders,
    ) -> Result<Self, String> {
        let (mut parsed, mut texts) = (Vec::new(), Vec::new());
        for text in networks {
            let text = text.as_ref();
            parsed.push(Network::parse(text).ok_or_else(|| text.to_owned())?);
            texts.push(text.to_owned());
        }
        Ok(Self {
            networks: parsed,
            texts: texts.join(", "),
            headers,
        })
    }

    /// What the sender used, where the request comes from a named proxy that says so in a way that can be read.
    pub(crate) fn origin(&self, head: &HeaderMap, extensions: &Extensions) -> Option<Origin> {
        if !self.contains(peer(extensions)?) {
            return None;
        }
        let (scheme, host) = match self.headers {
            ProxyHeaders::Forwarded => self.forwarded(head)?,
            ProxyHeaders::XForwarded => (
                only(head, &HeaderName::from_static("x-forwarded-proto"))?.to_owned(),
                only(head, &HeaderName::from_static("x-forwarded-host"))?.to_owned(),
            ),
        };
        Origin::parse(&scheme, &host)
    }

    fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks
            .iter()
            .any(|network| network.contains(address))
    }

    /// Goes from the last element, which the nearest proxy wrote, to the first one that a named proxy wrote.
    fn forwarded(&self, head: &HeaderMap) -> Option<(String, String)> {
        let mut elements = Vec::new();
        for line in head.get_all(header::FORWARDED) {
            elements.extend(forwarded::elements(line.as_bytes())?);
        }
        let mut element = elements.pop()?;
        while !elements.is_empty()
            && let Some(sender) = element.get("for").and_then(address)
            && self.contains(sender)
        {
            element = elements.pop()?;
        }
        Some((
            element.get("proto")?.to_owned(),
            element.get("host")?.to_owned(),
        ))
    }
}

/// The value of a header; of a list, the one that all elements are. Each of several proxies in a row may add the same.
fn only<'h>(head: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut found = None;
    for line in head.get_all(name) {
        for value in line.to_str().ok()?.split(',') {
            let value = value.trim();
            if *found.get_or_insert(value) != value {
                return None;
            }
        }
    }
    found
}

/// An address with or without a port, as `for` has it: `192.0.2.1`, `192.0.2.1:80`, `[2001:db8::1]`, `[2001:db8::1]:80`.
fn address(text: &str) -> Option<IpAddr> {
    if let Some(rest) = text.strip_prefix('[') {
        return rest.split_once(']')?.0.parse().ok();
    }
    let parsed = text.parse::<SocketAddr>().map(|address| address.ip());
    parsed.or_else(|_| text.parse()).ok()
}

#[cfg(test)]
#[path = "proxies_tests.rs"]
mod tests;
