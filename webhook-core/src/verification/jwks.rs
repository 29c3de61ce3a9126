//! Sets of JSON web keys (RFC 7517) at a URL.

use std::sync::Arc;
use std::time::SystemTime;

use http::HeaderName;
use jsonwebtoken::decode_header;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk};
use serde::Deserialize;
use serde_json::Value;

use crate::future::BoxFuture;
use crate::outcome::failure::Failure;
use crate::scheme::keys::jwk::public_key;
use crate::scheme::keys::keyring::Keyring;
use crate::scheme::keys::secret::Secret;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::Algorithm;
use crate::scheme::model::location::SignatureLocation;
use crate::verification::fetched::{Fetched, Kept, KeyFetcher, split_https};
use crate::verification::key_source::{KeyRequest, KeySource};

/// The keys of a set of JSON web keys at a URL that you name, for a scheme with a [`Jwt`](crate::scheme::Jwt) and `key = jwk`.
///
/// The set is fetched at the first delivery, then once an hour, and when a token names a key that it does not have: at most
/// once a minute in all. Where that fails, the keys that are there are good for a day.
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use webhook_core::Failure;
/// use webhook_core::future::BoxFuture;
/// use webhook_core::senders;
/// use webhook_core::verification::{JwksKeys, KeyFetcher};
///
/// # struct Client;
/// # impl KeyFetcher for Client {
/// #     fn fetch(&self, _: &str) -> BoxFuture<'static, Result<Bytes, Failure>> {
/// #         Box::pin(async { Ok(Bytes::new()) })
/// #     }
/// # }
/// let google = senders::google_pubsub.scheme().ok_or("unknown scheme")?;
/// let keys = JwksKeys::new(google, "https://www.googleapis.com/oauth2/v3/certs", Client);
/// assert!(keys.is_some());
/// assert!(JwksKeys::new(google, "http://www.googleapis.com/oauth2/v3/certs", Client).is_none());
/// // Give `keys` to the dispatcher: `.group::<Push>(keys)`.
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug)]
pub struct JwksKeys {
    url: String,
    /// The header with the token, which names its key.
    header: Option<HeaderName>,
    fetched: Fetched,
}

impl JwksKeys {
    /// The keys at a URL. `None` if it is not one of `https` with a host name and a path only.
    #[must_use]
    pub fn new(scheme: &Scheme<'_>, url: &str, fetcher: impl KeyFetcher) -> Option<Self> {
        split_https(url)?;
        let algorithm = scheme.algorithm();
        Some(Self {
            url: url.to_owned(),
            header: match scheme.location() {
                SignatureLocation::Header(name) => name.parse().ok(),
                _ => None,
            },
            fetched: Fetched::new(fetcher, move |bytes, _| read(bytes, algorithm)),
        })
    }

    /// The id of the key that a request's token names. It may be forged, and only says whether the set is fetched anew.
    fn named(&self, request: &KeyRequest<'_>) -> Option<String> {
        let text = request.header(self.header.as_ref()?)?;
        let token = text.rsplit(' ').next().unwrap_or_default();
        decode_header(token).ok()?.kid
    }
}

impl KeySource for JwksKeys {
    fn keyring<'a>(
        &'a self,
        request: KeyRequest<'a>,
    ) -> BoxFuture<'a, Result<Option<Arc<Keyring>>, Failure>> {
        Box::pin(async move {
            let named = self.named(&request);
            let wanted = |keyring: &Keyring| match &named {
                Some(named) => keyring.iter().any(|(id, _)| id.as_str() == named),
                None => true,
            };
            let now = request.received_at();
            self.fetched.keyring(&self.url, now, wanted).await.map(Some)
        })
    }
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

/// More keys than any set has.
const MAX_SET: usize = 64;

/// The keys of a set that fit an algorithm. Others, and those of kinds that are not known, are passed over.
fn read(bytes: &[u8], algorithm: Algorithm) -> Result<Kept, &'static str> {
    let set: Set = serde_json::from_slice(bytes)
        .map_err(|_| "what was fetched is not a set of JSON web keys")?;
    let mut keyring = Keyring::new();
    for key in set.keys.iter().take(MAX_SET) {
        let Ok(jwk) = serde_json::from_value::<Jwk>(key.clone()) else {
            continue;
        };
        let id = jwk.common.key_id.clone().unwrap_or_default();
        let known = keyring.iter().any(|(known, _)| known.as_str() == id);
        if !known && is_of(&jwk, algorithm) && public_key(&jwk).is_some() {
            keyring = keyring.with(&id, Secret::new(key.to_string()));
        }
    }
    if keyring.is_empty() {
        return Err("the set of JSON web keys has none that fits");
    }
    let keyring = Arc::new(keyring);
    Ok(Kept {
        keyring,
        until: None::<SystemTime>,
    })
}

fn is_of(jwk: &Jwk, algorithm: Algorithm) -> bool {
    match (&jwk.algorithm, algorithm) {
        (AlgorithmParameters::RSA(_), Algorithm::RsaSha256) => true,
        (AlgorithmParameters::EllipticCurve(key), Algorithm::EcdsaP256) => {
            key.curve == EllipticCurve::P256
        }
        (AlgorithmParameters::OctetKeyPair(key), Algorithm::Ed25519) => {
            key.curve == EllipticCurve::Ed25519
        }
        _ => false,
    }
}
