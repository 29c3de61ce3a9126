//! What `#[derive(OneOf)]` prints.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::model::Model;
use crate::consts::Consts;

// const _: () = {
//     const __WEBHOOK_EXPRESSION_0: Expression<'static> = ..;   one for each literal, with its check
//     impl<'de> Deserialize<'de> for Notification { .. }
// };
pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let (import, ident) = (&model.paths.import, model.ident);
    let grammar = quote!(__webhook::rules::body_pointer);
    let mut consts = Consts::new("__WEBHOOK_EXPRESSION", grammar, "/x");
    let discriminator = model.discriminator.iter();
    let discriminator: Vec<Ident> = discriminator.map(|text| consts.expression(text)).collect();
    let members = model.members.iter();
    let descriptors: Vec<_> = members.map(|member| consts.descriptor(member)).collect();
    let consts = consts.items;
    let name = ident.to_string();
    let arms = model.members.iter().enumerate().map(|(index, member)| {
        let (variant, ty) = (member.variant, member.payload);
        quote!(#index => __webhook_payload.parse::<#ty>().map(Self::#variant),)
    });
    quote! {
        const _: () = {
            #import
            #consts
            const __WEBHOOK_DISCRIMINATOR: &'static [__webhook::Expression<'static>] = &[#(#discriminator),*];
            const __WEBHOOK_MEMBERS: &'static [__webhook::EventDescriptor] = &[#(#descriptors),*];
            static __WEBHOOK_PLAN: __webhook::PlanCell<__webhook::OneOfPlan> = __webhook::PlanCell::new();

            #[automatically_derived]
            impl<'de> __webhook::serde::Deserialize<'de> for #ident {
                fn deserialize<__WebhookD: __webhook::serde::Deserializer<'de>>(
                    __webhook_deserializer: __WebhookD,
                ) -> ::core::result::Result<Self, __WebhookD::Error> {
                    let __webhook_plan = __WEBHOOK_PLAN
                        .get_or_init(|| __webhook::OneOfPlan::new(#name, __WEBHOOK_DISCRIMINATOR, __WEBHOOK_MEMBERS));
                    __webhook_plan.deserialize(
                        __webhook_deserializer,
                        |__webhook_index, __webhook_payload| match __webhook_index {
                            #(#arms)*
                            _ => __webhook::Err(__webhook_payload.no_such_event()),
                        },
                    )
                }
            }
        };
    }
}
