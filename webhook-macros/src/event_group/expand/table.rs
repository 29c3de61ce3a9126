//! The compile-time dispatch table: a type for each event, and the function that asks for a handler of each.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;

use crate::event_group::model::Model;

// const _: () = {
//     pub enum UserAction {}                            one for each event
//     impl EventAt<0> for __WebhookGroup { .. }
//     impl EventOf<__WebhookGroup> for __WebhookPayload0 { .. } one for each payload type and each fallback
//     impl __WebhookGroup { const fn dispatch_table() .. }
// };
/// The types of the events in a block without names of the user's, so that they can be named like the variants:
/// errors print them.
pub(super) fn expand(model: &Model<'_>, events: &TokenStream) -> TokenStream {
    let ident = &model.input.ident;
    let variants = model.events.iter().map(|event| event.member.variant);
    let names = variants.clone().map(marker);
    let indexes = 0..model.events.len();
    // Where there is no handler, a caret is at the variant; the variant's form is linted there, not the marker's.
    let enums = variants.map(|name| quote_spanned!(name.span()=> pub enum #name {}));
    let table = expand_table(model);
    // Nothing in the block is the user's, but some of it has the user's spans, which lints take for the user's code.
    quote! {
        type __WebhookGroup = #ident;
        #[allow(warnings, missing_debug_implementations, clippy::all, clippy::pedantic)]
        const _: () = {
            #(
                #enums

                impl __webhook::EventAt<#indexes> for __WebhookGroup {
                    type Marker = #names;
                }
            )*
            #events
            #table
        };
    }
}

/// The variant's name, without its span: the variant's form is linted, not the marker's.
fn marker(variant: &Ident) -> Ident {
    let mut name = variant.clone();
    name.set_span(Span::call_site());
    name
}

pub(super) fn payload_alias(number: usize) -> Ident {
    format_ident!("__WebhookPayload{number}")
}

// impl __WebhookGroup {
//     pub const fn dispatch_table<HandlerOfUserAction, HandlerOfStockDepleted>() -> DispatchTable<Self>
//     where
//         UserAction: Handled<Self, HandlerOfUserAction, UserActionEvent>,
//         StockDepleted: Handled<Self, HandlerOfStockDepleted, ()>,
//     {
//         DispatchTable::new(const { &[Some(<UserAction as Handled<..>>::HANDLER), None, ..] })
//     }
// }
fn expand_table(model: &Model<'_>) -> TokenStream {
    let visibility = &model.input.vis;
    let mut parameters: Vec<Ident> = Vec::new();
    let mut bounds: Vec<TokenStream> = Vec::new();
    let mut handlers: Vec<TokenStream> = Vec::new();
    for event in &model.events {
        if event.ignored {
            handlers.push(quote!(__webhook::None));
            continue;
        }
        let variant = event.member.variant;
        // Errors print it where an event has two handlers.
        let parameter = format_ident!("HandlerOf{}", variant.unraw());
        let marker = marker(variant);
        let payload = event.payload.map(payload_alias);
        let payload = payload.map_or_else(|| quote!(()), Ident::into_token_stream);
        let handled = quote!(__webhook::Handled<Self, #parameter, #payload>);
        handlers.push(quote!(__webhook::Some(<#marker as #handled>::HANDLER)));
        // Where there is no handler, a caret is at the variant.
        bounds.push(quote_spanned! {variant.span()=>
            #marker: __webhook::Handled<Self, #parameter, #payload>
        });
        parameters.push(parameter);
    }
    // Covers the variants: where rustc points at one, it need not point at the function as well.
    let name = Ident::new("dispatch_table", model.braces);
    quote! {
        impl __WebhookGroup {
            #[doc(hidden)]
            #[must_use]
            #visibility const fn #name<#(#parameters),*>() -> __webhook::DispatchTable<Self>
            where
                #(#bounds,)*
            {
                __webhook::DispatchTable::new(const { &[#(#handlers),*] })
            }
        }
    }
}
