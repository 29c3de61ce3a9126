//! The URL under which senders reach a server or a group, as it was registered with them.

use std::fmt;
use std::sync::Once;

use http::Uri;

use crate::dispatcher::origin::Origin;

/// A URL in the characters in which it was registered: some senders sign those.
///
/// `http::Uri` writes some URLs otherwise: it adds a path, and puts the scheme in lower case.
#[derive(Debug)]
pub(crate) struct PublicUrl {
    /// Scheme and host as they were written.
    place: Box<str>,
    path: Box<str>,
    pub(crate) query: Option<Box<str>>,
    /// Whether the path is the whole, and not what stands before the request's.
    pub(crate) is_whole: bool,
    /// Whether it was registered for one group. No proxy knows what was.
    pub(crate) is_of_group: bool,
    origin: Origin,
    /// Whether the log knows of a proxy that says another.
    pub(crate) contradiction_told: Once,
}

impl PublicUrl {
    /// Parses the beginning of all URLs of a server. The error is a text for a [`Problem`](super::Problem).
    pub(crate) fn of_server(text: &str) -> Result<Self, String> {
        match Self::parse(text)? {
            url if url.query.is_none() && !url.path.contains('*') => Ok(url),
            _ => Err(refused(
                text,
                "a scheme, a host, and what stands before the path",
            )),
        }
    }

    /// Parses the whole URL of a group, or the beginning of several if it ends in `/*`.
    pub(crate) fn of_group(text: &str) -> Result<Self, String> {
        let mut url = Self::parse(text)?;
        url.is_of_group = true;
        match url
            .path
            .strip_suffix('*')
            .filter(|path| path.ends_with('/'))
        {
            Some(path) if url.query.is_none() => url.path = path.into(),
            _ => url.is_whole = true,
        }
        Ok(url)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let bad = || refused(text, "a scheme, a host and a path");
        let (scheme, rest) = text.split_once("://").ok_or_else(bad)?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (host, behind) = rest.split_at_checked(end).ok_or_else(bad)?;
        if host.contains('@') {
            return Err(USER.to_owned());
        }
        let origin = Origin::parse(scheme, host).ok_or_else(bad)?;
        let has_port = origin.port().is_ok();
        if !has_port || behind.contains('#') || text.parse::<Uri>().is_err() {
            return Err(bad());
        }
        let (path, query) = match behind.split_once('?') {
            Some((path, query)) => (path, Some(query.into())),
            None => (behind, None),
        };
        Ok(Self {
            place: format!("{scheme}://{host}").into(),
            path: path.into(),
            query,
            is_whole: false,
            is_of_group: false,
            origin,
            contradiction_told: Once::new(),
        })
    }

    /// Whether a proxy says the same, if perhaps in other letters.
    pub(crate) fn agrees_with(&self, said: &Origin) -> bool {
        self.origin.equals(said)
    }

    /// The URL that the sender of a request used; `other` is scheme and host in place of those that were registered.
    /// `None` if the request has no path.
    pub(crate) fn url_of(&self, request: &Uri, other: Option<&Origin>) -> Option<String> {
        let path = Some(request.path()).filter(|path| path.starts_with('/'))?;
        let (before, path, query) = if self.is_whole {
            (
                &*self.path,
                "",
                self.query.as_deref().or_else(|| request.query()),
            )
        } else if path == "/" {
            // With the slash or without, as it was registered.
            (&*self.path, "", request.query())
        } else {
            let before = self.path.strip_suffix('/').unwrap_or(&self.path);
            (before, path, request.query())
        };
        let mut url = other.map_or_else(|| self.place.to_string(), Origin::to_string);
        for part in [before, path] {
            url.push_str(part);
        }
        for part in query.into_iter().flat_map(|query| ["?", query]) {
            url.push_str(part);
        }
        Some(url)
    }
}

/// Without the query, which may hold a token.
impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.place, self.path)
    }
}

const USER: &str = "the public URL names a user, which a sender sends as a header and does not sign: leave out what stands before `@`";

/// What a text should be that is not a public URL. It is shown only if it holds neither a query nor what may be a password.
fn refused(text: &str, wanted: &str) -> String {
    let shown = text.split(['?', '#']).next().unwrap_or_default();
    let shown = if text.contains('@') {
        String::new()
    } else {
        format!(" `{shown}`")
    };
    format!(
        "the public URL{shown} is not {wanted}: write `https://example.com` or `https://example.com/hooks`"
    )
}
