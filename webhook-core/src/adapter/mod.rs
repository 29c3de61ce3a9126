//! Adapters for web frameworks: one module per framework, behind a feature of the same name.
//!
//! | feature | what it adds |
//! |---|---|
//! | `tower` | [`Dispatcher`](crate::Dispatcher) and [`GroupDispatcher`](crate::dispatcher::GroupDispatcher) implement `tower_service::Service` |
//! | `axum` | `Dispatcher::into_router`, and the extractor `adapter::axum::Event` |
//! | `actix-web` | `HttpServiceFactory` for a dispatcher: `App::new().service(dispatcher.clone())` |
//! | `rocket` | routes from a dispatcher: `rocket::build().mount("/", dispatcher)` |
//! | `warp` | `Dispatcher::into_filter` |
//! | `lambda_http` | `Dispatcher::into_lambda` |
//! | `tiny_http` | `Dispatcher::answer_tiny_http`, without an executor |
//!
//! All adapters find the same group for a path, because the dispatcher compares the path as it was received, not as the
//! framework normalises it. If `/hook` is declared, then `//hook`, `/hook/` and `/h%6Fok` are answered 404. All adapters
//! send the same replies and apply a group's limits while the body arrives. All except `tiny_http` finish a delivery whose
//! body was read even if the client disconnects.
//!
//! Some differences are decided by the framework:
//!
//! | where | difference |
//! |---|---|
//! | actix-web, rocket, warp | The framework's own 404 answers paths that no group declares: no observer is told, and it does not wait for the body. |
//! | actix-web, rocket | `100 Continue` is sent before the dispatcher is called, so a sender that waits for it sends a body that is then refused. |
//! | rocket | A chunked body that breaks off within 15 bytes counts as complete. `TRACE` is answered 404, and a method that Rocket does not know 400. A header that is not UTF-8 counts as absent. |
//! | rocket, warp | Over HTTP/2, a refused body is read as over HTTP/1.1. |
//! | actix-web | 431 from 97 header fields on, and 400 for a query with bytes above 127. |
//! | `lambda_http` | The gateway reads the body, and answers slow and incomplete ones itself. A REST API and a load balancer rewrite the query and keep the last of several headers of one name: see `Dispatcher::into_lambda`. |
//! | `axum::serve`, rocket, warp | A client that ends its side of the connection after the request may get no reply. With hyper and salvo, set `half_close(true)`. |
//! | `tiny_http` | No deadline for bodies. See `Dispatcher::answer_tiny_http`. |
//!
//! # Writing an adapter
//!
//! An adapter turns the framework's request into an [`http::Request`], calls
//! [`Dispatcher::receive`](crate::Dispatcher::receive), and turns the response back:
//!
//! - If the router knows only literal paths and prefixes, register [`mounts`]. If it can decline a request after seeing its
//!   path, ask [`declares`].
//! - If the framework removes a prefix from the path or normalises it, pass the path as it was received to
//!   [`Dispatcher::receive_as`](crate::Dispatcher::receive_as).
//! - Answer a request that cannot be expressed as an `http::Request` with [`problem`].
//! - If the framework drops the request's future when the client disconnects, run
//!   [`Received::answer`](crate::dispatcher::Received::answer) as a task of its own.
//! - For [`trusted_proxies`](crate::DispatcherBuilder::trusted_proxies), insert a [`Peer`](crate::dispatcher::Peer) into the
//!   request's extensions.
//! - If the framework sends `100 Continue` before it calls the adapter, insert [`Continued`] too.
//!
//! ```
//! use bytes::Bytes;
//! use http::{Request, Response, StatusCode};
//! use http_body_util::Full;
//! use webhook_core::Dispatcher;
//! use webhook_core::adapter::{Mount, declares, mounts, problem};
//! use webhook_core::dispatcher::Peer;
//! # use webhook_core::{EventGroup, Unsigned, on_event};
//! # #[derive(Debug, serde::Deserialize)]
//! # pub struct Order {}
//! # #[derive(Debug, EventGroup)]
//! # #[event_group(path = "/shop", discriminator = "/type", signature = none)]
//! # pub enum Shop { #[event("order.created")] Created(Order) }
//! # #[on_event(group = "shop", ty = Order)]
//! # fn created(_order: Order) {}
//!
//! /// A request of a framework with its own types.
//! struct Native {
//!     method: String,
//!     target: String,
//!     headers: Vec<(String, Vec<u8>)>,
//!     peer: std::net::SocketAddr,
//!     body: Vec<u8>,
//! }
//!
//! async fn serve(dispatcher: &Dispatcher, native: Native) -> Response<Full<Bytes>> {
//!     let head = Request::builder().method(&*native.method).uri(&native.target).extension(Peer::from(native.peer));
//!     let headers = native.headers.iter();
//!     let head = headers.fold(head, |head, (name, value)| head.header(name, value.as_slice()));
//!     let Ok(request) = head.body(Full::<Bytes>::from(native.body)) else {
//!         return problem(StatusCode::BAD_REQUEST);
//!     };
//!     match dispatcher.receive(request).await {
//!         Ok(received) => received.answer().await,
//!         Err(refused) => refused,
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let dispatcher = Dispatcher::builder().group::<Shop>(Unsigned).build()?;
//! assert!(mounts(&dispatcher).contains(&Mount::At("/shop")));
//! assert!(declares(&dispatcher, "/shop") && !declares(&dispatcher, "/shop/"));
//!
//! let native = |method: &str| Native {
//!     method: method.to_owned(),
//!     target: "/shop".to_owned(),
//!     headers: vec![("content-type".to_owned(), b"application/json".to_vec())],
//!     peer: ([127, 0, 0, 1], 50_000).into(),
//!     body: br#"{"type":"order.created"}"#.to_vec(),
//! };
//! assert_eq!(serve(&dispatcher, native("POST")).await.status(), 200);
//! assert_eq!(serve(&dispatcher, native("not a method")).await.status(), 400);
//! # Ok(())
//! # }
//! ```

mod mounts;

pub use crate::dispatcher::framework::Continued;
pub use crate::outcome::reply::problem;
pub use mounts::{Mount, declares, mounts};

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
#[cfg(feature = "rocket")]
mod rocket;
#[cfg(any(feature = "actix-web", feature = "warp"))]
mod stream;
#[cfg(feature = "tiny_http")]
mod tiny_http;
#[cfg(feature = "tower")]
mod tower;
#[cfg(feature = "warp")]
mod warp;
