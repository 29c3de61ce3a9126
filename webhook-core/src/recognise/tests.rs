mod composite;
mod conditions;
mod flat;
mod parts;
mod request;
mod structural;

use http::Request;

use super::*;
use crate::descriptor::{Condition, Descriptor, EventDescriptor};
use crate::scheme::Expression::{self, Header, Method, Path, Pointer, Query, Url};

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
    let found = plan.recognise(delivery, body, &mut |event, _| fitting.contains(&event));
    found.map(|found| found.index)
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
const DOUBLED: &str = "a key that recognising reads is given twice";
const ABSENT: &str = "the discriminator is absent or null";
const CONTAINER: &str = "the discriminator is an object or an array";
