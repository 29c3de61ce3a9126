mod composite_tests;
mod conditions_tests;
mod extent_tests;
mod flat_tests;
mod parts_tests;
mod request_tests;
mod structural_tests;

use http::Request;
use serde::de::IgnoredAny;

use super::*;
use crate::declare::descriptor::Descriptor;
use crate::declare::event::EventDescriptor;
use crate::expression::Expression;
use crate::expression::Expression::{Header, Method, Path, Pointer, Query, Url};
use crate::expression::condition::Condition;
use crate::json::sought::DOUBLED;
use crate::payload::error::PayloadError;

const fn event(name: &'static str) -> EventDescriptor {
    EventDescriptor::new(name, "Payload")
}

const fn is(pointer: &'static str, value: &'static str) -> Condition {
    Condition::equals(Pointer(pointer), value)
}

const fn has(pointer: &'static str) -> Condition {
    Condition::present(Pointer(pointer))
}

fn leak(descriptor: Descriptor) -> &'static Descriptor {
    Box::leak(Box::new(descriptor))
}

fn plan(discriminator: &'static [Expression<'static>], events: &'static [EventDescriptor]) -> Plan {
    Plan::new(leak(
        Descriptor::new("g", events).with_discriminator(discriminator),
    ))
}

fn post(body: &str) -> Delivery {
    Delivery::from(Request::post("/p").body(body.to_owned().into()).unwrap())
}

/// What becomes of a request, whose payload fits the events `fitting`.
fn outcome(plan: &Plan, delivery: &Delivery, fitting: &[usize]) -> Result<usize, NotFound> {
    let body = std::str::from_utf8(delivery.body()).unwrap();
    let mut fits = |event: usize, _: Payload<'_>| fitting.contains(&event);
    let whole = plan.recognise_in(delivery, body, Extent::Whole, &mut fits);
    let whole = whole.map(|found| found.index);
    let needed = plan.recognise_in(delivery, body, Extent::Needed, &mut fits);
    assert_eq!(
        needed.and_then(|found| read_through(&found)),
        whole,
        "{body}"
    );
    whole
}

/// Checks what the pass did not see, as parsing the payload does.
fn read_through(found: &Found<'_>) -> Result<usize, NotFound> {
    let checked = if found.payload.is_unread() {
        found.payload.parse::<IgnoredAny>().map(|_| ())
    } else {
        Ok(())
    };
    let cause = |error: PayloadError| match error.to_string() {
        text if text == DOUBLED => DOUBLED,
        text if text.starts_with(EMPTY) => EMPTY,
        text if text.starts_with(MARKED) => MARKED,
        _ => NOT_JSON,
    };
    checked
        .map(|()| found.index)
        .map_err(|error| NotFound::Malformed(cause(error)))
}

fn of(plan: &Plan, body: &str) -> Result<usize, NotFound> {
    outcome(plan, &post(body), &[])
}

fn unknown<T>(values: &[&str], matches: &[usize]) -> Result<T, NotFound> {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Err(NotFound::Unknown {
        values,
        matches: matches.to_vec(),
        id: None,
    })
}

fn malformed<T>(cause: &'static str) -> Result<T, NotFound> {
    Err(NotFound::Malformed(cause))
}

const NOT_JSON: &str = "the body is not one JSON document";
const EMPTY: &str = "the body is empty";
const MARKED: &str = "the body starts with a byte-order mark";
const ABSENT: &str = "the discriminator is absent or null";
const CONTAINER: &str = "the discriminator is an object or an array";
