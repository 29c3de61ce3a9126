//! The URL that the senders of a group sign.

use std::fmt;
use std::sync::Arc;

use http::Uri;
use http::uri::PathAndQuery;

use crate::declare::descriptor::Descriptor;
use crate::delivery::Delivery;
use crate::dispatcher::proxies::Proxies;
use crate::dispatcher::public_url::PublicUrl;
use crate::dispatcher::telemetry::log;
use crate::id::Shown;

/// What was registered with the senders of a group, who sign it; `None` where only proxies know.
pub(crate) struct SignedUrl(pub(crate) Option<Arc<PublicUrl>>);

impl SignedUrl {
    /// Whether a query was registered.
    #[cfg(feature = "lambda_http")]
    pub(crate) fn has_query(&self) -> bool {
        self.0.as_ref().is_some_and(|public| public.query.is_some())
    }

    /// Gives a delivery the URL that its sender used. The host that a request names is never the one that was signed.
    pub(crate) fn put(
        &self,
        proxies: Option<&Proxies>,
        descriptor: &Descriptor,
        delivery: &mut Delivery,
    ) {
        let said = proxies.and_then(|all| all.origin(delivery.headers(), delivery.extensions()));
        let uri = delivery.uri();
        let url = match (&self.0, said) {
            (Some(public), said) => {
                let other = said.filter(|said| !public.agrees_with(said));
                if let Some(said) = &other {
                    let tell = || log::contradicted(descriptor.name, said, public);
                    public.contradiction_told.call_once(tell);
                }
                let other = other.filter(|_| !public.is_of_group);
                public.url_of(uri, other.as_ref())
            }
            (None, Some(said)) => Some(format!("{said}{}", path_of(uri))),
            (None, None) => None,
        };
        if !url.is_some_and(|url| delivery.set_url(url)) {
            let path = Uri::from(path_of(delivery.uri()));
            delivery.set_uri(path);
        }
    }
}

/// The path and the query alone, whatever host the request names.
fn path_of(uri: &Uri) -> PathAndQuery {
    let path = uri.path_and_query().cloned();
    path.unwrap_or_else(|| PathAndQuery::from_static("/"))
}

/// Says which URL was tried, for the log of a delivery that did not verify; nothing where none is signed, or known. It goes
/// before the other facts, because a terminal gets the first 120 characters.
pub(crate) struct Tried<'d>(pub(crate) &'static Descriptor, pub(crate) &'d Delivery);

impl fmt::Display for Tried<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(descriptor, delivery) = self;
        if !descriptor.signs_url() || delivery.uri().authority().is_none() {
            return Ok(());
        }
        // A query may hold a token.
        let url = delivery.url();
        let (shown, query) = url
            .split_once('?')
            .map_or((&*url, None), |(url, query)| (url, Some(query)));
        write!(f, "URL tried: {}", Shown(shown))?;
        if let Some(query) = query {
            write!(f, "?<{} bytes>", query.len())?;
        }
        f.write_str(", ")
    }
}
