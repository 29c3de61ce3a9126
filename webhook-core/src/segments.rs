//! Placeholders in the paths of groups, and the segments of a request's path that they name.

use std::fmt;
use std::sync::Arc;

use crate::delivery::Delivery;
use crate::form::escaped;

/// The segments of the request's path that the placeholders of the group's path name, decoded.
///
/// Of `path = "/hooks/{shop}/{app}"`, these are `shop` and `app`. As an extractor it is for groups whose paths have several
/// placeholders; with one, [`Segment`](crate::extract::Segment) is shorter.
///
/// # Examples
///
/// ```
/// use http::Request;
/// use webhook_core::extract::Segments;
/// use webhook_core::{Dispatcher, EventGroup, Secret, on_event};
///
/// #[derive(Debug, EventGroup)]
/// #[event_group(path = "/hooks/{shop}/{app}", discriminator = "/type",
///     signature(algorithm = "hmac-sha256", header = "X-Signature"))]
/// pub enum Shop {
///     #[event("ping")]
///     Ping,
/// }
///
/// #[on_event(group = Shop, event = "ping")]
/// fn ping(segments: Segments) {
///     assert_eq!((segments.get("shop"), segments.get("app")), (Some("acme"), Some("caf\u{e9}")));
///     assert_eq!(segments.get("other"), None);
/// }
///
/// let secret = Secret::new("a secret of more than 24 bytes");
/// let dispatcher = Dispatcher::builder().group::<Shop>(&secret).build()?;
/// let mut request = Request::post("/hooks/acme/caf%C3%A9").body(bytes::Bytes::from(r#"{"type":"ping"}"#))?;
/// Shop::DESCRIPTOR.scheme().ok_or("unsigned")?.sign(&secret, &mut request)?;
/// assert_eq!(dispatcher.dispatch_blocking(request.map(http_body_util::Full::new)).status(), 200);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Security
///
/// Few schemes sign the path. Where all senders share one secret, anyone who can repeat a genuine delivery can send it to
/// another path. Where a [`KeySource`](crate::verification::KeySource) chooses the keys by the segment, the signature
/// proves it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segments(Arc<[(String, String)]>);

impl Segments {
    /// The segment that the placeholder of this name matched.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find_map(|(found, text)| (found == name).then_some(text))
    }

    /// The names of the placeholders and the segments, in the order of the path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (&**name, &**text))
    }

    /// The segments of a delivery: those by which the dispatcher found its group, or those of its URI.
    pub(crate) fn of(delivery: &Delivery, paths: &[&'static str]) -> Result<Self, Refused> {
        if let Some(Captured(captured)) = delivery.extensions().get() {
            return captured.clone();
        }
        let patterns = paths.iter().filter_map(|path| Pattern::parse(path).ok());
        let path = delivery.uri().path();
        let mut found = patterns.filter(|pattern| pattern.matches(path));
        found
            .next()
            .map_or_else(|| Ok(Self::default()), |pattern| pattern.capture(path).0)
    }

    /// The segments as they are stored beside the values around an item.
    pub(crate) fn stored(&self) -> impl Iterator<Item = (String, String)> {
        self.iter()
            .map(|(name, text)| (format!("{{{name}}}"), text.to_owned()))
    }

    /// The segments among stored values; `None` if there are none.
    pub(crate) fn restored(stored: &[(String, String)]) -> Option<Captured> {
        let name = |written: &str| Some(written.strip_prefix('{')?.strip_suffix('}')?.to_owned());
        let stored = stored.iter();
        let segments: Arc<[_]> = stored
            .filter_map(|(written, text)| Some((name(written)?, text.clone())))
            .collect();
        (!segments.is_empty()).then_some(Captured(Ok(Self(segments))))
    }
}

/// What a handler takes of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// The one segment with a name.
    One,
    /// All segments with names.
    All,
}

/// What the dispatcher took out of the path by which it found the group: an extension of the request.
#[derive(Clone)]
pub(crate) struct Captured(pub(crate) Result<Segments, Refused>);

/// Why a path is refused whose segments a pattern names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    name: &'static str,
    why: &'static str,
}

impl Default for Captured {
    fn default() -> Self {
        Self(Ok(Segments::default()))
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, why } = self;
        write!(f, "the segment `{{{name}}}` of the path {why}")
    }
}

/// A path of a group that ends in `*` or has placeholders: `/hooks/{tenant}`, `/hooks/{tenant}/*`, `/files/{*rest}`.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) path: &'static str,
    parts: Vec<Part>,
    /// The name of `{*name}`; empty for `*`; `None` if the pattern has a fixed number of segments.
    rest: Option<&'static str>,
}

