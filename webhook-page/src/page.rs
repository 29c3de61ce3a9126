//! The page: what it is made with, and its router.

use std::fmt;
use std::sync::Arc;

use axum::Router;
#[cfg(feature = "inbox")]
use http::HeaderName;
use http::request::Parts;
use webhook_core::Dispatcher;
use webhook_core::observe::{DeliveryRecord, Observer};

use crate::access::{Access, Visitor};
use crate::error::{PageError, PageErrorKind};
use crate::live::Live;
use crate::routes;
use crate::streams::Streams;
#[cfg(feature = "inbox")]
use crate::token::Tokens;

/// A page of the deliveries of one program. Clones share what arrived.
///
/// Give a clone to [`DispatcherBuilder::observer`](webhook_core::DispatcherBuilder::observer), and serve its
/// [`router`](Self::router).
///
/// # Examples
///
/// ```
/// use webhook_core::Dispatcher;
/// use webhook_page::Page;
///
/// let page = Page::new();
/// let dispatcher = Dispatcher::builder().observer(page.clone()).build()?;
/// # if cfg!(debug_assertions) {
/// let router: axum::Router = page.router(&dispatcher)?.merge(dispatcher.into_router());
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Page {
    live: Arc<Live>,
    streams: Streams,
    access: Option<Arc<Access>>,
    hosts: Vec<String>,
    #[cfg(feature = "inbox")]
    shown: Vec<HeaderName>,
    #[cfg(feature = "inbox")]
    token_key: Option<Vec<u8>>,
    #[cfg(feature = "inbox")]
    inbox: Option<webhook_inbox::Inbox>,
}

/// How many records of each group are kept.
const KEEP: usize = 1_000;

impl Page {
    /// A page of the last 1,000 deliveries of each group.
    #[must_use]
    pub fn new() -> Self {
        Self::keeping(KEEP)
    }

    /// A page of the last `count` deliveries of each group.
    #[must_use]
    pub fn keeping(count: usize) -> Self {
        Self {
            live: Arc::new(Live::new(count)),
            streams: Streams::default(),
            access: None,
            hosts: Vec::new(),
            #[cfg(feature = "inbox")]
            shown: Vec::new(),
            #[cfg(feature = "inbox")]
            token_key: None,
            #[cfg(feature = "inbox")]
            inbox: None,
        }
    }

    /// Says who may see the page, from the head of a request: `None` is answered with 403. The closure is called for each request,
    /// and reads what your own layer in front found out, as in the example of the [crate](crate#in-production).
    ///
    /// Without it, only loopback peers are answered, and [`router`](Self::router) is an error where debug assertions are off. With it,
    /// the peer does not matter.
    #[must_use]
    pub fn access(
        mut self,
        access: impl Fn(&Parts) -> Option<Visitor> + Send + Sync + 'static,
    ) -> Self {
        self.access = Some(Arc::new(access));
        self
    }

    /// Serves the page under this name as well, at any port. By default that is `localhost`, `127.0.0.1` and `[::1]`.
    #[must_use]
    pub fn host(mut self, name: impl Into<String>) -> Self {
        let name: String = name.into();
        self.hosts.push(name.to_ascii_lowercase());
        self
    }

    /// Shows the value of this header of a stored delivery. Values of others, except those that tell the event, are masked. For
    /// captured deliveries, [`Capture::show_header`](webhook_core::observe::Capture::show_header) does it.
    #[cfg(feature = "inbox")]
    #[cfg_attr(docsrs, doc(cfg(feature = "inbox")))]
    #[must_use]
    pub fn show_header(mut self, name: HeaderName) -> Self {
        self.shown.push(name);
        self
    }

    /// Makes the tokens of forms with this key, so that each of several processes accepts those of the others. By default the key is
    /// random.
    #[cfg(feature = "inbox")]
    #[cfg_attr(docsrs, doc(cfg(feature = "inbox")))]
    #[must_use]
    pub fn token_key(mut self, key: impl Into<Vec<u8>>) -> Self {
        self.token_key = Some(key.into());
        self
    }

    /// Also shows what is stored in this inbox, and what can be done with it.
    #[cfg(feature = "inbox")]
    #[cfg_attr(docsrs, doc(cfg(feature = "inbox")))]
    #[must_use]
    pub fn inbox(mut self, inbox: webhook_inbox::Inbox) -> Self {
        self.inbox = Some(inbox);
        self
    }

