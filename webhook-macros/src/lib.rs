//! The macros of `webhook-core`. Depend on that crate: it re-exports and documents them.

mod consts;
mod errors;
mod event_group;
mod former_names;
mod keys;
mod members;
mod on_event;
mod one_of;
mod paths;
mod rule;
mod spans;
mod value;
mod word;
mod written;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes an enum a group of events. See `webhook_core::EventGroup`.
#[proc_macro_derive(EventGroup, attributes(event_group, event))]
pub fn event_group(input: TokenStream) -> TokenStream {
    event_group::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a struct deserialise whose members may all be missing. See `webhook_core::Members`.
#[proc_macro_derive(Members, attributes(members, serde))]
pub fn members(input: TokenStream) -> TokenStream {
    members::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes an enum deserialise as the one variant that matches. See `webhook_core::OneOf`.
#[proc_macro_derive(OneOf, attributes(one_of))]
pub fn one_of(input: TokenStream) -> TokenStream {
    one_of::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a function the handler of an event. See `webhook_core::on_event`.
#[proc_macro_attribute]
pub fn on_event(arguments: TokenStream, item: TokenStream) -> TokenStream {
    on_event::attribute(arguments.into(), item.into()).into()
}
