//! Bodies for which other implementations decide by their history, by the order of declaration, or by chance. This
//! library always gives one fixed answer.
//!
//! In the reasons, "elsewhere" means the code that is generated for the same sample API in other languages.

mod rules;
mod values;

use std::fmt;

use http::Request;
use webhook_core::group::Unrecognised;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{Delivery, EventGroup, Keyring, Secret, Verified};
use webhook_examples::apimatic::{
    CallbacksA, CallbacksB, Webhooks, WebhooksA, WebhooksB, WebhooksC, WebhooksNoVerification,
};
use webhook_examples::sender::DEFAULT_SECRET;

use crate::everything::{example_of, fixture, signed_like};
use crate::support::{Fixture, signed};

/// A body, what becomes of it, and why.
struct Row {
    group: &'static str,
    body: &'static str,
    answer: Answer,
    why: &'static str,
}

/// Every row.
fn rows() -> impl Iterator<Item = &'static Row> {
    rules::ROWS.iter().chain(values::ROWS)
}

const fn row(group: &'static str, body: &'static str, answer: Answer, why: &'static str) -> Row {
    Row {
        group,
        body,
        answer,
        why,
    }
}

#[derive(Clone, Copy, Debug)]
enum Answer {
    /// 200 by the handler of this event with this payload type.
    Is(&'static str, &'static str),
    /// 200 and no handler; the names of the events that match, where it is more than one.
    Unknown(&'static [&'static str]),
    /// 400: no JSON, or not clear which event it is.
    Malformed,
    /// 422: the event is known, and its payload does not fit.
    InvalidPayload(&'static str),
    /// 401: what the sender signs is not there, or cannot be signed.
    Unsignable,
}

impl Answer {
    fn kind_and_status(self) -> (OutcomeKind, u16) {
        match self {
            Self::Is(..) => (OutcomeKind::Handled, 200),
            Self::Unknown(_) => (OutcomeKind::Unknown, 200),
            Self::Malformed => (OutcomeKind::Malformed, 400),
            Self::InvalidPayload(_) => (OutcomeKind::InvalidPayload, 422),
            Self::Unsignable => (OutcomeKind::Rejected, 401),
        }
    }

    fn event(self) -> Option<&'static str> {
        match self {
            Self::Is(event, _) | Self::InvalidPayload(event) => Some(event),
            Self::Unknown(_) | Self::Malformed | Self::Unsignable => None,
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            group,
            body,
            answer,
            why,
        } = self;
        write!(f, "{group} {body}: {answer:?}, because {why}")
    }
}

impl Row {
    fn request(&self) -> Request<bytes::Bytes> {
        signed_like(example_of(self.group), self.body)
    }

    async fn check(&self, fixture: &Fixture, when: &str) {
        let record = fixture.send(self.request()).await;
        let (kind, status) = self.answer.kind_and_status();
        assert_eq!(
            (record.outcome(), record.status()),
            (kind, status),
            "{when}: {self}"
        );
        assert_eq!(record.event(), self.answer.event(), "{when}: {self}");
        if let Answer::Is(_, payload_type) = self.answer {
            assert_eq!(record.payload_type(), Some(payload_type), "{when}: {self}");
            assert!(record.handler().is_some(), "{when}: {self}");
        } else {
            // A handler is named as soon as its event is known, and its payload is then found not to fit.
            let named = matches!(self.answer, Answer::InvalidPayload(_));
            assert_eq!(record.handler().is_some(), named, "{when}: {self}");
        }
    }
}

#[tokio::test]
async fn every_row_has_its_one_answer() {
    let fixture = fixture();
    for row in rows() {
        row.check(&fixture, "first").await;
    }
}

/// Elsewhere, one delivery of a group whose events are nested changes every answer after it.
#[tokio::test]
async fn no_delivery_changes_the_answer_to_the_next() {
    let fixture = fixture();
    for first in rows() {
        fixture.send(first.request()).await;
        for row in rows() {
            row.check(&fixture, "after others").await;
        }
        fixture.send(signed(example_of("webhooks_b"))).await;
        first
            .check(&fixture, "after a delivery of webhooks_b")
            .await;
        fixture
            .send(signed(example_of("webhooks_no_verification")))
            .await;
        first
            .check(&fixture, "after a delivery of webhooks_no_verification")
            .await;
    }
}

#[test]
fn several_matches_are_named() {
    for row in rows() {
        let Answer::Unknown(expected) = row.answer else {
            continue;
        };
        let delivery = Delivery::from(row.request());
        let matches = match row.group {
            "webhooks" => matches_of(Webhooks::recognise(verified::<Webhooks>(delivery))),
            "webhooks_a" => matches_of(WebhooksA::recognise(verified::<WebhooksA>(delivery))),
            "webhooks_b" => matches_of(WebhooksB::recognise(verified::<WebhooksB>(delivery))),
            "webhooks_c" => matches_of(WebhooksC::recognise(verified::<WebhooksC>(delivery))),
            "callbacks_a" => matches_of(CallbacksA::recognise(verified::<CallbacksA>(delivery))),
            "callbacks_b" => matches_of(CallbacksB::recognise(verified::<CallbacksB>(delivery))),
            "webhooks_no_verification" => {
                let delivery = WebhooksNoVerification::unverified(delivery);
                matches_of(WebhooksNoVerification::recognise(delivery))
            }
            // Their discriminator is one value, so there is never more than one.
            _ => continue,
        };
        assert_eq!(matches, Some(expected.to_vec()), "{row}");
    }
}

fn verified<G: EventGroup<Delivery = Verified<Delivery>>>(delivery: Delivery) -> G::Delivery {
    G::verify(delivery, &Keyring::from(Secret::new(DEFAULT_SECRET))).unwrap()
}

fn matches_of<T>(recognised: Result<T, Unrecognised>) -> Option<Vec<&'static str>> {
    match recognised {
        Err(Unrecognised::Unknown(unknown)) => Some(unknown.matches().to_vec()),
        _ => None,
    }
}

/// Elsewhere, a zero and an empty list are stored as nothing.
#[test]
fn values_are_kept_as_they_are_sent() {
    let parse = |body: &'static str| {
        let delivery = Delivery::from(signed_like(example_of("webhooks"), body));
        Webhooks::verify_and_parse(&delivery, Secret::new(DEFAULT_SECRET)).unwrap()
    };
    let Webhooks::OrderUpdated(updated) = parse(r#"{"orderUpdatedId":0}"#) else {
        unreachable!()
    };
    assert_eq!(updated.order_updated_id, 0);
    let Webhooks::OrderUpdated(least) = parse(r#"{"orderUpdatedId":-9223372036854775808}"#) else {
        unreachable!()
    };
    assert_eq!(least.order_updated_id, i64::MIN);
    let Webhooks::PrimitiveCollection(collection) = parse(r#"{"ids":[]}"#) else {
        unreachable!()
    };
    assert_eq!(collection.ids, Vec::<i64>::new());
}

/// Elsewhere, the wrong constant is accepted and then overwritten with the right one.
#[test]
fn constants_are_not_overwritten() {
    let body = r#"{"inventoryStockIncreaseEventType":"stock.increase","x":"stock.decrease"}"#;
    let delivery = Delivery::from(signed_like(example_of("webhooks_b"), body));
    let event = WebhooksB::verify_and_parse(&delivery, Secret::new(DEFAULT_SECRET)).unwrap();
    let WebhooksB::StockIncreased(event) = event else {
        unreachable!()
    };
    assert_eq!(event.inventory_stock_increase_event_type, "stock.increase");
}
