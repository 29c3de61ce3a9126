//! Settings for the URLs under which senders reach a dispatcher.

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
    /// Path and query are those of the request. If a proxy removes the beginning of the path, append that beginning:
    /// `https://example.com/hooks`.
    ///
    /// The URL is used in exactly these characters, including capitals and `:443`, because some senders sign the URL as it
    /// was registered with them. For a request to `/`, the text is the whole URL, so `https://example.com` and
    /// `https://example.com/` differ.
    ///
    /// Scheme and host are never taken from the request: behind a proxy it may have others, and `Host` can be forged. If
    /// [`trusted_proxies`](Self::trusted_proxies) name another scheme or host, theirs are used, which is logged once. The
    /// log of a 401 contains the URL that was tried, without its query.
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
            Err(text) => self.refuse_url("", text),
        }
        self
    }

    /// Sets the URL that is registered with the senders of one group, in exactly the registered characters.
    ///
    /// This is the whole URL, even if a proxy changes the path. It replaces [`public_url`](Self::public_url) and the values
    /// of [`trusted_proxies`](Self::trusted_proxies). If it has a query, that query is used; leave the query out if the
    /// sender adds parameters, so that the request's query is used. For a group with several paths, end the URL in `/*`,
    /// which stands for the path of the request.
    ///
    /// `$url`, `$request.path` and `$request.query.NAME` of the group are read from this URL.
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
            Err(text) => self.refuse_url(name, text),
        }
        self
    }

    /// Sets the proxies that are trusted to tell the scheme and host under which a sender reached them, for schemes that
    /// sign `{$url}`. By default, no proxy is trusted.
    ///
    /// A proxy is named by its address, or by a network such as `10.0.0.0/8` (also written `::ffff:10.0.0.0/104`), and compared with the
    /// [`Peer`](crate::dispatcher::Peer) of the request. `headers` are those that your proxies set. Others are never read,
    /// because a proxy passes them on unchanged from anyone. If a request does not come from a trusted proxy, or the headers
    /// are absent or ambiguous, the [`public_url`](Self::public_url) is used; without one, the delivery does not verify.
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
    /// The proxies must overwrite these headers, or append their own element to `Forwarded`, and must accept only their own
    /// host names, because they repeat the name that the client wrote. Few do so by default:
    /// [`guide::operating`](crate::guide::operating) has the configuration for each. Any other client in a trusted network
    /// can choose the URL that is verified. The body stays signed. The start-up log lists the trusted headers and networks.
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
                self.refuse_url("", text);
            }
        }
        self
    }

    fn refuse_url(&mut self, group: &'static str, text: String) {
        self.urls.is_one_refused = true;
        let problem = Problem::new(ProblemKind::PublicUrl, group, text);
        self.problems.push(problem);
    }
}
