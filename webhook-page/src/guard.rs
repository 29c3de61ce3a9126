//! Who is answered, before any route is.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, OriginalUri, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::{self, HeaderName, HeaderValue};
use http::request::Parts;
use http::uri::Authority;
use http::{HeaderMap, StatusCode};
use webhook_core::dispatcher::Peer;

use crate::access::Visitor;
use crate::page::App;
use crate::view;

/// Why a request is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The peer is not this machine, or is not known.
    Peer,
    /// A proxy or a tunnel passed it on.
    Forwarded,
    /// The host is not on the list.
    Host,
    /// Another site caused it.
    OtherSite,
    /// `access` names no visitor.
    Access,
    /// The visitor may only look.
    #[cfg(feature = "inbox")]
    ReadOnly,
    /// A POST without the token of the page.
    #[cfg(feature = "inbox")]
    Token,
}

impl Refusal {
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Peer => {
                "Only this machine may see the page. If you are on it: ask for 127.0.0.1, and start the server with \
                 `into_make_service_with_connect_info::<SocketAddr>()`, so that the page knows who asks."
            }
            Self::Forwarded => {
                "Only this machine may see the page, and a proxy or a tunnel passed this request on."
            }
            Self::Host => "The page is not served under this name. `Page::host` adds one.",
            Self::OtherSite => "Another site led here. Open the page from here if you meant to.",
            Self::Access => "You may not see the page.",
            #[cfg(feature = "inbox")]
            Self::ReadOnly => "You may see the page, but change nothing.",
            #[cfg(feature = "inbox")]
            Self::Token => "The form is out of date. Load the page again, and then try once more.",
        }
    }
}

/// Lets a request through, or refuses it. Each answer gets the headers that keep a page to itself.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let base = base(&parts);
    let mut response = match admitted(&app, &parts) {
        Ok(visitor) => {
            parts.extensions.insert(base);
            parts.extensions.insert(visitor);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(refusal) => {
            let again = (refusal == Refusal::OtherSite).then(|| original(&parts));
            refused(refusal, again.as_deref())
        }
    };
    protect(response.headers_mut());
    response
}

/// The answer to a request that is refused, with the address to open instead.
pub(crate) fn refused(refusal: Refusal, again: Option<&str>) -> Response {
    let page = view::refused(refusal.text(), again);
    (StatusCode::FORBIDDEN, page).into_response()
}

/// Who asks.
pub(crate) fn admitted(app: &App, parts: &Parts) -> Result<Visitor, Refusal> {
    if app.access().is_none() {
        if !peer(parts).is_some_and(|peer| peer.to_canonical().is_loopback()) {
            return Err(Refusal::Peer);
        }
        if FORWARDED
            .iter()
            .any(|name| parts.headers.contains_key(name))
        {
            return Err(Refusal::Forwarded);
        }
    }
    let host = host(parts).ok_or(Refusal::Host)?;
    if !app.is_host(&name_of(&host)) {
        return Err(Refusal::Host);
    }
    same_site(app, &parts.headers, &host)?;
    match app.access() {
        Some(access) => access(parts).ok_or(Refusal::Access),
        None => Ok(Visitor::new("this machine")),
    }
}

/// What proxies and tunnels add.
const FORWARDED: [HeaderName; 6] = [
    header::FORWARDED,
    header::VIA,
    HeaderName::from_static("x-forwarded-for"),
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-real-ip"),
    HeaderName::from_static("cf-connecting-ip"),
];

fn peer(parts: &Parts) -> Option<IpAddr> {
    let info = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let of_core = || parts.extensions.get::<Peer>().map(|peer| peer.0);
    info.map(|info| info.0.ip()).or_else(of_core)
}

/// The host and the port that the request names, if it names one.
fn host(parts: &Parts) -> Option<Authority> {
    let mut given = parts.headers.get_all(header::HOST).iter();
    let given = match (given.next(), given.next()) {
        (None, _) => None,
        (Some(host), None) => Some(host.to_str().ok()?.parse::<Authority>().ok()?),
        (Some(_), Some(_)) => return None,
    };
    // HTTP/2 has no `Host`.
    let authority = original_authority(parts);
    let host = match (given, authority) {
        (Some(given), Some(authority)) if given != authority => return None,
        (given, authority) => given.or(authority)?,
    };
    (!host.as_str().contains('@')).then_some(host)
}

fn original_authority(parts: &Parts) -> Option<Authority> {
    let original = parts.extensions.get::<OriginalUri>();
    let uri = original.map_or(&parts.uri, |original| &original.0);
    uri.authority().cloned()
}

/// The name of a host in lower case, without brackets.
fn name_of(host: &Authority) -> String {
    let name = host.host().trim_start_matches('[').trim_end_matches(']');
    name.to_ascii_lowercase()
}

/// Whether the browser says that the page itself, or a person, caused the request.
fn same_site(app: &App, headers: &HeaderMap, host: &Authority) -> Result<(), Refusal> {
    let fetch = one(headers, &HeaderName::from_static("sec-fetch-site"))?;
    if !matches!(fetch, None | Some("same-origin" | "none")) {
        return Err(Refusal::OtherSite);
    }
    match one(headers, &header::ORIGIN)? {
        None => Ok(()),
        // A page that sends no `Referer` sends no origin with a form either.
        Some("null") if fetch == Some("same-origin") => Ok(()),
        Some(origin) => {
            let rest = origin.split_once("://").map(|(_, rest)| rest);
            let origin = rest.and_then(|rest| rest.parse::<Authority>().ok());
            let is_same = |origin: &Authority| {
                origin == host
                    || app.is_named_host(&name_of(origin)) && app.is_named_host(&name_of(host))
            };
            match origin {
                Some(origin) if is_same(&origin) => Ok(()),
                _ => Err(Refusal::OtherSite),
            }
        }
    }
}

/// The value of a header that a browser sends once.
fn one<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| Refusal::OtherSite),
        (Some(_), Some(_)) => Err(Refusal::OtherSite),
    }
}

/// Where the page is nested: what links begin with.
#[derive(Clone, Debug)]
pub(crate) struct Base(pub(crate) Arc<str>);

fn base(parts: &Parts) -> Base {
    let original = parts.extensions.get::<OriginalUri>();
    let path = original.map_or(parts.uri.path(), |original| original.0.path());
    let inner = parts.uri.path();
    let base = path.strip_suffix(inner).unwrap_or(path);
    let base = base.trim_end_matches('/');
    // A link that begins with two slashes leads to another host.
    let base = if base.starts_with("//") { "" } else { base };
    Base(base.into())
}

/// The address that was asked for, on this host.
fn original(parts: &Parts) -> String {
    let original = parts.extensions.get::<OriginalUri>();
    let uri = original.map_or(&parts.uri, |original| &original.0);
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    format!("/{}", path.trim_start_matches('/'))
}

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

fn protect(headers: &mut HeaderMap) {
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::CACHE_CONTROL, "no-store");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    set(HeaderName::from_static("x-robots-tag"), "noindex, nofollow");
}
