//! Who looks at the page.

use http::request::Parts;

/// A person who may see the page, as [`Page::access`](crate::Page::access) names them.
///
/// # Examples
///
/// ```
/// use webhook_page::Visitor;
///
/// let (ada, guest) = (Visitor::new("ada"), Visitor::new("guest").read_only());
/// assert!(ada.may_act() && !guest.may_act());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    name: String,
    read_only: bool,
}

impl Visitor {
    /// Someone who may see everything and do everything. The name is for the log.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            read_only: false,
        }
    }

    /// Someone who may see everything and change nothing.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether they may replay, mark as dead and erase.
    #[must_use]
    pub const fn may_act(&self) -> bool {
        !self.read_only
    }
}

/// Says who asks, from the head of a request.
pub(crate) type Access = dyn Fn(&Parts) -> Option<Visitor> + Send + Sync;
