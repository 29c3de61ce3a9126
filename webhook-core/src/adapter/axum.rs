//! Routers, and an extractor, for axum.

use std::collections::BTreeSet;
use std::fmt;

use ::axum::Router;
use ::axum::body::Body;
use ::axum::extract::{FromRef, FromRequest, Request};
use ::axum::response::Response;

use crate::dispatcher::Dispatcher;
use crate::group::UnclaimedGroup;

impl Dispatcher {
    /// Converts the dispatcher into a router for every path that a group declares.
    ///
    /// The router can be nested: `{$url}` and `{$request.path}` are those of the original request.
    ///
    /// # Examples
    ///
    /// ```
    /// use axum::Router;
    /// use webhook_core::Dispatcher;
    ///
    /// let dispatcher = Dispatcher::builder().build()?;
    /// let router: Router = Router::new().nest("/hooks", dispatcher.into_router());
    /// # Ok::<(), webhook_core::BuildError>(())
    /// ```
    pub fn into_router<S: Clone + Send + Sync + 'static>(self) -> Router<S> {
        let paths = self.paths().flat_map(|path| {
            let literal = path.replace('{', "{{").replace('}', "}}");
            match literal.strip_suffix('*') {
                Some(prefix) => vec![prefix.to_owned(), format!("{prefix}{{*rest}}")],
                None => vec![literal],
            }
        });
        // A prefix adds one path that another group may declare itself. The dispatcher finds the group.
        let paths = paths.collect::<BTreeSet<_>>();
        paths.iter().fold(Router::new(), |router, path| {
            router.route_service(path, self.clone())
        })
    }
}

/// Extracts the verified and parsed event of a request in an axum handler, without `#[on_event]`.
///
/// The router's state must be a [`Dispatcher`] that has the group, or contain one (`FromRef`). Refused requests are
/// answered, logged and observed as usual. An accepted event is not observed, and the handler is dropped if the client
/// disconnects. An `idempotent` or `durable` group does not compile here, as in [`Dispatcher::event`].
///
/// # Examples
///
/// ```
/// use axum::{Router, http::StatusCode, routing::post};
/// use webhook_core::adapter::axum::Event;
/// use webhook_core::{Dispatcher, EventGroup, Secret};
///
/// #[derive(Debug, serde::Deserialize)]
/// pub struct Order { pub id: String }
///
/// #[derive(Debug, EventGroup)]
/// #[event_group(discriminator = "/type", signature(algorithm = "hmac-sha256", header = "X-Signature"))]
/// pub enum Shop {
///     #[event("order.created")]
///     Created(Order),
///     #[event("order.deleted")]
///     Deleted(Order),
/// }
///
/// async fn shop(Event(event): Event<Shop>) -> StatusCode {
///     match event {
///         Shop::Created(order) => println!("created {}", order.id),
///         Shop::Deleted(order) => println!("deleted {}", order.id),
///     }
///     StatusCode::OK
/// }
///
/// let dispatcher = Dispatcher::builder().group::<Shop>(Secret::new("s3cret")).accept_unhandled().build()?;
/// let router: Router = Router::new().route("/shop", post(shop)).with_state(dispatcher);
/// # Ok::<(), webhook_core::BuildError>(())
/// ```
///
/// `Debug` does not print the event.
#[derive(Clone, Copy)]
pub struct Event<G>(pub G);

impl<G> fmt::Debug for Event<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Event(..)")
    }
}

impl<S, G> FromRequest<S> for Event<G>
where
    S: Send + Sync,
    Dispatcher: FromRef<S>,
    G: UnclaimedGroup,
{
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let dispatcher = Dispatcher::from_ref(state);
        let event = dispatcher.event::<G, Body>(request).await;
        event
            .map(Self)
            .map_err(::axum::response::IntoResponse::into_response)
    }
}
