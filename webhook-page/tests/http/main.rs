//! The page over HTTP: who is answered, and what it says of hostile deliveries. No browser is needed.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod guards;
mod hostile;
mod pages;
mod shop;
mod stored;
mod streams;
mod support;
