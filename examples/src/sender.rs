//! Sends deliveries as their senders would: the request of an example, signed under its group's scheme.

use std::env;

use bytes::Bytes;
use http::Request;
use webhook_core::scheme::{SecretError, SignError};
use webhook_core::{Descriptor, EventGroup, Secret};

use crate::apimatic::{CallbacksA, CallbacksB, Webhooks, WebhooksA, WebhooksB, WebhooksC};
use crate::deliveries::Example;
use crate::masonhub::Masonhub;
use crate::stateset::StateSet;

/// The secret that stands in for one that is not set, as the sample API's documentation has it.
///
/// # Security
///
/// It is public. A server of your own should refuse to start instead, as [`Secret::from_env`] lets it.
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
    /// Reads the secrets from the environment, and says which variables [`DEFAULT_SECRET`] stands in for.
    ///
    /// # Errors
    ///
    /// A variable is set, but to something that cannot be a secret.
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

    /// Takes [`DEFAULT_SECRET`] for every group, whatever the environment says.
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

    /// The secret of the group `G`; a blank one, which no dispatcher takes, if `G` is not one of this package.
    #[must_use]
    pub fn of<G: EventGroup>(&self) -> Secret {
        let signed = self.find(G::DESCRIPTOR.name());
        signed.map_or_else(|| Secret::new(""), |signed| signed.secret.clone())
    }

    /// Signs a request under the scheme of the group called `group`; leaves it alone where the group is not signed.
    ///
    /// # Errors
    ///
    /// Something that is signed is not in the request.
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
    /// The request that the sender would make, before it is signed.
    ///
    /// # Errors
    ///
    /// The example's path or a header is none.
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
