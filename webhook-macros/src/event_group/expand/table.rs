//! The compile-time dispatch table: a type for each event, and a function that requires a handler for each.

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
/// The types of the events are in a block without the user's names, so that they can have the names of the variants,
/// which errors print.
pub(super) fn expand(model: &Model<'_>, events: &TokenStream) -> TokenStream {
    let ident = &model.input.ident;
    let variants = model.events.iter().map(|event| event.member.variant);
    let names = variants.clone().map(marker);
    let indexes = 0..model.events.len();
    // If an event has no handler, a caret is at the variant.
    let enums = variants.map(|name| quote_spanned!(name.span()=> pub enum #name {}));
    let table = expand_table(model);
    // Lints take tokens with the user's spans for the user's code, but nothing in this block is.
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

/// The name of the variant without its span, so that lints about names look at the variant only.
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
        // Errors about two handlers of an event print this name.
        let parameter = format_ident!("HandlerOf{}", variant.unraw());
        let marker = marker(variant);
        let payload = event.payload.map(payload_alias);
        let payload = payload.map_or_else(|| quote!(()), Ident::into_token_stream);
        handlers.push(quote! {
            __webhook::Some(<#marker as __webhook::Handled<Self, #parameter, #payload>>::HANDLER)
        });
        // If the event has no handler, a caret is at the variant.
        bounds.push(quote_spanned! {variant.span()=>
            #marker: __webhook::Handled<Self, #parameter, #payload>
        });
        parameters.push(parameter);
    }
    // The span covers the variants, so that rustc does not point at the function as well as at a variant.
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
