//! What a dispatcher is told of the URLs under which senders reach it.

use std::any::TypeId;
use std::sync::Arc;

use crate::dispatcher::problem::{Problem, ProblemKind};
use crate::dispatcher::proxies::{Proxies, ProxyHeaders};
use crate::dispatcher::public_url::PublicUrl;
use crate::dispatcher::start::builder::DispatcherBuilder;
use crate::group::EventGroup;

impl DispatcherBuilder {
    /// Sets the scheme and host under which senders reach this server, for schemes that sign `{$url}`.
    ///
    /// Path and query are those of the request. If a proxy removes the beginning of the path, the URL has that beginning:
    /// `https://example.com/hooks`.
    ///
    /// The URL is signed in exactly these characters, as some senders sign what was registered with them: with capitals,
    /// and with `:443`. For a request to `/`, the text is the whole URL, so `https://example.com` and
    /// `https://example.com/` are two.
    ///
    /// It is never taken from the request, because behind a proxy the request does not know, and a forged `Host` does
    /// not care. Where [`trusted_proxies`](Self::trusted_proxies) say another scheme or host, theirs is taken, and the
    /// log says so once. The log of a 401 says which URL was tried, without its query.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::Dispatcher;
    ///
    /// assert!(Dispatcher::builder().public_url("https://Example.com:443/hooks").build().is_ok());
    ///
    /// let named = Dispatcher::builder().public_url("https://jo:pass@example.com").build();
    /// assert!(named.is_err_and(|error| error.to_string().contains("names a user") && !error.to_string().contains("pass")));
    /// ```
    pub fn public_url(mut self, url: &str) -> Self {
        match PublicUrl::of_server(url) {
            Ok(url) => self.urls.server = Some(Arc::new(url)),
            Err(text) => self
                .problems
                .push(Problem::new(ProblemKind::PublicUrl, "", text)),
        }
        self
    }

    /// Sets the URL that is registered with the senders of one group, in exactly the characters in which it is.
    ///
    /// It is the whole URL, whatever path a proxy makes of it, and takes the place of [`public_url`](Self::public_url) and
    /// of what [`trusted_proxies`](Self::trusted_proxies) say. A query counts as it is registered; leave it out if the
    /// sender adds to it, and that of the request counts. For a group with several paths, end the URL in `/*`, which
    /// stands for the path of the request.
    ///
    /// What a group reads of the URL (`$url`, `$request.path`, `$request.query.NAME`) is that of this URL.
    ///
    /// # Examples
    ///
    /// ```
    /// # use serde::Deserialize;
    /// use webhook_core::{Dispatcher, EventGroup, Secret};
    ///
    /// # #[derive(Debug, Deserialize)]
    /// # pub struct Payment {}
    /// #[derive(Debug, EventGroup)]
    /// #[event_group(path = "/square", preset = square)]
    /// pub enum Square {
    ///     #[event("payment.created", ignore)]
    ///     PaymentCreated(Payment),
    /// }
    ///
    /// let builder = Dispatcher::builder().group::<Square>(Secret::new("your-signature-key"));
    /// assert!(builder.public_url_for::<Square>("https://Pay.example.com/in?shop=7").build().is_ok());
    ///
    /// // The group is missing.
    /// let builder = Dispatcher::builder().public_url_for::<Square>("https://pay.example.com/in");
    /// assert!(builder.build().is_err_and(|error| error.to_string().contains("the group is not")));
    /// ```
    pub fn public_url_for<G: EventGroup>(mut self, url: &str) -> Self {
        let (id, name) = (TypeId::of::<G>(), G::DESCRIPTOR.name);
        let given = self.urls.groups.iter().any(|(other, ..)| *other == id);
        let parsed = match PublicUrl::of_group(url) {
            Ok(_) if given => Err("a public URL is given twice".to_owned()),
            parsed => parsed,
        };
        match parsed {
            Ok(url) => self.urls.groups.push((id, name, Arc::new(url))),
            Err(text) => self
                .problems
                .push(Problem::new(ProblemKind::PublicUrl, name, text)),
        }
        self
    }

    /// Names the proxies that are believed when they say under which scheme and host a sender reached them, for schemes
    /// that sign `{$url}`; by default none is.
    ///
    /// A proxy is named by its address, or by a network such as `10.0.0.0/8` (also written `::ffff:10.0.0.0/104`), and compared with the
    /// [`Peer`](crate::dispatcher::Peer) of the request. `headers` are those that your proxies set; others are never looked at, since a
    /// proxy passes them on as anyone wrote them. Where a request comes from elsewhere, or the headers are absent or
    /// ambiguous, the [`public_url`](Self::public_url) stands; without one, such a delivery does not verify.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::dispatcher::ProxyHeaders;
    /// use webhook_core::Dispatcher;
    ///
    /// let builder = Dispatcher::builder().trusted_proxies(["10.0.0.0/8", "::1"], ProxyHeaders::XForwarded);
    /// assert!(builder.build().is_ok());
    ///
    /// let misspelt = Dispatcher::builder().trusted_proxies(["10.0.0/8"], ProxyHeaders::XForwarded).build();
    /// assert!(misspelt.is_err_and(|error| error.to_string().contains("`10.0.0/8` is neither an address nor a network")));
    /// ```
    ///
    /// # Security
    ///
    /// The proxies must overwrite these headers, or add their own element to `Forwarded`. Few do so unless they are told
    /// to: [`guide::operating`](crate::guide::operating) has the lines for each. Any other client in a named network can
    /// choose the URL that is verified. The body stays signed. The start-up log says which headers are believed, and from
    /// which networks.
    pub fn trusted_proxies(
        mut self,
        networks: impl IntoIterator<Item = impl AsRef<str>>,
        headers: ProxyHeaders,
    ) -> Self {
        match Proxies::new(networks, headers) {
            Ok(proxies) => self.urls.proxies = Some(proxies),
            Err(bad) => {
                let text = format!(
                    "`{bad}` is neither an address nor a network of proxies: write `10.0.0.7` or `10.0.0.0/8`"
                );
                self.problems
                    .push(Problem::new(ProblemKind::PublicUrl, "", text));
            }
        }
        self
    }
}
