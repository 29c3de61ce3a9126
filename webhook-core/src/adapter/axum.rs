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
    /// Mounts every path that a group declares.
    ///
    /// A router that is nested elsewhere works too: `{$url}` and `{$request.path}` are those of the original request.
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
        // A prefix brings one path that another group may declare itself. Which group is asked, the dispatcher knows.
        let paths = paths.collect::<BTreeSet<_>>();
        paths.iter().fold(Router::new(), |router, path| {
            router.route_service(path, self.clone())
        })
    }
}

/// Takes the one event of a request in an axum handler, verified and parsed, without `#[on_event]`.
///
/// The state of the router must be a [`Dispatcher`], or have one (`FromRef`); the group must be one of it. What is
/// refused is answered, logged and observed as always. What becomes of an event is the handler's own business: no
/// observer hears of it, and nothing keeps it alive when the client leaves. A group that is `idempotent` does not compile
/// here, as in [`Dispatcher::event`].
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
/// Its `Debug` shows nothing of the event.
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
