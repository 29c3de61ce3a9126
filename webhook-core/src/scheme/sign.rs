//! Signing: the request that a sender would send, from the same description.

use std::error::Error;
use std::fmt;

use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{HeaderValue, Request, Uri};
use zeroize::Zeroizing;

use super::digest::PreparedSecret;
use super::failure::Fault;
use super::input::Input;
use super::model::Scheme;
use super::secret::Secret;
use super::verifier::{PreparedCarrier, Verifier};

impl Scheme<'_> {
    /// Signs a request as its sender would: computes the message and sets the header or the query parameter.
    ///
    /// A signature that the request already has is replaced. Everything else that is signed must be there before,
    /// such as the header of a timestamp, or an absolute URI for `$url`.
    ///
    /// # Examples
    ///
    /// ```
    /// use bytes::Bytes;
    /// use webhook_core::scheme::{Algorithm, Carrier, Scheme, Secret, SignErrorKind, Template};
    ///
    /// let message = Template::parse("{$request.header.X-Timestamp}.{$request.body}").map_err(|text| text.to_string())?;
    /// let scheme = Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Signature")).with_message(message);
    /// let secret = Secret::new("your-shared-secret");
    ///
    /// let mut request = http::Request::post("/webhooks").body(Bytes::from("{}"))?;
    /// let refused = scheme.sign(&secret, &mut request).err();
    /// assert_eq!(refused.map(|error| error.kind()), Some(SignErrorKind::Message));
    ///
    /// request.headers_mut().insert("x-timestamp", 1_700_000_000.into());
    /// scheme.sign(&secret, &mut request)?;
    /// assert!(request.headers().contains_key("x-signature"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The scheme or the secret is refused as by [`Verifier`], the message lacks a part, or the signature cannot be
    /// put where it belongs.
    pub fn sign(&self, secret: &Secret, request: &mut Request<Bytes>) -> Result<(), SignError> {
        let verifier = Verifier::new(self)
            .map_err(|error| SignError::new(SignErrorKind::Scheme, error.to_string()))?;
        secret
            .check()
            .map_err(|kind| SignError::new(SignErrorKind::Secret, format!("the secret {kind}")))?;
        let digest = verifier.digest(secret, request)?;
        let mut value = Zeroizing::new(Vec::new());
        value.extend_from_slice(verifier.prefix.as_bytes());
        value.extend_from_slice(&digest);
        value.extend_from_slice(verifier.suffix.as_bytes());
        match &verifier.carrier {
            PreparedCarrier::Header(name) => {
                let mut value = HeaderValue::from_bytes(&value)
                    .map_err(|_| carrier("no header can hold the secret"))?;
                value.set_sensitive(true);
                request.headers_mut().insert(name, value);
            }
            PreparedCarrier::Query(name) => {
                let value = str::from_utf8(&value)
                    .map_err(|_| carrier("no query parameter can hold the secret"))?;
                *request.uri_mut() = with_parameter(request.uri(), name, value)?;
            }
        }
        Ok(())
    }
}

impl Verifier {
    /// The digest of a request as text, or the token.
    fn digest(
        &self,
        secret: &Secret,
        request: &Request<Bytes>,
    ) -> Result<Zeroizing<Vec<u8>>, SignError> {
        let refused = || {
            SignError::new(
                SignErrorKind::Secret,
                "the secret is no key of the algorithm",
            )
        };
        match PreparedSecret::new(self.algorithm, secret.expose()).ok_or_else(refused)? {
            PreparedSecret::Token(_) => Ok(Zeroizing::new(secret.expose().to_vec())),
            PreparedSecret::Mac(mut mac) => {
                self.message
                    .feed(&Input::from(request), |bytes| mac.update(bytes))
                    .map_err(|Fault { cause, .. }| SignError::new(SignErrorKind::Message, cause))?;
                let text = self.encoding.encode(&mac.finish()).ok_or_else(refused)?;
                Ok(Zeroizing::new(text.into_bytes()))
            }
        }
    }
}

/// Replaces one query parameter and leaves the rest of the URI as it is written.
fn with_parameter(uri: &Uri, name: &str, value: &str) -> Result<Uri, SignError> {
    let others = uri.query().unwrap_or_default().split('&').filter(|pair| {
        let decoded = form_urlencoded::parse(pair.as_bytes()).next();
        decoded.is_some_and(|(key, _)| key != name)
    });
    let pair = form_urlencoded::Serializer::new(String::new())
        .append_pair(name, value)
        .finish();
    let query = others.chain([pair.as_str()]).collect::<Vec<_>>().join("&");
    let path_and_query: PathAndQuery = format!("{}?{query}", uri.path())
        .parse()
        .map_err(|_| carrier("the URI is too long"))?;
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(path_and_query);
    Uri::from_parts(parts).map_err(|_| carrier("the URI takes no query"))
}

fn carrier(text: &'static str) -> SignError {
    SignError::new(SignErrorKind::Carrier, text)
}

/// Says why a request was not signed; the text holds neither the secret nor the digest.
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use webhook_core::scheme::{Algorithm, Carrier, Scheme, Secret};
///
/// let scheme = Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Signature"));
/// let error = scheme.sign(&Secret::new(""), &mut http::Request::new(Bytes::new()));
/// assert_eq!(error.map_err(|error| error.to_string()), Err("the secret is blank".to_owned()));
/// ```
#[derive(Clone, Debug)]
pub struct SignError {
    kind: SignErrorKind,
    text: String,
}

impl SignError {
    fn new(kind: SignErrorKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
        }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> SignErrorKind {
        self.kind
    }
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for SignError {}

/// What is wrong with a request that was to be signed.
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use webhook_core::scheme::{Algorithm, Carrier, Scheme, Secret, SignErrorKind};
///
/// let token = Scheme::new(Algorithm::Token, Carrier::Header("X-Gitlab-Token"));
/// let error = token.sign(&Secret::new("two\nlines"), &mut http::Request::new(Bytes::new()));
/// assert_eq!(error.map_err(|error| error.kind()), Err(SignErrorKind::Carrier));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignErrorKind {
    /// The scheme cannot be put to use.
    Scheme,
    /// The secret cannot be put to use.
    Secret,
    /// Something that is signed is not in the request, or is there twice.
    Message,
    /// The signature cannot be put where it belongs.
    Carrier,
}
