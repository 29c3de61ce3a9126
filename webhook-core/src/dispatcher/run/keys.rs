//! Keyrings that are looked up for each delivery.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::declare::descriptor::Descriptor;
use crate::delivery::Delivery;
use crate::guard::Guarded;
use crate::outcome::failure::Failure;
use crate::outcome::{IntoOutcome as _, Outcome, OutcomeKind};
use crate::scheme::keys::keyring::KeyError;
use crate::scheme::verify::Verifier;
use crate::verification::found::Found;
use crate::verification::key_source::{KeyRequest, KeySource};

/// The key source of a group, and the verifier that prepares its keyrings.
pub(crate) struct Lookup {
    source: Arc<dyn KeySource>,
    verifier: Verifier,
    /// The paths of the group.
    paths: &'static [&'static str],
}

impl Lookup {
    /// `None` for a scheme that `build` refuses.
    pub(crate) fn new(source: &Arc<dyn KeySource>, descriptor: &Descriptor) -> Option<Self> {
        Some(Self {
            source: Arc::clone(source),
            verifier: Verifier::new(descriptor.sender.scheme.as_ref()?).ok()?,
            paths: descriptor.paths,
        })
    }

    /// Finds the keys of a delivery. An unknown tenant has none. Unusable keys are the receiver's fault, so the delivery
    /// is answered 503 and the sender retries.
    pub(crate) async fn find(&self, delivery: &Delivery) -> Result<Found, Outcome> {
        let request = KeyRequest::new(delivery, self.paths);
        let answer = Guarded::new("the key source", || self.source.keyring(request)).await?;
        let Some(keyring) = answer.map_err(Failure::into_outcome)? else {
            return Ok(Found::Nothing);
        };
        match self.verifier.prepare(&keyring) {
            Ok(prepared) => Ok(Found::Keys { keyring, prepared }),
            Err(error) => Err(unusable(&error)),
        }
    }
}

fn unusable(error: &KeyError) -> Outcome {
    let text = format!("the keyring of the delivery cannot be used: {error}");
    Outcome::with_text(OutcomeKind::Failed, text)
        .with_status(StatusCode::SERVICE_UNAVAILABLE)
        .with_retry_after(AFTER_A_FIX)
}

/// How long a sender is asked to wait while the keyring cannot be used.
const AFTER_A_FIX: Duration = Duration::from_secs(60);