#[derive(Debug)]
enum Part {
    Fixed(&'static str),
    Named(&'static str),
}

/// What a placeholder is called.
fn name_of(part: &'static str) -> Option<&'static str> {
    let name = part.strip_prefix('{')?.strip_suffix('}')?;
    let mut bytes = name.strip_prefix('*').unwrap_or(name).bytes();
    let first = bytes.next()?;
    let begins = first.is_ascii_alphabetic() || first == b'_';
    (begins && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')).then_some(name)
}

impl Pattern {
    /// Reads a declared path. The derive refuses what this refuses.
    pub(crate) fn parse(path: &'static str) -> Result<Self, &'static str> {
        let mut parts = Vec::new();
        let mut rest = None;
        let segments = path.strip_prefix('/').ok_or("does not begin with `/`")?;
        for segment in segments.split('/') {
            if rest.is_some() {
                return Err("goes on after `*`");
            }
            match name_of(segment) {
                Some(name) => match name.strip_prefix('*') {
                    Some(name) => rest = Some(name),
                    None => parts.push(Part::Named(name)),
                },
                None if segment == "*" => rest = Some(""),
                None if segment.contains(['{', '}', '*']) => {
                    return Err("has a brace or a star outside of a placeholder");
                }
                None => parts.push(Part::Fixed(segment)),
            }
        }
        Ok(Self { path, parts, rest })
    }

    /// Whether only one path matches.
    pub(crate) fn is_exact(&self) -> bool {
        self.rest.is_none() && !self.has_placeholder()
    }

    pub(crate) const fn has_rest(&self) -> bool {
        self.rest.is_some()
    }

    /// Whether one of the segments before the rest is a placeholder.
    pub(crate) fn has_placeholder(&self) -> bool {
        self.parts.iter().any(|part| part.name().is_some())
    }

    /// The names of its placeholders.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        let rest = self.rest.filter(|name| !name.is_empty());
        self.parts.iter().filter_map(Part::name).chain(rest)
    }

    /// Where it is among patterns that have a rest and could match one path: the one with more segments is before the
    /// other, and fixed segments are before placeholders.
    pub(crate) fn order(&self) -> (std::cmp::Reverse<usize>, bool) {
        (std::cmp::Reverse(self.parts.len()), self.has_placeholder())
    }

    /// Whether some path matches both, and the order does not decide which of them gets it.
    pub(crate) fn clashes_with(&self, other: &Self) -> bool {
        let alike = self.has_placeholder() == other.has_placeholder()
            && self.has_rest() == other.has_rest()
            && self.parts.len() == other.parts.len();
        let mut both = self.parts.iter().zip(&other.parts);
        alike && both.all(|(one, other)| one.agrees_with(other))
    }

    pub(crate) fn matches(&self, path: &str) -> bool {
        let Some(mut left) = path.strip_prefix('/').map(|path| path.split('/')) else {
            return false;
        };
        let fixed = self.parts.iter().all(|part| {
            left.next().is_some_and(|segment| match part {
                Part::Fixed(text) => segment == *text,
                Part::Named(_) => !segment.is_empty(),
            })
        });
        fixed && left.next().is_some() == self.has_rest()
    }

    /// Takes the named segments out of a path that matches.
    pub(crate) fn capture(&self, path: &str) -> Captured {
        let mut left = path.strip_prefix('/').unwrap_or(path).split('/');
        let mut segments = Vec::new();
        for part in &self.parts {
            let segment = left.next().unwrap_or_default();
            if let Part::Named(name) = part {
                match decoded(name, segment) {
                    Ok(text) => segments.push(((*name).to_owned(), text)),
                    Err(refused) => return Captured(Err(refused)),
                }
            }
        }
        if let Some(name) = self.rest.filter(|name| !name.is_empty()) {
            match left
                .map(|segment| decoded(name, segment))
                .collect::<Result<Vec<_>, _>>()
            {
                Ok(texts) => segments.push((name.to_owned(), texts.join("/"))),
                Err(refused) => return Captured(Err(refused)),
            }
        }
        Captured(Ok(Segments(segments.into())))
    }
}

impl Part {
    const fn name(&self) -> Option<&'static str> {
        match self {
            Self::Named(name) => Some(name),
            Self::Fixed(_) => None,
        }
    }

    fn agrees_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Fixed(one), Self::Fixed(other)) => one == other,
            (Self::Fixed(text), Self::Named(_)) | (Self::Named(_), Self::Fixed(text)) => {
                !text.is_empty()
            }
            (Self::Named(_), Self::Named(_)) => true,
        }
    }
}

/// Decodes one segment. What could be taken for several segments, or for another directory, is refused.
fn decoded(name: &'static str, segment: &str) -> Result<String, Refused> {
    let refused = |why| Refused { name, why };
    let mut bytes = Vec::with_capacity(segment.len());
    let mut left = segment.as_bytes();
    while let Some((byte, rest)) = left.split_first() {
        let (byte, rest) = match byte {
            b'%' => escaped(rest).ok_or_else(|| refused("has a `%` without two digits"))?,
            byte => (*byte, rest),
        };
        bytes.push(byte);
        left = rest;
    }
    let text = String::from_utf8(bytes).map_err(|_| refused("is not UTF-8"))?;
    if text.contains('/') {
        return Err(refused("has an encoded slash"));
    }
    if text.chars().any(char::is_control) {
        return Err(refused("has a control character"));
    }
    if text == "." || text == ".." {
        return Err(refused("is a step to another path"));
    }
    Ok(text)
}

#[cfg(test)]
#[path = "segments_tests.rs"]
mod tests;
