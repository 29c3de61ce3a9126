//! Signs the example deliveries as their senders would.

use std::env;

use bytes::Bytes;
use http::Request;
use webhook_core::group::Descriptor;
use webhook_core::scheme::{SecretError, SignError};
use webhook_core::{EventGroup, Secret};

use crate::apimatic::{CallbacksA, CallbacksB, Webhooks, WebhooksA, WebhooksB, WebhooksC};
use crate::deliveries::Example;
use crate::masonhub::Masonhub;
use crate::stateset::StateSet;

/// The secret used for groups whose variable is not set; it comes from the sample API's documentation.
///
/// # Security
///
/// It is public. Your own server should refuse to start instead: use [`Secret::from_env`].
pub const DEFAULT_SECRET: &str = "your-shared-secret";

/// One signed group of this package with its secret.
#[derive(Clone, Debug)]
struct Signed {
    descriptor: &'static Descriptor,
    variable: &'static str,
    secret: Secret,
}

/// The secrets of all signed groups of this package.
#[derive(Clone, Debug)]
pub struct Secrets(Vec<Signed>);

impl Secrets {
    /// Reads the secrets from the environment, and returns the variables that are not set.
    ///
    /// # Errors
    ///
    /// A variable is set to something that cannot be a secret.
    pub fn from_env() -> Result<(Self, Vec<&'static str>), SecretError> {
        let mut secrets = Self::defaults();
        let mut missing = Vec::new();
        for signed in &mut secrets.0 {
            match env::var_os(signed.variable) {
                Some(_) => signed.secret = Secret::from_env(signed.variable)?,
                None => missing.push(signed.variable),
            }
        }
        Ok((secrets, missing))
    }

    /// Uses [`DEFAULT_SECRET`] for every group and ignores the environment.
    #[must_use]
    pub fn defaults() -> Self {
        let signed = [
            (Webhooks::DESCRIPTOR, "WEBHOOKS_SECRET"),
            (WebhooksA::DESCRIPTOR, "WEBHOOKS_A_SECRET"),
            (WebhooksB::DESCRIPTOR, "WEBHOOKS_B_SECRET"),
            (WebhooksC::DESCRIPTOR, "WEBHOOKS_C_SECRET"),
            (CallbacksA::DESCRIPTOR, "CALLBACKS_A_SECRET"),
            (CallbacksB::DESCRIPTOR, "CALLBACKS_B_SECRET"),
            (Masonhub::DESCRIPTOR, "MASONHUB_TOKEN"),
            (StateSet::DESCRIPTOR, "STATESET_WEBHOOK_SECRET"),
        ];
        let with_default = |(descriptor, variable)| Signed {
            descriptor,
            variable,
            secret: Secret::new(DEFAULT_SECRET),
        };
        Self(signed.map(with_default).into())
    }

    /// The secret of the group `G`, or a blank one, which `build()` refuses, if `G` is not in this package.
    #[must_use]
    pub fn of<G: EventGroup>(&self) -> Secret {
        let signed = self.find(G::DESCRIPTOR.name());
        signed.map_or_else(|| Secret::new(""), |signed| signed.secret.clone())
    }

    /// Signs a request under the scheme of the group called `group`. Does nothing if the group is not signed.
    ///
    /// # Errors
    ///
    /// The request lacks something that the scheme signs.
    pub fn sign(&self, group: &str, request: &mut Request<Bytes>) -> Result<(), SignError> {
        let signed = self.find(group);
        match signed.and_then(|signed| Some((signed.descriptor.scheme()?, &signed.secret))) {
            Some((scheme, secret)) => scheme.sign(secret, request),
            None => Ok(()),
        }
    }

    fn find(&self, group: &str) -> Option<&Signed> {
        self.0
            .iter()
            .find(|signed| signed.descriptor.name() == group)
    }
}

impl Example {
    /// Builds the sender's request, without the signature.
    ///
    /// # Errors
    ///
    /// The example's path or a header is invalid.
    pub fn request(&self) -> http::Result<Request<Bytes>> {
        let request = Request::post(self.path).header("Content-Type", "application/json");
        let headers = self.headers.iter();
        headers
            .fold(request, |request, (name, value)| {
                request.header(*name, *value)
            })
            .body(Bytes::from_static(self.body.as_bytes()))
    }
}