    /// How many event streams are open.
    #[must_use]
    pub fn open_streams(&self) -> usize {
        self.streams.open()
    }

    /// The routes of the page: `/` and a few below it. They can be nested or merged.
    ///
    /// # Errors
    ///
    /// A [`PageError`] if debug assertions are off, without [`access`](Self::access).
    pub fn router<S: Clone + Send + Sync + 'static>(
        self,
        dispatcher: &Dispatcher,
    ) -> Result<Router<S>, PageError> {
        self.router_in(!cfg!(debug_assertions), dispatcher)
    }

    fn router_in<S: Clone + Send + Sync + 'static>(
        self,
        release: bool,
        dispatcher: &Dispatcher,
    ) -> Result<Router<S>, PageError> {
        if release && self.access.is_none() {
            return Err(PageError::new(PageErrorKind::NoAccess));
        }
        #[cfg(feature = "inbox")]
        let tokens = match &self.token_key {
            Some(key) => Tokens::of(key),
            None => Tokens::random(),
        };
        let inner = Inner {
            #[cfg(feature = "inbox")]
            tokens: tokens.ok_or(PageError::new(PageErrorKind::NoRandom))?,
            dispatcher: dispatcher.clone(),
            #[cfg(feature = "inbox")]
            has_inbox: self.inbox.is_some(),
            #[cfg(not(feature = "inbox"))]
            has_inbox: false,
            page: self,
        };
        Ok(routes::router(App(Arc::new(inner))))
    }
}

impl Default for Page {
    fn default() -> Self {
        Self::new()
    }
}

impl Observer for Page {
    fn observe(&self, record: &Arc<DeliveryRecord>) {
        self.live.observe(record);
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("hosts", &self.hosts)
            .field("has_access", &self.access.is_some())
            .field("open_streams", &self.open_streams())
            .finish_non_exhaustive()
    }
}

/// What the routes share.
#[derive(Clone)]
pub(crate) struct App(Arc<Inner>);

struct Inner {
    dispatcher: Dispatcher,
    has_inbox: bool,
    #[cfg(feature = "inbox")]
    tokens: Tokens,
    page: Page,
}

impl App {
    pub(crate) fn dispatcher(&self) -> &Dispatcher {
        &self.0.dispatcher
    }

    #[cfg(feature = "inbox")]
    pub(crate) fn tokens(&self) -> &Tokens {
        &self.0.tokens
    }

    pub(crate) fn live(&self) -> &Live {
        &self.0.page.live
    }

    pub(crate) fn streams(&self) -> &Streams {
        &self.0.page.streams
    }

    pub(crate) fn access(&self) -> Option<&Access> {
        self.0.page.access.as_deref()
    }

    #[cfg(feature = "inbox")]
    pub(crate) fn inbox(&self) -> Option<&webhook_inbox::Inbox> {
        self.0.page.inbox.as_ref()
    }

    /// Whether there is an inbox to show.
    pub(crate) fn has_inbox(&self) -> bool {
        self.0.has_inbox
    }

    /// The headers of stored deliveries to show.
    #[cfg(feature = "inbox")]
    pub(crate) fn shown(&self) -> &[HeaderName] {
        &self.0.page.shown
    }

    /// Whether the page is served under a name, in lower case.
    pub(crate) fn is_host(&self, name: &str) -> bool {
        matches!(name, "localhost" | "127.0.0.1" | "::1") || self.is_named_host(name)
    }

    /// Whether the program named this host.
    pub(crate) fn is_named_host(&self, name: &str) -> bool {
        self.0.page.hosts.iter().any(|host| host == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_build_needs_to_know_who_may_see_it() {
        let dispatcher = Dispatcher::builder().quiet().build().unwrap();
        let refused = Page::new().router_in::<()>(true, &dispatcher);
        assert_eq!(refused.unwrap_err().kind(), PageErrorKind::NoAccess);
        assert!(Page::new().router_in::<()>(false, &dispatcher).is_ok());
        let guarded = Page::new().access(|_| None);
        assert!(guarded.router_in::<()>(true, &dispatcher).is_ok());
    }
}
