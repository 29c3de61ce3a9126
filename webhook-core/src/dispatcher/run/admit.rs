//! Admits a delivery: verifies it, and answers it if it is a handshake.

use crate::declare::descriptor::Descriptor;
use crate::delivery::Delivery;
use crate::dispatcher::delivery_run::Run;
use crate::dispatcher::run::decode::decode;
use crate::dispatcher::run::handshakes::Stage;
use crate::dispatcher::run::runtime::Runtime;
use crate::dispatcher::signed_url::Tried;
use crate::group::EventGroup;
use crate::outcome::{Outcome, OutcomeKind};
use crate::scheme::failure::{SignatureFailure, SignatureFailureKind};
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::verify::signed::Evidence;
use crate::verification::found::Found;
use crate::verification::verified::{CheckedDelivery as _, Proof};

impl<G: EventGroup> Runtime<G> {
    /// Verifies a delivery, and records how long ago it was signed.
    #[inline]
    pub(crate) fn check(
        &self,
        delivery: &mut Delivery,
        found: &Found,
    ) -> Result<Option<Evidence>, Box<SignatureFailure>> {
        let checked = (self.check)(delivery, found);
        #[cfg(feature = "metrics")]
        crate::dispatcher::telemetry::metrics::measure_age(G::DESCRIPTOR, delivery, &checked);
        checked
    }

    /// Checks a delivery. An unverified delivery ends with `reject`, and a handshake ends with its answer.
    pub(crate) fn admit(
        &self,
        mut delivery: Delivery,
        found: &Found,
        reject: impl FnOnce(SignatureFailure, &Delivery) -> Run,
    ) -> Result<G::Delivery, Box<Run>> {
        let checked = match self.check(&mut delivery, found) {
            Ok(evidence) => {
                if let Err(outcome) = decode::<G>(&mut delivery) {
                    let key = evidence.and_then(Evidence::into_key);
                    return Err(Box::new(Run::ended(outcome, key)));
                }
                G::Delivery::__checked::<G>(delivery, evidence, Proof::by_verification())
                    .map_err(|delivery| (SignatureFailure::no_key(), delivery))
            }
            Err(failure) => Err((*failure, delivery)),
        };
        let asked = |answer, key| Box::new(Run::asked(answer, key));
        match checked {
            Ok(checked) => {
                let key = checked.signed_by();
                match self.answer(Stage::Checked, checked.delivery(), found, key) {
                    Some(answer) => Err(asked(answer, key.cloned())),
                    None => Ok(checked),
                }
            }
            Err((failure, delivery)) => {
                let unsigned = failure.kind() == SignatureFailureKind::Missing;
                let answer = || self.answer(Stage::Unsigned, &delivery, found, None);
                match unsigned.then(answer).flatten() {
                    Some(answer) => Err(asked(answer, None)),
                    None => Err(Box::new(reject(failure, &delivery))),
                }
            }
        }
    }

    /// Answers a handshake.
    fn answer(
        &self,
        stage: Stage,
        delivery: &Delivery,
        found: &Found,
        key: Option<&KeyId>,
    ) -> Option<Outcome> {
        let handshakes = self.handshakes.as_ref()?;
        handshakes.answer(stage, delivery, found, key)
    }
}

impl Run {
    /// Refuses a delivery whose signature does not verify.
    pub(crate) fn rejected(
        failure: &SignatureFailure,
        group: &'static Descriptor,
        delivery: &Delivery,
    ) -> Self {
        let (seen, tried) = (failure.header_seen(), failure.keys_tried());
        let url = Tried(group, delivery);
        let text = format!("{failure} ({url}signature seen: {seen}, keys tried: {tried})");
        Self {
            reason: Some(reason(failure)),
            ..Self::ended(Outcome::with_text(OutcomeKind::Rejected, text), None)
        }
    }
}

/// The kind of a failure, as metrics and spans name it.
fn reason(failure: &SignatureFailure) -> &'static str {
    match failure.kind() {
        SignatureFailureKind::Missing => "signature_missing",
        SignatureFailureKind::Malformed => "signature_malformed",
        SignatureFailureKind::BadSignature => "signature_mismatch",
        SignatureFailureKind::Expired => "timestamp_stale",
    }
}
