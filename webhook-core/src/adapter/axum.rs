//! Routers, and an extractor, for axum.

use std::collections::BTreeSet;
use std::fmt;

use ::axum::body::Body;
use ::axum::extract::{FromRef, FromRequest, Request};
use ::axum::response::Response;
use ::axum::{Json, Router};
use serde::Serialize;

use crate::dispatcher::Dispatcher;
use crate::group::UnclaimedGroup;
use crate::outcome::{IntoOutcome, Outcome};

impl Dispatcher {
    /// Converts the dispatcher into a router for every path that a group declares. The dispatcher also answers other paths, with
    /// 404, so that observers are told of a delivery to a wrong path.
    ///
    /// The router can be nested: `{$url}` and `{$request.path}` are those of the original request. A router has one fallback:
    /// one of yours goes behind, as in `.merge(dispatcher.into_router()).fallback(..)`, or call `reset_fallback()` on this one.
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
        let paths = routes(self.paths());
        let router = paths.iter().fold(Router::new(), |router, path| {
            router.route_service(path, self.clone())
        });
        router.fallback(async move |request: Request| self.answer_no_group(request).await)
    }
}

/// A handler may answer as in axum, with 200 and the value as `application/json`. See [`Outcome::json`].
///
/// # Examples
///
/// ```
/// use axum::Json;
/// use webhook_core::testing::{Forge, FrozenClock, dispatch_blocking};
/// use webhook_core::{Dispatcher, EventGroup, Secret, on_event};
///
/// #[derive(Debug, EventGroup)]
/// #[event_group(path = "/shop", discriminator = "/type", signature(algorithm = "hmac-sha256", header = "X-Signature"))]
/// pub enum Shop {
///     #[event("ping")]
///     Ping,
/// }
///
/// #[on_event(Shop::Ping)]
/// async fn ping() -> Json<Vec<u8>> {
///     Json(vec![1, 2])
/// }
///
/// let secret = Secret::new("s3cret");
/// let dispatcher = Dispatcher::builder().group::<Shop>(&secret).build()?;
/// let forge = Forge::of::<Shop>(&secret, &FrozenClock::at(0), r#"{"type":"ping"}"#);
/// let reply = dispatch_blocking(&dispatcher, forge.genuine()?);
/// assert_eq!(reply.status(), 200);
/// assert_eq!(reply.headers()["content-type"], "application/json");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl<T: Serialize> IntoOutcome for Json<T> {
    fn into_outcome(self) -> Outcome {
        Outcome::json(&self.0)
    }
}

/// The routes that together match every declared path. The dispatcher finds the group.
fn routes(declared: impl Iterator<Item = &'static str>) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for path in declared {
        let mut route = String::new();
        for segment in path.split('/').skip(1) {
            route.push('/');
            match segment.as_bytes() {
                [b'*'] | [b'{', b'*', ..] => {
                    // A rest may be empty, which axum's is not.
                    all.insert(route.clone());
                    route.push_str("{*rest}");
                }
                // The router wants one name for the placeholders at one place.
                [b'{', ..] => {
                    let depth = route.matches('/').count();
                    route.extend(["{segment", &depth.to_string(), "}"]);
                }
                _ => route.push_str(segment),
            }
        }
        all.insert(route);
    }
    // The router refuses a placeholder beside a rest, which matches what it would match.
    let rests: Vec<String> = (all.iter())
        .filter_map(|route| route.strip_suffix("{*rest}").map(str::to_owned))
        .collect();
    all.retain(|route| {
        let mut beside = rests.iter().filter_map(|rest| route.strip_prefix(&**rest));
        !beside.any(|after| after.starts_with("{segment"))
    });
    all
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

#[cfg(test)]
mod tests {
    use crate::adapter::axum::routes;

    #[test]
    fn placeholders_are_routes_unless_a_rest_matches_them() {
        let routes = |paths: &[&'static str]| Vec::from_iter(routes(paths.iter().copied()));
        assert_eq!(
            routes(&["/hooks/{tenant}", "/hooks/{shop}/x", "/a"]),
            ["/a", "/hooks/{segment2}", "/hooks/{segment2}/x"]
        );
        assert_eq!(
            routes(&["/hooks/{tenant}/{*rest}"]),
            ["/hooks/{segment2}/", "/hooks/{segment2}/{*rest}"]
        );
        assert_eq!(
            routes(&["/hooks/{tenant}", "/hooks/*", "/hooks/{a}/*"]),
            ["/hooks/", "/hooks/{*rest}"]
        );
    }
}
