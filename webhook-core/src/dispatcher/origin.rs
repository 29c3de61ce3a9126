//! Scheme and host of a URL.

use std::fmt;

use http::uri::Authority;

/// Scheme and host of the URL that a sender used.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    scheme: &'static str,
    authority: Authority,
}

impl Origin {
    pub(crate) fn parse(scheme: &str, host: &str) -> Option<Self> {
        let mut schemes = ["https", "http"].into_iter();
        let scheme = schemes.find(|known| scheme.eq_ignore_ascii_case(known))?;
        let authority: Authority = host.parse().ok()?;
        // A name before the host is not a part of where a server is.
        (!host.contains('@') && !authority.host().is_empty()).then_some(Self { scheme, authority })
    }

    /// Whether both are one place, in whatever letters, and with or without the port that the scheme implies.
    pub(crate) fn equals(&self, other: &Self) -> bool {
        let (host, other_host) = (self.authority.host(), other.authority.host());
        self.scheme == other.scheme
            && host.eq_ignore_ascii_case(other_host)
            && self.port() == other.port()
    }

    /// The port; `Err` if one is written that is not a port.
    pub(crate) fn port(&self) -> Result<u16, &str> {
        let written = self.authority.as_str().get(self.authority.host().len()..);
        match (self.authority.port_u16(), written) {
            (Some(port), _) => Ok(port),
            (None, Some("") | None) if self.scheme == "https" => Ok(443),
            (None, Some("") | None) => Ok(80),
            (None, Some(written)) => Err(written),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}
