//! Gives the deliveries of durable groups to the inbox, after recognising them and in place of calling their handlers.
//!
//! This is the only file that calls an inbox.

use http::{HeaderName, HeaderValue};

use crate::declare::durable::{Durable, OnceBy};
use crate::dispatcher::delivery_run::Run;
use crate::dispatcher::run::entries::Route;
use crate::dispatcher::run::runs::{ItemRun, Items, Runs};
use crate::dispatcher::run::runtime::{Beside, Runtime};
use crate::group::EventGroup;
use crate::group::claim_key::{BodyDigest, ClaimKey};
use crate::group::fallback_input::UnknownEvent;
use crate::group::recognised::{Recognised, Unrecognised, document, locate, places, read};
use crate::group::rejection::Rejection;
use crate::guard::{Guarded, Panicked};
use crate::handle::handler_run::HandlerRun;
use crate::inbox::claim::Unavailable;
use crate::inbox::intake::{Accepted, INBOX, Incoming};
use crate::inbox::stored::StoredDelivery;
use crate::outcome::{Outcome, OutcomeKind};
use crate::scheme::keys::key_id::KeyId;
use crate::text::trace_parent::{TRACE_PARENT, trace_parent};
use crate::verification::verified::CheckedDelivery as _;

/// The deliveries of one request: what became of each, and what goes to the inbox.
#[derive(Default)]
struct Sorted {
    runs: Vec<Sorting>,
    incoming: Vec<Incoming>,
}

/// One delivery of a request.
enum Sorting {
    /// It is not stored.
    Ended(Run),
    /// The inbox decides its outcome.
    Stored(Run),
    /// The inbox keeps it, and it does not run. Its outcome is the same as without an inbox.
    Kept(Run, Outcome),
}

/// Why nothing was stored.
enum NotStored {
    Unavailable(Unavailable),
    Panicked(Panicked),
}

impl NotStored {
    fn outcome(&self) -> Outcome {
        match self {
            Self::Unavailable(unavailable) => unavailable.clone().into_outcome(),
            Self::Panicked(panicked) => (*panicked).into(),
        }
    }
}

impl<G: EventGroup> Runtime<G> {
    /// Recognises the event of a checked delivery, or those of all its items, and stores them by one call of the inbox.
    pub(crate) async fn take_in(&self, delivery: G::Delivery, beside: Beside<'_>) -> Runs {
        let key = delivery.signed_by().cloned();
        let Sorted { runs, incoming } = match self.sort_all(delivery, beside) {
            Ok(sorted) => sorted,
            Err(rejection) => return Runs::One(Run::malformed(&rejection, key)),
        };
        let mut answers = self.ask(incoming).await.map(Vec::into_iter);
        let mut answer = || match &mut answers {
            Ok(answers) => answers
                .next()
                .map_or_else(|| Outcome::new(OutcomeKind::Unavailable), outcome_of),
            Err(not_stored) => not_stored.outcome(),
        };
        let runs = runs.into_iter().map(|sorting| match sorting {
            Sorting::Ended(run) => ItemRun::of(run),
            Sorting::Stored(run) => ItemRun::of(ready(run, answer())),
            Sorting::Kept(run, own) => {
                let answer = answer();
                let is_kept = answer.kind().row().status.is_success();
                let run = ready(run, if is_kept { own } else { answer });
                ItemRun { run, is_kept }
            }
        });
        let mut runs: Vec<ItemRun> = runs.collect();
        match runs.pop() {
            Some(item) if G::DESCRIPTOR.each.is_none() => Runs::One(item.run),
            last => {
                runs.extend(last);
                Runs::Ended(runs, key)
            }
        }
    }

