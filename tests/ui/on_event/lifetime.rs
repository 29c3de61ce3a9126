//! The handler has a lifetime.

use std::borrow::Cow;

use webhook_core::{EventGroup, on_event};

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type")]
enum Shop {
    #[event("note")]
    Note(String),
}

#[on_event(group = "shop", event = "note")]
fn note<'a>(text: Cow<'a, str>) {
    drop(text);
}

fn main() {}
