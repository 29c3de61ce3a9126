//! A page of the deliveries that [`webhook-core`](webhook_core) receives: what arrived, what was verified and how, what became of
//! it, and what to do about the dead ones. The program serves it itself.
//!
//! ```no_run
//! use std::net::SocketAddr;
//! use webhook_core::observe::Capture;
//! use webhook_core::{Dispatcher, EventGroup, Secret, on_event};
//! use webhook_page::Page;
//!
//! #[derive(Debug, EventGroup)]
//! #[event_group(path = "/github", preset = github)]
//! enum Github {
//!     #[event("ping")]
//!     Ping,
//! }
//!
//! #[on_event(Github::Ping)]
//! async fn ping() {}
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let page = Page::new();
//!     let dispatcher = Dispatcher::builder()
//!         .group::<Github>(Secret::from_env("GITHUB_WEBHOOK_SECRET")?)
//!         .observer(page.clone()) // what arrives
//!         .capture(Capture::last(200, 16 << 20)) // and what was in it; not in a release build
//!         .build()?;
//!     let router = page.router(&dispatcher)?.merge(dispatcher.into_router());
//!     let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
//!     // The page answers only peers that it knows to be this machine.
//!     axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await?;
//!     Ok(())
//! }
//! ```
//!
//! `http://127.0.0.1:3000/` is the page. It needs no scripts; with them the list is live.
//!
//! | in memory | with `capture` | with an inbox (feature `inbox`) |
//! |---|---|---|
//! | time, group, event, id, status, outcome and cause, duration of the last 1,000 deliveries of each group | head, body, verification step by step, a command that repeats it, a fixture | what is stored: state, attempts, body, rule; replay, mark dead, erase |
//!
//! # In production
//!
//! [`router`](Page::router) is an error where debug assertions are off, until [`access`](Page::access) says who may see the page.
//! Your own layer in front finds out who asks; the closure reads what it found:
//!
//! ```
//! use axum::Router;
//! use http::request::Parts;
//! use webhook_core::Dispatcher;
//! use webhook_page::{Page, Visitor};
//!
//! /// What your layer puts into the extensions of a request.
//! #[derive(Clone)]
//! struct User { name: String, on_call: bool }
//!
//! let page = Page::new()
//!     .host("admin.example.com")
//!     .access(|head: &Parts| {
//!         let user = head.extensions.get::<User>()?;
//!         let visitor = Visitor::new(&user.name);
//!         Some(if user.on_call { visitor } else { visitor.read_only() })
//!     });
//! let dispatcher = Dispatcher::builder().observer(page.clone()).build()?;
//! let router: Router = Router::new().nest("/webhooks", page.router(&dispatcher)?); // .layer(your layer)
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Security
//!
//! - Without [`access`](Page::access) only loopback peers are answered, and no request that a proxy or a tunnel passed on.
//! - The `Host` of a request must be on a list, so that a name of a stranger that leads to this machine opens nothing. A request
//!   that another site caused is refused on every route, the event stream and the JSON too. Each POST needs a token.
//! - Nothing of a delivery is ever HTML: texts are escaped, and characters that hide or reverse text are spelt out. The policy of the page
//!   allows its own script and style alone.
//! - No secret, digest or signature is on the page. Header values are on a list, or masked.
//! - What a person does is logged with the name that [`access`](Page::access) gave: target `webhook_page`.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod access;
mod error;
mod filter;
mod guard;
mod live;
mod outcomes;
mod page;
mod pretty;
mod routes;
mod streams;
mod text;
#[cfg(feature = "inbox")]
mod token;
mod view;

pub use access::Visitor;
pub use error::{PageError, PageErrorKind};
pub use page::Page;

/// The examples of the README, as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
