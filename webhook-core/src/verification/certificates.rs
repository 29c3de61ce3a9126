//! Certificates at a URL that a delivery names.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64ct::{Base64, Encoding as _};
use http::HeaderName;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert, ring as signatures};
use x509_cert::Certificate;
use x509_cert::der::Encode as _;

use crate::expression::read::Value;
use crate::future::BoxFuture;
use crate::json::pointers::Pointers;
use crate::outcome::failure::Failure;
use crate::scheme::keys::keyring::Keyring;
use crate::scheme::keys::secret::Secret;
use crate::verification::fetched::{Fetched, Kept, KeyFetcher, split_https};
use crate::verification::key_source::{KeyRequest, KeySource};

/// The key of a certificate at a URL that the delivery names: Amazon SNS and PayPal.
///
/// A stranger writes that URL, before anything is verified. Only `https` and a host of the sender's own list are fetched, without a
/// port, a user, a query or an address; any other URL is answered like a bad signature.
///
/// | a URL | is fetched |
/// |---|---|
/// | whose certificate is known and good | once an hour; where that fails, the certificate is good for a day |
/// | that is new | one in a minute at most, whatever a flood names |
///
/// So a flood of made-up URLs costs one fetch a minute and does not touch a known certificate, however long it lasts. **A new
/// certificate waits while a flood takes that fetch**: its deliveries are answered 503, and 60 seconds in `Retry-After`. So do those
/// of a program that starts in a flood.
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use webhook_core::Failure;
/// use webhook_core::future::BoxFuture;
/// use webhook_core::verification::{CertificateKeys, KeyFetcher};
///
/// # struct Client;
/// # impl KeyFetcher for Client {
/// #     fn fetch(&self, _: &str) -> BoxFuture<'static, Result<Bytes, Failure>> {
/// #         Box::pin(async { Ok(Bytes::new()) })
/// #     }
/// # }
/// // Give it to the dispatcher: `.group::<Topics>(keys)`.
/// let keys = CertificateKeys::sns(Client);
/// ```
#[derive(Debug)]
pub struct CertificateKeys {
    place: Place,
    hosts: fn(&str, &str) -> bool,
    fetched: Fetched,
}

/// Where a delivery names the URL.
#[derive(Debug)]
enum Place {
    Header(HeaderName),
    Pointer(Box<(Pointers, usize)>),
}

impl CertificateKeys {
    /// The certificates of Amazon SNS: at `sns.<region>.amazonaws.com`, in `/SigningCertURL` of the body, which must not be past
    /// their time. That the host is Amazon's own is what TLS says of it, as in its documentation.
    #[must_use]
    pub fn sns(fetcher: impl KeyFetcher) -> Self {
        let mut pointers = Pointers::default();
        let url = pointers.add("/SigningCertURL");
        Self {
            place: Place::Pointer(Box::new((pointers, url))),
            hosts: is_of_sns,
            fetched: Fetched::new(fetcher, |pem, now| {
                let (leaf, _) = chain(pem)?;
                keyring("sns", &leaf, now)
            }),
        }
    }

    /// The certificates of PayPal: at `api.paypal.com`, `api-m.paypal.com` and `api.sandbox.paypal.com`, in the header `Paypal-Cert-Url`. They must be
    /// for `messageverificationcerts.paypal.com` (or its sandbox), not past their time, and lead to one of the roots that you trust,
    /// as DER. `webhook_id` is the id of your webhook, which PayPal signs.
    ///
    /// The scheme is that of `preset = paypal`.
    #[must_use]
    pub fn paypal(
        fetcher: impl KeyFetcher,
        webhook_id: &str,
        roots: impl IntoIterator<Item = Vec<u8>>,
    ) -> Self {
        let roots: Vec<_> = roots.into_iter().map(CertificateDer::from).collect();
        let webhook_id = webhook_id.to_owned();
        Self {
            place: Place::Header(HeaderName::from_static("paypal-cert-url")),
            hosts: |host, path| {
                [
                    "api.paypal.com",
                    "api-m.paypal.com",
                    "api.sandbox.paypal.com",
                ]
                .contains(&host)
                    && path.starts_with("/v1/notifications/certs/")
            },
            fetched: Fetched::new(fetcher, move |pem, now| {
                let (leaf, others) = chain(pem)?;
                is_trusted(&leaf, &others, &roots, now)?;
                keyring(&webhook_id, &leaf, now)
            }),
        }
    }