    /// Recognises the delivery, or each of its items.
    fn sort_all(&self, delivery: G::Delivery, beside: Beside<'_>) -> Result<Sorted, Rejection> {
        let mut sorted = Sorted::default();
        if G::DESCRIPTOR.each.is_none() {
            self.sort(delivery, beside, &mut sorted);
            return Ok(sorted);
        }
        let document = document::<G>(delivery.delivery())?;
        let places = places::<G>(&document)?;
        let head = G::__plan().head(delivery.delivery(), &document);
        let mut items = Items::new(delivery, document, places, head);
        while items.left() > 0 {
            if let Some(item) = items.next::<G::Delivery>() {
                self.sort(item, beside, &mut sorted);
            } else {
                let rejection = Rejection::malformed("an item has no signature");
                sorted.end(Run::malformed(&rejection, None));
            }
        }
        Ok(sorted)
    }

    /// Recognises one delivery or item. An event that needs no handler is not stored.
    fn sort(&self, delivery: G::Delivery, beside: Beside<'_>, sorted: &mut Sorted) {
        let Some(durable) = G::DESCRIPTOR.durable else {
            return;
        };
        let mut parsed = None;
        let key = delivery.signed_by().cloned();
        let located = match locate::<G>(delivery.delivery(), &mut parsed) {
            Ok(located) => located,
            Err(Unrecognised::Malformed(rejection)) => {
                let run = Run::ended(Outcome::handled(), key);
                let named = ("", None);
                return Self::refuse(&delivery, named, run, rejection.outcome(), durable, sorted);
            }
            Err(Unrecognised::Unknown(event)) if durable.keeps_unknown => {
                return Self::keep_unknown(&delivery, &event, durable, sorted);
            }
            Err(Unrecognised::Unknown(event)) => {
                let checked = (delivery.delivery(), key);
                return sorted.end(self.call_unknown(checked, beside, event));
            }
        };
        let mut recognised = Recognised::<G>::new(delivery, located);
        let index = recognised.located.index;
        if !matches!(self.routes.events.get(index), Some(Route::Handled(_))) {
            recognised.parsed = parsed;
            return sorted.end(self.run_recognised(recognised, beside));
        }
        let mut run = Run::ended(Outcome::handled(), key);
        run.event = G::DESCRIPTOR.events.get(index);
        run.payload_type = run.event.map(|event| event.payload);
        run.id = recognised.id().map(Into::into);
        // Whether the payload fits its type is found out when it runs: the sender cannot mend that. Bytes that are not
        // even JSON may have been damaged on the way.
        if let Err(outcome) = Self::check_text(&recognised) {
            let named = (recognised.event(), recognised.id());
            return Self::refuse(&recognised.delivery, named, run, outcome, durable, sorted);
        }
        let digest = BodyDigest::of(G::DESCRIPTOR.body.repeated(recognised.delivery()));
        let claim_key = recognised.claim_key_with(|| digest);
        let lacks_id = claim_key.is_none() && durable.key == Some(OnceBy::Id);
        let stored = (recognised.event(), recognised.id());
        let stored = stored_delivery::<G>(&recognised.delivery, stored, durable);
        let incoming = Incoming::with_digest(stored, claim_key, digest).lacking_id(lacks_id);
        sorted
            .incoming
            .push(incoming.running_conflicts(durable.runs_conflicts));
        sorted.runs.push(Sorting::Stored(run));
    }

    /// Refuses a malformed delivery. A malformed item is stored instead: refusing it would refuse the other items too, and
    /// the sender cannot mend it.
    fn refuse(
        delivery: &G::Delivery,
        named: (&str, Option<&str>),
        run: Run,
        outcome: Outcome,
        durable: Durable,
        sorted: &mut Sorted,
    ) {
        if G::DESCRIPTOR.each.is_none() {
            return sorted.end(ready(run, outcome));
        }
        let stored = stored_delivery::<G>(delivery, named, durable);
        let (key, digest) = key_of_bytes::<G>(delivery);
        let incoming = Incoming::with_digest(stored, Some(key), digest).malformed(outcome.text());
        sorted.incoming.push(incoming);
        let text = format!("{}; the inbox keeps the item", outcome.text());
        let outcome = Outcome::with_text(outcome.kind(), text);
        sorted.runs.push(Sorting::Kept(run, outcome));
    }

