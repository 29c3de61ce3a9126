//! The compile-time dispatch table: a type for each event, and the function that asks for a handler of each.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;

use super::super::model::Model;

/// The module that holds a type for each event, named like its variant, because errors print the name.
pub(super) fn expand_markers(model: &Model<'_>) -> TokenStream {
    let names = model
        .events
        .iter()
        .map(|event| marker_name(event.member.variant));
    quote! {
        pub mod __webhook_events {
            #(
                #[derive(::core::fmt::Debug)]
                pub struct #names;
            )*
        }
    }
}

/// The type for the event of `variant`.
pub(super) fn marker(variant: &Ident) -> TokenStream {
    let name = marker_name(variant);
    quote!(__webhook_events::#name)
}

/// The variant's name, without its span: the variant's form is linted, not the marker's.
fn marker_name(variant: &Ident) -> Ident {
    let mut name = variant.clone();
    name.set_span(Span::call_site());
    name
}

// impl WebhooksB {
//     pub const fn dispatch_table<HandlerOfUserAction, HandlerOfStockDepleted>() -> DispatchTable<Self>
//     where
//         Self: Handles<__webhook_events::UserAction, HandlerOfUserAction>,
//         Self: Handles<__webhook_events::StockDepleted, HandlerOfStockDepleted>,
//     {
//         DispatchTable::new(const { &[Some(<Self as Handles<..>>::HANDLER), None, ..] })
//     }
// }
pub(super) fn expand_table(model: &Model<'_>) -> TokenStream {
    let (p, ident, visibility) = (&model.paths.private, model.ident, model.visibility);
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
        impl #ident {
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
