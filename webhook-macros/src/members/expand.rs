//! What `#[derive(Members)]` prints.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::model::{Member, Model};

// A pattern and two short expressions for each member, because rustc checks each: what reads them is in the core.
//
// const _: () = {
//     impl Members for Order {
//         const KEYS: &'static [&'static str] = &["id", ..];
//         fn index(key: &str) -> usize { match key { "id" => 0, .., _ => 2 } }
//         fn missing() -> Self { Self { id: missing_member(), .. } }
//         fn read<R: MemberReader>(&mut self, index: usize, reader: R) -> R::Done {
//             match index { 0 => MemberReader::read(reader, &mut self.id), .. }
//         }
//     }
//     impl<'de> Deserialize<'de> for Order { .. }
// };
pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let (import, ident, denies_others) = (&model.paths.import, model.ident, model.denies_others);
    let name = ident.to_string();
    let keys = model.members.iter().map(|member| &member.key);
    let count = model.members.len();
    let indexes = model.members.iter().enumerate().map(|(index, member)| {
        let key = &member.key;
        quote!(#key => #index,)
    });
    let missing = model.members.iter().map(|member| {
        let (field, span) = (member.field, at_type(member));
        let missing = quote_spanned!(span=> __webhook::missing_member());
        quote!(#field: #missing,)
    });
    let read = model.members.iter().enumerate().map(|(index, member)| {
        let (mut field, span) = (member.field.clone(), at_type(member));
        field.set_span(field.span().located_at(span));
        let member = quote_spanned!(span=> &mut self.#field);
        quote!(#index => __webhook::MemberReader::read(__webhook_reader, #member),)
    });
    quote! {
        const _: () = {
            #import

            #[automatically_derived]
            impl __webhook::Members for #ident {
                const NAME: &'static str = #name;
                const KEYS: &'static [&'static str] = &[#(#keys),*];
                const DENIES_OTHERS: bool = #denies_others;

                fn index(__webhook_key: &str) -> usize {
                    match __webhook_key {
                        #(#indexes)*
                        _ => #count,
                    }
                }

                fn missing() -> Self {
                    Self { #(#missing)* }
                }

                fn read<__WebhookR: __webhook::MemberReader>(
                    &mut self,
                    __webhook_index: usize,
                    __webhook_reader: __WebhookR,
                ) -> __WebhookR::Done {
                    match __webhook_index {
                        #(#read)*
                        _ => __webhook::MemberReader::skip(__webhook_reader),
                    }
                }
            }

            #[automatically_derived]
            impl<'de> __webhook::serde::Deserialize<'de> for #ident {
                fn deserialize<__WebhookD: __webhook::serde::Deserializer<'de>>(
                    __webhook_deserializer: __WebhookD,
                ) -> ::core::result::Result<Self, __WebhookD::Error> {
                    __webhook::deserialize_members(__webhook_deserializer)
                }
            }
        };
    }
}

/// Where the errors about the type of a member point. The names there are still those of generated code.
fn at_type(member: &Member<'_>) -> Span {
    Span::call_site().located_at(member.ty.span())
}
