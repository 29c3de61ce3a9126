//! A boxed future.

use std::future::Future;
use std::pin::Pin;

/// The future that a method of a [`ClaimStore`](crate::inbox::claim::ClaimStore), a
/// [`KeySource`](crate::verification::KeySource) or another trait that you implement returns.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
