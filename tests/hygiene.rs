//! Generated code does not interfere with users' names, users' names do not change its meaning, and no lint reports it.
#![no_implicit_prelude]
#![deny(warnings, clippy::pedantic, clippy::all)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_debug_implementations,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results
)]
#![forbid(unsafe_code)]
#![expect(
    missing_docs,
    non_camel_case_types,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "the names are the test, and the handlers do nothing"
)]

use ::serde::Deserialize;
use ::std::fmt::Debug;
use ::std::{assert, assert_eq};
use ::webhook_core::{DispatchTable, EventGroup as Derive, Members, OneOf, Sent, on_event};

// What the prelude has, and what generated code would mean by it.
#[derive(Debug)]
pub struct Option;
#[derive(Debug)]
pub struct Result;
#[derive(Debug)]
pub struct Ok;
#[derive(Debug)]
pub struct Err;
#[derive(Debug)]
pub struct Some;
#[derive(Debug)]
pub struct None;
#[derive(Debug)]
pub struct Box;
#[derive(Debug)]
pub struct Send;
#[derive(Debug)]
pub struct Debug_;
pub mod core {}
pub mod std {}

/// Payloads named like what a macro might call its own things.
macro_rules! payloads {
    ($($name:ident),+) => {$(
        #[derive(Debug, Deserialize)]
        pub struct $name {
            pub id: u64,
        }
    )+};
}

payloads!(
    call, body, M, Group, INDEX, EventGroup, Payload, index, Marker, Handled, HandledBy, EventOf
);

#[derive(Debug, Members)]
#[serde(rename_all = "camelCase")]
pub struct missing {
    pub read: Sent<u64>,
    pub skip: Sent<::std::boxed::Box<Self>>,
    pub r#type: ::core::option::Option<u64>,
    pub index: Sent<index>,
    pub reader: Sent<bool>,
}

#[derive(Debug, Members)]
pub struct MemberReader {}

#[derive(Debug, OneOf)]
pub enum payload {
    /// A payload named like its variant.
    #[one_of(when("/M"))]
    M(M),
    Group(Group),
    None(u64),
}

#[derive(Debug, Derive)]
#[event_group(
    path = "/hygiene",
    discriminator("$request.header.X-Event", "/action"),
    id = "/id",
    signature(algorithm = token, query = "token"),
    danger_unsigned_body,
    danger_unsigned_discriminator
)]
pub enum Hygiene {
    #[event("call")]
    call(call),
    #[event("body")]
    body(body),
    #[event("M", "opened")]
    M(M),
    #[event("M", "closed")]
    Group(Group),
    #[event("INDEX")]
    INDEX(INDEX),
    #[event("event_group")]
    EventGroup(EventGroup),
    #[event("payload", when("/payload"))]
    Payload(payload),
    #[event("none")]
    None,
    #[event("some", ignore)]
    Some(index),
    #[event("ok", ignore)]
    Ok(Marker),
    #[event("err", ignore)]
    Err(Handled),
    #[event("missing", ignore)]
    missing(missing),
    #[event("reader", ignore)]
    MemberReader(MemberReader),
    #[event("self", ignore)]
    Self_(Payload),
}

#[on_event(group = "hygiene")]
async fn call(call: call) {
    drop_(&call);
}

#[on_event(group = "hygiene", ty = body)]
fn body(
    body: body,
    meta: ::webhook_core::Meta,
) -> ::core::result::Result<(), ::std::string::String> {
    drop_(&(body, meta));
    ::core::result::Result::Ok(())
}

#[on_event(group = "hygiene", events = ["M.opened"])]
fn handler(M { id }: M, __webhook: ::webhook_core::extract::RawBody) {
    drop_(&(id, __webhook));
}

#[on_event(group = "hygiene", ty = Group)]
fn group(group: Group) {
    drop_(&group);
}

#[on_event(group = "hygiene", event = "INDEX")]
async fn index_(index: INDEX, headers: ::webhook_core::extract::HeaderMap) {
    drop_(&(index, headers));
}

#[on_event(group = "hygiene")]
fn input(first: EventGroup) -> ::webhook_core::Outcome {
    drop_(&first);
    ::webhook_core::Outcome::handled()
}

#[on_event(group = "hygiene", event = "payload")]
fn convert(payload: payload) {
    drop_(&payload);
}

#[on_event(group = "hygiene", event = "none")]
fn needs() {}

#[on_event(group = "hygiene")]
fn first(event: Hygiene) {
    drop_(&event);
}

static TABLE: DispatchTable<Hygiene> = Hygiene::dispatch_table();

fn drop_<T: Debug>(value: &T) {
    assert!(!::std::format!("{value:?}").is_empty());
}

#[test]
fn generated_code_means_its_own_names() {
    let table = ::std::format!("{TABLE:?}");
    let handlers = ::core::iter::Iterator::count(table.matches("hygiene::"));
    assert_eq!(handlers, 8, "{table}");
}
