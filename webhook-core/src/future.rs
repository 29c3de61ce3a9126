//! A future whose type is not named.

use std::future::Future;
use std::pin::Pin;

/// What an [`Inbox`](crate::inbox::Inbox) and others that the program implements answer, now or later.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
