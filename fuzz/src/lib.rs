//! The group that the targets share.

pub mod nested;

use webhook_core::{EventGroup, UnknownEvent, on_event};

/// A payload that is the whole body, so that it says itself which event it is.
#[derive(Debug, serde::Deserialize)]
pub struct Whole {
    /// The discriminator.
    #[serde(rename = "type")]
    pub kind: String,
}

/// Two events, and a condition.
#[derive(Debug, EventGroup)]
#[event_group(path = "/one", discriminator = "/type", id = "/id", signature = none)]
pub enum One {
    /// Looked up.
    #[event("a")]
    A(Whole),
    /// Narrowed by a condition.
    #[event("a", when("/x/0" = "1"))]
    Narrow(Whole),
    /// Looked up.
    #[event("b")]
    B(Whole),
}

/// Many events in one body.
#[derive(Debug, EventGroup)]
#[event_group(path = "/many", each = "/events", discriminator = "/type", signature = none)]
pub enum Many {
    /// Looked up.
    #[event("a")]
    A(Whole),
}

/// A form.
#[derive(Debug, EventGroup)]
#[event_group(path = "/form", body = form, discriminator = "/type", media_type = any, signature = none)]
pub enum Form {
    /// Looked up.
    #[event("a")]
    A(Whole),
}

/// Told apart by their shape.
#[derive(Debug, EventGroup)]
#[event_group(path = "/shape", signature = none)]
pub enum Shape {
    /// The only one.
    #[event("whole")]
    Whole(Whole),
}

#[on_event(group = "one", ty = One)]
fn one(event: One) {
    match event {
        One::A(whole) | One::Narrow(whole) => assert_eq!(whole.kind, "a"),
        One::B(whole) => assert_eq!(whole.kind, "b"),
    }
}

#[on_event(group = "one", ty = UnknownEvent)]
fn unknown(event: UnknownEvent) {
    assert!(event.values().iter().all(|value| value != "a" && value != "b"));
}

#[on_event(group = "many", ty = Many)]
fn many(Many::A(whole): Many) {
    assert_eq!(whole.kind, "a");
}

#[on_event(group = "form", ty = Form)]
fn form(Form::A(whole): Form) {
    assert_eq!(whole.kind, "a");
}

#[on_event(group = "shape", ty = Shape)]
fn shape(_: Shape) {}
