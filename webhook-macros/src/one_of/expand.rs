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
    let (import, p, ident) = (&model.paths.import, &model.paths.private, model.ident);
    let mut consts = Consts::new(&model.paths, quote!(#p::rules::body_pointer));
    let discriminator: Vec<Ident> = model
        .discriminator
        .iter()
        .map(|literal| consts.expression(literal))
        .collect();
    let descriptors: Vec<TokenStream> = model
        .members
        .iter()
        .map(|member| consts.descriptor(member))
        .collect();
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
            const __WEBHOOK_DISCRIMINATOR: &'static [#p::Expression<'static>] = &[#(#discriminator),*];
            const __WEBHOOK_MEMBERS: &'static [#p::EventDescriptor] = &[#(#descriptors),*];
            static __WEBHOOK_PLAN: #p::PlanCell<#p::OneOfPlan> = #p::PlanCell::new();

            #[automatically_derived]
            impl<'de> #p::serde::Deserialize<'de> for #ident {
                fn deserialize<__WebhookD: #p::serde::Deserializer<'de>>(
                    __webhook_deserializer: __WebhookD,
                ) -> ::core::result::Result<Self, __WebhookD::Error> {
                    let __webhook_plan = __WEBHOOK_PLAN
                        .get_or_init(|| #p::OneOfPlan::new(#name, __WEBHOOK_DISCRIMINATOR, __WEBHOOK_MEMBERS));
                    __webhook_plan.deserialize(
                        __webhook_deserializer,
                        |__webhook_index, __webhook_payload| match __webhook_index {
                            #(#arms)*
                            _ => #p::Err(__webhook_payload.no_such_event()),
                        },
                    )
                }
            }
        };
    }
}
