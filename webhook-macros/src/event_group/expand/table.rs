//! The compile-time dispatch table: a type for each event, and the function that asks for a handler of each.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::super::model::Model;

/// The module that holds a type for each event, named like its variant, because errors print the name.
pub(super) fn expand_markers(model: &Model<'_>) -> TokenStream {
    let names = model.events.iter().map(|event| event.member.variant);
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
    quote!(__webhook_events::#variant)
}

// impl WebhooksB {
//     pub const fn dispatch_table<M0, M2>() -> DispatchTable<Self>
//     where
//         Self: Handles<__webhook_events::UserAction, M0>,
//         Self: Handles<__webhook_events::StockDepleted, M2>,
//     {
//         DispatchTable::new(const { &[Some(<Self as Handles<UserAction, M0>>::HANDLER), None, ..] })
//     }
// }
pub(super) fn expand_table(model: &Model<'_>) -> TokenStream {
    let (p, ident, visibility) = (&model.paths.private, model.ident, model.visibility);
    let mut parameters: Vec<Ident> = Vec::new();
    let mut bounds: Vec<TokenStream> = Vec::new();
    let mut handlers: Vec<TokenStream> = Vec::new();
    for (index, event) in model.events.iter().enumerate() {
        if event.ignored {
            handlers.push(quote!(::core::option::Option::None));
            continue;
        }
        let parameter = format_ident!("__WebhookM{index}");
        let marker = marker(event.member.variant);
        let bound = quote!(#p::Handles<#marker, #parameter>);
        handlers.push(quote!(::core::option::Option::Some(<Self as #bound>::HANDLER)));
        bounds.push(quote!(Self: #bound));
        parameters.push(parameter);
    }
    quote! {
        impl #ident {
            #[doc(hidden)]
            #[must_use]
            #visibility const fn dispatch_table<#(#parameters),*>() -> #p::DispatchTable<Self>
            where
                #(#bounds,)*
            {
                #p::DispatchTable::new(const { &[#(#handlers),*] })
            }
        }
    }
}
