//! The compile-time dispatch table: a type for each event, and the function that asks for a handler of each.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;

use super::super::model::Model;

// const _: () = {
//     pub struct UserAction;                            one for each event
//     impl EventAt<0> for __WebhookGroup { .. }
//     impl __WebhookGroup { const fn dispatch_table() .. }
// };
/// The types of the events in a block without names of the user's, so that they can be named like the variants:
/// errors print them.
pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let (p, ident) = (&model.paths.private, model.ident);
    let names = model
        .events
        .iter()
        .map(|event| marker(event.member.variant));
    let indexes = 0..model.events.len();
    let names: Vec<Ident> = names.collect();
    let table = expand_table(model);
    quote! {
        type __WebhookGroup = #ident;
        const _: () = {
            #(
                #[derive(::core::fmt::Debug)]
                pub struct #names;

                #[automatically_derived]
                impl #p::EventAt<#indexes> for __WebhookGroup {
                    type Marker = #names;
                }
            )*
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

// impl __WebhookGroup {
//     pub const fn dispatch_table<HandlerOfUserAction, HandlerOfStockDepleted>() -> DispatchTable<Self>
//     where
//         Self: Handles<UserAction, HandlerOfUserAction>,
//         Self: Handles<StockDepleted, HandlerOfStockDepleted>,
//     {
//         DispatchTable::new(const { &[Some(<Self as Handles<..>>::HANDLER), None, ..] })
//     }
// }
fn expand_table(model: &Model<'_>) -> TokenStream {
    let (p, visibility) = (&model.paths.private, model.visibility);
    let mut parameters: Vec<Ident> = Vec::new();
    let mut bounds: Vec<TokenStream> = Vec::new();
    let mut handlers: Vec<TokenStream> = Vec::new();
    for event in &model.events {
        if event.ignored {
            handlers.push(quote!(::core::option::Option::None));
            continue;
        }
        let variant = event.member.variant;
        // Errors print it where an event has two handlers.
        let parameter = format_ident!("HandlerOf{}", variant.unraw());
        let marker = marker(variant);
        let bound = quote!(#p::Handles<#marker, #parameter>);
        handlers.push(quote!(::core::option::Option::Some(<Self as #bound>::HANDLER)));
        // Where there is no handler, a caret is at the variant.
        let (span, at) = (variant.span(), model.paths.private_at(variant.span()));
        bounds.push(quote_spanned!(span=> Self: #at::Handles<#marker, #parameter>));
        parameters.push(parameter);
    }
    // Covers the variants: where rustc points at one, it need not point at the function as well.
    let name = Ident::new("dispatch_table", model.braces);
    quote! {
        impl __WebhookGroup {
            #[doc(hidden)]
            #[must_use]
            #visibility const fn #name<#(#parameters),*>() -> #p::DispatchTable<Self>
            where
                #(#bounds,)*
            {
                #p::DispatchTable::new(const { &[#(#handlers),*] })
            }
        }
    }
}
