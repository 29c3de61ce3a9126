//! Settings for handshakes, which senders make before the first delivery.

use std::any::TypeId;
use std::sync::Arc;

use crate::delivery::Delivery;
use crate::dispatcher::start::builder::DispatcherBuilder;
use crate::dispatcher::start::given::Given;
use crate::group::EventGroup;
use crate::scheme::keys::keyring::Keyring;

impl DispatcherBuilder {
    /// Sets the tokens that a group's handshakes may have, such as Meta's verify token or the topics of `WebSub`
    /// subscriptions. A handshake is accepted if its token equals one of them.
    ///
    /// Never use a secret that signs deliveries as a token: senders put tokens into URLs, and URLs are kept in logs.
    ///
    /// # Examples
    ///
    /// ```
    /// # use serde::Deserialize;
    /// # use webhook_core::{Dispatcher, EventGroup, Secret, on_event};
    /// # #[derive(Debug, Deserialize)]
    /// # pub struct Change { pub entry: Vec<serde_json::Value> }
    /// #[derive(Debug, EventGroup)]
    /// #[event_group(path = "/meta", preset = meta)]
    /// pub enum Meta {
    ///     #[event("page")]
    ///     Page(Change),
    /// }
    /// # #[on_event(group = Meta, ty = Change)]
    /// # fn change(change: Change) {}
    ///
    /// let dispatcher = Dispatcher::builder()
    ///     .group::<Meta>(Secret::new("the secret of the app"))
    ///     .handshake_token::<Meta>(Secret::new("made up for this"))
    ///     .build()?;
    /// let ask = |token| {
    ///     let uri = format!("/meta?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={token}");
    ///     http::Request::get(uri).body(String::new()).map(|request| dispatcher.dispatch_blocking(request).status())
    /// };
    /// assert_eq!((ask("made+up+for+this")?.as_u16(), ask("guessed")?.as_u16()), (200, 403));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn handshake_token<G: EventGroup>(mut self, tokens: impl Into<Keyring>) -> Self {
        self.given::<G>(|given| given.tokens = Some(tokens.into()));
        self
    }

    /// Sets a closure that decides which handshakes of a group are answered. Without it, all are answered; a handshake
    /// that needs admission requires it.
    ///
    /// The closure is called after the token was compared and before the answer is made. The request may come from anyone.
    pub fn admit_handshakes<G: EventGroup>(
        mut self,
        admits: impl Fn(&Delivery) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.given::<G>(|given| given.admission = Some(Arc::new(admits)));
        self
    }

    fn given<G: EventGroup>(&mut self, give: impl FnOnce(&mut Given)) {
        let (id, name) = (TypeId::of::<G>(), G::DESCRIPTOR.name);
        if let Some((.., given)) = self.handshakes.iter_mut().find(|(other, ..)| *other == id) {
            return give(given);
        }
        let mut given = Given::default();
        give(&mut given);
        self.handshakes.push((id, name, given));
    }
}
