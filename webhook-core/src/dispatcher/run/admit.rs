//! What a delivery must pass before its event is looked for.

use crate::delivery::Delivery;
use crate::dispatcher::begun::Begun;
use crate::dispatcher::run::handshakes::Stage;
use crate::dispatcher::run::runtime::{Beside, Runtime};
use crate::group::EventGroup;
use crate::outcome::Outcome;
use crate::scheme::failure::{SignatureFailure, SignatureFailureKind};
use crate::verification::verified::CheckedDelivery as _;

impl<G: EventGroup> Runtime<G> {
    /// Checks a delivery. A delivery that does not verify ends here, and so does a handshake.
    pub(crate) fn admit(
        &self,
        delivery: Delivery,
        beside: Beside<'_>,
    ) -> Result<G::Delivery, Box<Begun>> {
        match self.checked(delivery) {
            Ok(delivery) => match self.answer_checked(&delivery) {
                None => Ok(delivery),
                Some(answer) => {
                    let key = delivery.signed_by().cloned();
                    Err(Box::new(Begun::asked(answer, key)))
                }
            },
            Err(rejected) => Err(Box::new(match self.answer_unsigned(&rejected) {
                Some(answer) => Begun::asked(answer, None),
                None => self.reject(rejected.0, &rejected.1, beside),
            })),
        }
    }

    /// Answers a handshake that passed the check of a delivery.
    pub(crate) fn answer_checked(&self, delivery: &G::Delivery) -> Option<Outcome> {
        let handshakes = self.handshakes.as_ref()?;
        handshakes.answer(Stage::Checked, delivery.delivery(), delivery.signed_by())
    }

    /// Answers a handshake that is never signed, if this one carries no signature.
    pub(crate) fn answer_unsigned(
        &self,
        rejected: &(SignatureFailure, Delivery),
    ) -> Option<Outcome> {
        let handshakes = self.handshakes.as_ref()?;
        let (failure, delivery) = rejected;
        if failure.kind() != SignatureFailureKind::Missing {
            return None;
        }
        handshakes.answer(Stage::Unsigned, delivery, None)
    }
}
