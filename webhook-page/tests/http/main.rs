//! The page over HTTP: who is answered, and what it says of hostile deliveries. No browser is needed.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::unused_async, reason = "handlers of a durable group are async")]

mod guards;
mod hostile;
mod pages;
mod shop;
mod stored;
mod streams;
mod support;
