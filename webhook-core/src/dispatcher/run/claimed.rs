//! Claims deliveries of idempotent groups, after recognising them and before calling their handlers.
//!
//! This is the only file that calls a claim store to claim; [`ClaimGuard`] ends the claim.

use std::sync::Arc;

use crate::dispatcher::delivery_run::Run;
use crate::dispatcher::run::entries::Route;
use crate::dispatcher::run::runtime::{Beside, Runtime};
use crate::group::EventGroup;
use crate::group::claim_key::{BodyDigest, ClaimKey};
use crate::group::recognised::{Located, Recognised, Unrecognised, locate};
use crate::guard::Guarded;
use crate::handle::handler_run::HandlerRun;
use crate::inbox::claim::{Claim, ClaimStore};
use crate::inbox::claim_guard::{CLAIM_STORE, ClaimGuard};
use crate::outcome::{Outcome, OutcomeKind};
use crate::verification::verified::CheckedDelivery as _;

impl<G: EventGroup> Runtime<G> {
    /// Recognises one event, claims it, and calls its handler if the claim is new.
    pub(crate) async fn run_claimed(
        &self,
        delivery: G::Delivery,
        beside: Beside<'_>,
        claims: &Arc<dyn ClaimStore>,
    ) -> Run {
        let (key, delivery, located) = match self.claim_key(delivery, beside) {
            Ok(found) => found,
            Err(run) => return *run,
        };
        let received = delivery.delivery();
        let (body, received_at) = (
            BodyDigest::of(G::DESCRIPTOR.body.repeated(received)),
            received.received_at(),
        );
        let claim = Guarded::new(CLAIM_STORE, || claims.claim(&key, &body, received_at));
        let outcome = match claim.await {
            Err(panicked) => panicked.into(),
            Ok(Err(unavailable)) => unavailable.into_outcome(),
            Ok(Ok(Claim::New(token))) => {
                let mut claim = ClaimGuard::new(claims, key, token);
                let mut run = self.run_recognised(Recognised::new(delivery, located), beside);
                if let HandlerRun::Ready(outcome) = &run.progress {
                    claim.settle(outcome);
                }
                run.claim = Some(Box::new(claim));
                return run;
            }
            Ok(Ok(Claim::Running)) => Outcome::new(OutcomeKind::Running),
            Ok(Ok(Claim::Done)) => Outcome::new(OutcomeKind::Duplicate),
            Ok(Ok(Claim::Conflict)) => Outcome::with_text(
                OutcomeKind::Conflict,
                "the id belongs to a delivery with another body",
            ),
        };
        let mut run = Run::ended(outcome, delivery.signed_by().cloned());
        run.event = G::DESCRIPTOR.events.get(located.index);
        run.payload_type = run.event.map(|event| event.payload);
        run.id = located.id.map(|id| id.text.into());
        run
    }

    /// Recognises a delivery and returns its claim key. A delivery that needs no claim runs here.
    fn claim_key(
        &self,
        delivery: G::Delivery,
        beside: Beside<'_>,
    ) -> Result<(ClaimKey, G::Delivery, Located), Box<Run>> {
        let mut parsed = None;
        let located = match locate::<G>(delivery.delivery(), &mut parsed) {
            Ok(located) => located,
            Err(unrecognised) => {
                let checked = (delivery.delivery(), delivery.signed_by().cloned());
                return Err(Box::new(match unrecognised {
                    Unrecognised::Malformed(rejection) => Run::malformed(&rejection, checked.1),
                    Unrecognised::Unknown(event) => self.call_unknown(checked, beside, event),
                }));
            }
        };
        let mut recognised = Recognised::new(delivery, located);
        let route = self.routes.events.get(recognised.located.index);
        let key = matches!(route, Some(Route::Handled(_))).then(|| recognised.claim_key());
        if let Some(key) = key.flatten() {
            // The parsed event may not be `Send`, so it is not kept across the wait for the claim.
            return Ok((key, recognised.delivery, recognised.located));
        }
        recognised.parsed = parsed;
        Err(Box::new(self.run_recognised(recognised, beside)))
    }
}