    fn url(&self, request: &KeyRequest<'_>) -> Option<String> {
        let url = match &self.place {
            Place::Header(name) => request.header(name)?.to_owned(),
            Place::Pointer(pointer) => {
                let (pointers, at) = &**pointer;
                let json = pointers.of(request.body()?);
                let value = Value::of_json(json.source(*at).ok()?).ok()?;
                value.text()?.to_owned()
            }
        };
        let (host, path) = split_https(&url)?;
        (self.hosts)(host, path).then_some(url)
    }
}

impl KeySource for CertificateKeys {
    fn keyring<'a>(
        &'a self,
        request: KeyRequest<'a>,
    ) -> BoxFuture<'a, Result<Option<Arc<Keyring>>, Failure>> {
        Box::pin(async move {
            let Some(url) = self.url(&request) else {
                return Ok(None);
            };
            let keyring = self.fetched.keyring(&url, request.received_at(), |_| true);
            keyring.await.map(Some)
        })
    }
}

/// `sns.<region>.amazonaws.com`, or `.com.cn`, and the name of a file.
fn is_of_sns(host: &str, path: &str) -> bool {
    let host = host.strip_suffix(".cn").unwrap_or(host);
    let region = host
        .strip_prefix("sns.")
        .and_then(|host| host.strip_suffix(".amazonaws.com"));
    let word =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let region = region.is_some_and(|region| region.split('-').all(word));
    let file = path.strip_prefix("/SimpleNotificationService-");
    region
        && file
            .and_then(|file| file.strip_suffix(".pem"))
            .is_some_and(word)
}

const NOT_CERTIFICATE: &str = "what was fetched is not a certificate";

/// The certificate, and those that follow it.
fn chain(pem: &[u8]) -> Result<(Certificate, Vec<Certificate>), &'static str> {
    let mut chain = Certificate::load_pem_chain(pem)
        .map_err(|_| NOT_CERTIFICATE)?
        .into_iter();
    let leaf = chain.next().ok_or(NOT_CERTIFICATE)?;
    Ok((leaf, chain.take(MAX_CHAIN).collect()))
}

const MAX_CHAIN: usize = 8;

/// The key of a certificate that is not past its time.
fn keyring(id: &str, certificate: &Certificate, now: SystemTime) -> Result<Kept, &'static str> {
    let certificate = certificate.tbs_certificate();
    let validity = certificate.validity();
    let (from, until) = (
        validity.not_before.to_system_time(),
        validity.not_after.to_system_time(),
    );
    if now < from || now > until {
        return Err("the certificate that was fetched is past its time, or not yet good");
    }
    let key = certificate.subject_public_key_info().to_der();
    let key = Base64::encode_string(&key.map_err(|_| NOT_CERTIFICATE)?);
    Ok(Kept {
        keyring: Arc::new(Keyring::new().with(id, Secret::new(key))),
        until: Some(until),
    })
}

/// Checks that a certificate is PayPal's, and leads to a root.
fn is_trusted(
    leaf: &Certificate,
    others: &[Certificate],
    roots: &[CertificateDer<'_>],
    now: SystemTime,
) -> Result<(), &'static str> {
    let der = |certificate: &Certificate| certificate.to_der().map(CertificateDer::from);
    let leaf = der(leaf).map_err(|_| NOT_CERTIFICATE)?;
    let others: Vec<_> = others.iter().filter_map(|other| der(other).ok()).collect();
    let leaf = EndEntityCert::try_from(&leaf).map_err(|_| NOT_CERTIFICATE)?;
    let anchors = roots
        .iter()
        .filter_map(|root| anchor_from_trusted_cert(root).ok());
    let anchors: Vec<_> = anchors.collect();
    let since = now.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let path = leaf.verify_for_usage(
        ALGORITHMS,
        &anchors,
        &others,
        UnixTime::since_unix_epoch(since),
        KeyUsage::server_auth(),
        None,
        None,
    );
    path.map_err(|_| "the certificate that was fetched leads to none of the roots")?;
    let named = NAMES.iter().any(|name| {
        let name = ServerName::try_from(*name);
        name.is_ok_and(|name| leaf.verify_is_valid_for_subject_name(&name).is_ok())
    });
    named
        .then_some(())
        .ok_or("the certificate that was fetched is for another name")
}

const NAMES: [&str; 2] = [
    "messageverificationcerts.paypal.com",
    "messageverificationcerts.sandbox.paypal.com",
];

const ALGORITHMS: &[&dyn rustls_pki_types::SignatureVerificationAlgorithm] = &[
    signatures::RSA_PKCS1_2048_8192_SHA256,
    signatures::RSA_PKCS1_2048_8192_SHA384,
    signatures::RSA_PKCS1_2048_8192_SHA512,
    signatures::ECDSA_P256_SHA256,
    signatures::ECDSA_P384_SHA384,
];
