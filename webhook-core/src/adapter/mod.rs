//! The dispatcher in the terms of a framework: one module for each, behind its feature.
//!
//! | feature | what it adds |
//! |---|---|
//! | `tower` | [`Dispatcher`](crate::Dispatcher) and [`GroupDispatcher`](crate::GroupDispatcher) are `tower_service::Service`s |
//! | `axum` | `Dispatcher::into_router`, and the extractor `adapter::axum::Event` |
//! | `actix-web` | a dispatcher is an `HttpServiceFactory`: `App::new().service(dispatcher.clone())` |
//! | `rocket` | a dispatcher becomes routes: `rocket::build().mount("/", dispatcher)` |
//! | `warp` | `Dispatcher::into_filter` |
//! | `lambda_http` | `Dispatcher::into_lambda` |
//! | `tiny_http` | `Dispatcher::answer_tiny_http`, without an executor |
//!
//! All of them reply alike, keep the limits of the groups while the body arrives, and let a delivery that was read
//! whole run to its end although the client has left.

#[cfg(feature = "actix-web")]
mod actix_web;
#[cfg(feature = "axum")]
#[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
pub mod axum;
#[cfg(any(
    feature = "actix-web",
    feature = "rocket",
    feature = "tower",
    feature = "warp"
))]
mod detached;
#[cfg(feature = "lambda_http")]
#[cfg_attr(docsrs, doc(cfg(feature = "lambda_http")))]
pub mod lambda_http;
#[cfg(any(feature = "actix-web", feature = "rocket"))]
mod mounts;
#[cfg(feature = "rocket")]
mod rocket;
#[cfg(any(feature = "actix-web", feature = "warp"))]
mod stream;
#[cfg(feature = "tiny_http")]
mod tiny_http;
#[cfg(feature = "tower")]
#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
pub mod tower;
#[cfg(feature = "warp")]
mod warp;
