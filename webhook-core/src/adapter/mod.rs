//! The dispatcher in the terms of a framework: one module for each, behind its feature.
//!
//! | feature | what it adds |
//! |---|---|
//! | `tower` | [`Dispatcher`](crate::Dispatcher) and [`GroupDispatcher`](crate::dispatcher::GroupDispatcher) are `tower_service::Service`s |
//! | `axum` | `Dispatcher::into_router`, and the extractor `adapter::axum::Event` |
//! | `actix-web` | a dispatcher is an `HttpServiceFactory`: `App::new().service(dispatcher.clone())` |
//! | `rocket` | a dispatcher becomes routes: `rocket::build().mount("/", dispatcher)` |
//! | `warp` | `Dispatcher::into_filter` |
//! | `lambda_http` | `Dispatcher::into_lambda` |
//! | `tiny_http` | `Dispatcher::answer_tiny_http`, without an executor |
//!
//! All of them find the same group at a path, whatever the order of declaration and whatever the framework makes of the
//! path: the dispatcher is asked with the path as it was received, so that `//hook`, `/hook/` and `/h%6Fok` are 404 where
//! `/hook` is declared. They reply alike, keep the limits of the groups while the body arrives, and let a delivery that was
//! read whole run to its end although the client has left.
//!
//! What stays different, because the framework decides it:
//!
//! | where | what |
//! |---|---|
//! | axum's router, actix-web, rocket, warp | a path that no group declares is answered by the framework's own 404, which does not wait for the body; with axum, `.fallback_service(dispatcher)` lets the dispatcher answer |
//! | actix-web, rocket | `100 Continue` is sent before the dispatcher is asked, so that a sender that waits for it sends a body that is refused |
//! | rocket | a chunked body that breaks off within 15 bytes counts as whole; `TRACE` is 404, and a method that Rocket does not know 400; a header that is not UTF-8 is absent |
//! | rocket, warp | over HTTP/2 a refused body is read as over HTTP/1.1 |
//! | actix-web | 431 from 97 header fields on, 400 for a query with bytes above 127 |
//! | `lambda_http` | the gateway reads the body: what is said of a slow or a cut one is its own, and nothing has to be drained |
//! | `tiny_http` | no deadline for bodies, and what `Dispatcher::answer_tiny_http` says |

#[cfg(feature = "actix-web")]
pub(crate) mod actix_web;
#[cfg(feature = "axum")]
#[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
pub mod axum;
#[cfg(any(
    feature = "actix-web",
    feature = "rocket",
    feature = "tower",
    feature = "warp"
))]
pub(crate) mod detached;
#[cfg(feature = "lambda_http")]
#[cfg_attr(docsrs, doc(cfg(feature = "lambda_http")))]
pub mod lambda_http;
#[cfg(any(feature = "actix-web", feature = "rocket"))]
pub(crate) mod mounts;
#[cfg(any(feature = "actix-web", feature = "rocket", feature = "tiny_http"))]
pub(crate) mod request;
#[cfg(feature = "rocket")]
pub(crate) mod rocket;
#[cfg(any(feature = "actix-web", feature = "warp"))]
pub(crate) mod stream;
#[cfg(feature = "tiny_http")]
pub(crate) mod tiny_http;
#[cfg(feature = "tower")]
#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
pub mod tower;
#[cfg(feature = "warp")]
pub(crate) mod warp;
