//! Keyrings that a closure looks up.

use std::fmt;
use std::sync::Arc;

use crate::future::BoxFuture;
use crate::outcome::failure::Failure;
use crate::scheme::keys::keyring::Keyring;
use crate::verification::key_source::{KeyRequest, KeySource};

/// Makes a [`KeySource`] of a closure that finds the keys of a delivery, such as those of a tenant in a database.
///
/// The closure gets a [`KeyRequest`] that it owns, so its future may wait. It returns a [`Secret`](crate::Secret) or a
/// [`Keyring`], or `None` for a tenant that is unknown: the delivery is then answered like one with a bad signature. `?`
/// turns any error into a [`Failure`], which is answered 500, so that the sender tries again.
///
/// # Examples
///
/// ```
/// use webhook_core::extract::Segment;
/// use webhook_core::verification::keys_by;
/// use webhook_core::{Dispatcher, EventGroup, Keyring, Secret, on_event};
///
/// #[derive(Debug, EventGroup)]
/// #[event_group(path = "/hooks/{tenant}", preset = github)]
/// pub enum Hooks {
///     #[event("ping")]
///     Ping,
/// }
///
/// #[on_event(group = Hooks, event = "ping")]
/// async fn ping(Segment(tenant): Segment) {
///     println!("a ping for {tenant}");
/// }
/// # #[derive(Clone)]
/// # struct Database;
/// # impl Database {
/// #     async fn secret_of(&self, tenant: &str) -> Result<Option<String>, std::io::Error> {
/// #         Ok((tenant != "unknown").then(|| format!("the secret of the tenant {tenant}")))
/// #     }
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let database = Database;
///
/// let keys = keys_by(move |request| {
///     let database = database.clone();
///     async move {
///         let tenant = request.segment("tenant").unwrap_or_default();
///         let secret = database.secret_of(tenant).await?;
///         Ok(secret.map(|secret| Keyring::from(Secret::new(secret)).owner(tenant)))
///     }
/// });
/// let dispatcher = Dispatcher::builder().group::<Hooks>(keys).build()?;
/// # let of_acme = Secret::new("the secret of the tenant acme");
/// # for (path, status) in [("/hooks/acme", 200), ("/hooks/other", 401), ("/hooks/unknown", 401)] {
/// #     let mut request = http::Request::post(path).header("X-GitHub-Event", "ping").body(bytes::Bytes::from("{}"))?;
/// #     Hooks::DESCRIPTOR.scheme().ok_or("unsigned")?.sign(&of_acme, &mut request)?;
/// #     let request = request.map(http_body_util::Full::new);
/// #     assert_eq!(dispatcher.dispatch(request).await.status(), status);
/// # }
/// # Ok(())
/// # }
/// ```
///
/// # Security
///
/// As for [`KeySource`]: everything in the request may be forged. Set the [`owner`](Keyring::owner) of the keys to the
/// tenant, so that two tenants of an `idempotent` or `durable` group can use the same delivery id.
pub fn keys_by<F, Found, K>(find: F) -> KeysBy<F>
where
    F: Fn(KeyRequest<'static>) -> Found + Send + Sync + 'static,
    Found: Future<Output = Result<Option<K>, Failure>> + Send,
    K: Into<Keyring>,
{
    KeysBy(find)
}

/// A [`KeySource`] that [`keys_by`] makes of a closure.
pub struct KeysBy<F>(F);

impl<F, Found, K> KeySource for KeysBy<F>
where
    F: Fn(KeyRequest<'static>) -> Found + Send + Sync,
    Found: Future<Output = Result<Option<K>, Failure>> + Send,
    K: Into<Keyring>,
{
    fn keyring<'a>(
        &'a self,
        request: KeyRequest<'a>,
    ) -> BoxFuture<'a, Result<Option<Arc<Keyring>>, Failure>> {
        let request = request.into_owned();
        Box::pin(async move {
            let found = (self.0)(request).await?;
            Ok(found.map(|keys| Arc::new(keys.into())))
        })
    }
}

impl<F> fmt::Debug for KeysBy<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeysBy(..)")
    }
}
