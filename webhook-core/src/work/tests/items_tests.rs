//! The work of recognising a delivery and its items, with every kind of body.

use std::collections::BTreeSet;

use http_body_util::Full;

use crate::work::tests::assert_linear;
use crate::{Dispatcher, EventGroup, Unsigned};

#[derive(Debug, EventGroup)]
#[event_group(crate = "crate", discriminator = "/type", payload = "/a", id = "/id", signature = none)]
enum Json {
    #[event("a", ignore)]
    A(String),
}

#[derive(Debug, EventGroup)]
#[event_group(crate = "crate", body = form, discriminator = "/type", media_type = any, signature = none)]
enum Form {
    #[event("a", ignore)]
    A,
}

#[derive(Debug, EventGroup)]
#[event_group(crate = "crate", body = form("a"), discriminator = "/type", media_type = any, signature = none)]
enum FormField {
    #[event("a", ignore)]
    A,
}

#[derive(Debug, EventGroup)]
#[event_group(crate = "crate", preset = cloudevents, signature = none)]
enum CloudEvents {
    #[event("a", ignore)]
    A,
}

#[derive(Debug, EventGroup)]
#[event_group(
    crate = "crate", each = "/items", signature = none,
    discriminator("$request.query.type", "$request.header.X-Type", "$request.path", "$method"),
    id = "$item#/id"
)]
enum Items {
    #[event("a", ignore)]
    A,
    #[event("a", "b", "c", "POST", ignore)]
    B,
}

#[derive(Debug, EventGroup)]
#[event_group(crate = "crate", each = "/items", signature = none, discriminator = "$item#/type")]
enum ItemsWithConditions {
    #[event("a", when("$request.query.a" = "2"), ignore)]
    A,
    #[event("a", when("$url" = "b"), ignore)]
    B,
    #[event("a", when("$request.header.X-Type"), ignore)]
    C,
}

#[derive(Debug, EventGroup)]
#[event_group(
    crate = "crate", each = "/items/*/items", signature = none,
    discriminator("$request.body#/a", "$request.body#/items/*/a", "/type"),
    id = "$request.body#/type"
)]
enum ItemsOfItems {
    #[event("a", "a", "a", ignore)]
    A,
}

#[test]
fn a_delivery_and_its_items_are_read_once() {
    let dispatcher = Dispatcher::builder()
        .group::<Json>(Unsigned)
        .group::<Form>(Unsigned)
        .group::<FormField>(Unsigned)
        .group::<CloudEvents>(Unsigned)
        .group::<Items>(Unsigned)
        .group::<ItemsWithConditions>(Unsigned)
        .group::<ItemsOfItems>(Unsigned)
        .build()
        .unwrap();
    check::<Json>(&dispatcher);
    check::<Form>(&dispatcher);
    check::<FormField>(&dispatcher);
    check::<CloudEvents>(&dispatcher);
    check::<Items>(&dispatcher);
    check::<ItemsWithConditions>(&dispatcher);
    check::<ItemsOfItems>(&dispatcher);
}

fn check<G: EventGroup>(dispatcher: &Dispatcher) {
    let group = dispatcher.for_group::<G>().unwrap();
    let mut statuses = BTreeSet::new();
    let most = assert_linear(G::DESCRIPTOR.name(), &mut |request, count| {
        let mut request = Some(request.map(Full::new));
        count(&mut || {
            let response = group.dispatch(request.take().unwrap());
            statuses.insert(pollster::block_on(response).status().as_u16());
        });
    });
    println!("{}: {statuses:?}, at most {most:?}", G::DESCRIPTOR.name());
    assert!(statuses.contains(&200) && most.read > 0, "{statuses:?}");
}
