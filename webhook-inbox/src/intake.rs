//! The inbox as the door of a dispatcher: what is accepted is committed.

use http::Extensions;
use webhook_core::future::BoxFuture;
use webhook_core::inbox::{Accepted, Incoming, Intake, Unavailable};

use crate::entry::{Entry, Stored};
use crate::error::UnavailableKind;
use crate::inbox::Inbox;
use crate::telemetry;

impl Intake for Inbox {
    fn accept(
        &self,
        deliveries: Vec<Incoming>,
    ) -> BoxFuture<'_, Result<Vec<Accepted>, Unavailable>> {
        Box::pin(async move {
            let shared = &self.shared;
            if shared.is_closed() {
                return Err(Unavailable::new("the inbox is stopping"));
            }
            telemetry::missing_ids(&deliveries);
            let entries = deliveries.into_iter();
            let entries = entries.map(|incoming| Entry::of(incoming, &shared.policy));
            let entries = entries.collect();
            match shared.store.insert(entries).await {
                Ok(stored) => Ok(stored.into_iter().map(accepted).collect()),
                Err(unavailable) => {
                    // These are about one id, one group or one delivery. Others can be stored.
                    let of_one = [
                        UnavailableKind::Conflicts,
                        UnavailableKind::Mark,
                        UnavailableKind::TooLarge,
                    ];
                    if !of_one.contains(&unavailable.kind()) {
                        shared.health.failed();
                    }
                    Err(Unavailable::new(unavailable))
                }
            }
        })
    }

    fn provide(&self, extensions: &mut Extensions) {
        self.shared.store.provide(extensions);
    }

    fn ready(&self) -> Result<(), Unavailable> {
        if self.shared.is_leaving() {
            return Err(Unavailable::new("the inbox is stopping"));
        }
        if self.shared.health.has_failed() {
            let text = "the store of the inbox did not answer a moment ago";
            return Err(Unavailable::new(text));
        }
        Ok(())
    }
}

const fn accepted(stored: Stored) -> Accepted {
    match stored {
        Stored::New => Accepted::New,
        Stored::Duplicate => Accepted::Duplicate,
        Stored::Revived => Accepted::Revived,
        Stored::Conflict => Accepted::Conflict,
    }
}