    /// Checks a body that recognising has not read to its end.
    fn check_text(recognised: &Recognised<G>) -> Result<(), Outcome> {
        let delivery = recognised.delivery();
        let read = read::<G>(delivery).map_err(|rejection| rejection.outcome())?;
        let payload = recognised.payload_in(&read.text).with_form(read.form());
        payload.none().map_err(Outcome::from)
    }

    /// Stores a delivery that no version of the program could name so far. Its key is the digest of its body, because its
    /// id may be unique only among the deliveries of its event.
    fn keep_unknown(
        delivery: &G::Delivery,
        event: &UnknownEvent,
        durable: Durable,
        sorted: &mut Sorted,
    ) {
        let signed_by = delivery.signed_by();
        let (key, digest) = key_of_bytes::<G>(delivery);
        let stored = stored_delivery::<G>(delivery, ("", event.id()), durable);
        let incoming = Incoming::with_digest(stored, Some(key), digest);
        sorted.incoming.push(incoming);
        let mut run = Run::ended(Outcome::handled(), signed_by.cloned());
        run.payload_type = Some("UnknownEvent");
        run.id = event.id().map(Into::into);
        let text = format!("{}; the inbox keeps the delivery", event.text());
        let outcome = Outcome::with_text(OutcomeKind::Unknown, text);
        sorted.runs.push(Sorting::Kept(run, outcome));
    }

    /// Stores what a request brought.
    async fn ask(&self, incoming: Vec<Incoming>) -> Result<Vec<Accepted>, NotStored> {
        if incoming.is_empty() {
            return Ok(Vec::new());
        }
        let unavailable = |text: String| Err(NotStored::Unavailable(Unavailable::new(text)));
        let Some(inbox) = &self.inbox else {
            // `build` refuses such a group.
            return unavailable("the dispatcher has no inbox".to_owned());
        };
        let count = incoming.len();
        match Guarded::new(INBOX, || inbox.accept(incoming)).await {
            Ok(Ok(answers)) if answers.len() == count => Ok(answers),
            Ok(Ok(answers)) => {
                let answers = answers.len();
                unavailable(format!(
                    "the inbox gave {answers} answers for {count} deliveries"
                ))
            }
            Ok(Err(unavailable)) => Err(NotStored::Unavailable(unavailable)),
            Err(panicked) => Err(NotStored::Panicked(panicked)),
        }
    }
}

impl Sorted {
    fn end(&mut self, run: Run) {
        self.runs.push(Sorting::Ended(run));
    }
}

/// The key of a delivery or item whose event is not known: the digest of its bytes.
fn key_of_bytes<G: EventGroup>(delivery: &G::Delivery) -> (ClaimKey, BodyDigest) {
    let owner = delivery.signed_by().map_or("", KeyId::owner);
    let digest = BodyDigest::of(G::DESCRIPTOR.body.repeated(delivery.delivery()));
    let key = ClaimKey::of_digest(G::DESCRIPTOR.name, "", &digest);
    (key.with_owner(owner), digest)
}

fn ready(run: Run, outcome: Outcome) -> Run {
    let progress = HandlerRun::Ready(outcome);
    Run { progress, ..run }
}

fn outcome_of(answer: Accepted) -> Outcome {
    match answer {
        Accepted::New | Accepted::Revived => Outcome::new(OutcomeKind::Accepted),
        Accepted::Duplicate => Outcome::new(OutcomeKind::Duplicate),
        Accepted::Conflict => Outcome::with_text(
            OutcomeKind::Conflict,
            "the id belongs to a delivery with another body",
        ),
    }
}

/// What is stored of a delivery, with the headers that the group lists and that of its trace.
fn stored_delivery<G: EventGroup>(
    delivery: &G::Delivery,
    event: (&str, Option<&str>),
    durable: Durable,
) -> StoredDelivery {
    let allows = |name: &HeaderName, value: &HeaderValue| {
        let mut listed = durable.headers.iter();
        let is_trace = name.as_str() == TRACE_PARENT && trace_parent(value.as_bytes()).is_some();
        is_trace || listed.any(|listed| name.as_str().eq_ignore_ascii_case(listed))
    };
    StoredDelivery::of::<G>(delivery, event, allows)
}
