//! What `#[derive(EventGroup)]` prints.

mod descriptor;
mod table;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::model::{Model, Payload};
use crate::consts::{Consts, braces, ends};

// const _: () = {
//     const __WEBHOOK_EXPRESSION_0: Expression<'static> = ..;   one for each literal, with its checks
//     const __WEBHOOK_SCHEME: Scheme<'static> = ..;
//     impl EventGroup for WebhooksB { .. }
//     impl HasEvent<Order> for WebhooksB { .. }                 one for each payload type and each fallback
//     const _: () = { .. };                                     a type for each event, and dispatch_table()
//     submit_group! { .. }                                      where the group has a path
// };
pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let (import, p) = (&model.paths.import, &model.paths.private);
    let mut consts = Consts::new(&model.paths, quote!(#p::Expression::parse));
    let sender = (model.preset.as_ref()).map(|preset| descriptor::expand_sender(model, preset));
    let scheme = model
        .scheme
        .as_ref()
        .map(|scheme| descriptor::expand_scheme(model, scheme));
    let descriptor = descriptor::expand_descriptor(model, &mut consts);
    let consts = &consts.items;
    let parsers = expand_parsers(model);
    let group = expand_group(model, &descriptor);
    let events = expand_events(model);
    let table = table::expand(model);
    let submission = (!model.path.is_empty()).then(|| expand_submission(model));
    quote! {
        const _: () = {
            #import
            #sender
            #scheme
            #consts
            #parsers
            #group
            #events
            #table
            #submission
        };
    }
}

fn expand_group(model: &Model<'_>, descriptor: &TokenStream) -> TokenStream {
    let (root, p, ident) = (&model.paths.root, &model.paths.private, model.ident);
    let delivery = if model.signed {
        quote!(Verified)
    } else {
        quote!(Unverified)
    };
    let mut names: Vec<(&str, usize)> = model
        .events
        .iter()
        .enumerate()
        .map(|(index, event)| (event.member.name.as_str(), index))
        .collect();
    names.sort_unstable();
    let names = names.iter().map(|(name, index)| quote!((#name, #index)));
    let arms = model.events.iter().enumerate().map(|(index, event)| {
        let variant = event.member.variant;
        if let Some(parser) = event.payload.map(parser) {
            quote!(#index => #parser(__webhook_payload).map(Self::#variant),)
        } else {
            quote!(#index => __webhook_payload.none().map(|()| Self::#variant),)
        }
    });
    quote! {
        #[automatically_derived]
        impl #root::EventGroup for #ident {
            type Delivery = #p::#delivery<#p::Delivery>;
            const DESCRIPTOR: &'static #p::Descriptor = &#descriptor;
            const __NAMES: &'static [(&'static str, usize)] = &[#(#names),*];
            fn __plan() -> &'static #p::Plan {
                static __WEBHOOK_PLAN: #p::PlanCell<#p::Plan> = #p::PlanCell::new();
                __WEBHOOK_PLAN.get_or_init(|| #p::Plan::new(<#ident as #root::EventGroup>::DESCRIPTOR))
            }
            fn __parse(
                __webhook_index: usize,
                __webhook_payload: #p::Payload<'_>,
            ) -> ::core::result::Result<Self, #p::PayloadError> {
                match __webhook_index {
                    #(#arms)*
                    _ => ::core::result::Result::Err(__webhook_payload.no_such_event()),
                }
            }
        }
    }
}

/// The consts `__WEBHOOK_PARSE_n`, the one place where each payload type is asked to be one.
fn expand_parsers(model: &Model<'_>) -> TokenStream {
    let p = &model.paths.private;
    let parsers = model.payloads.iter().enumerate().map(|(number, payload)| {
        let (name, ty) = (parser(number), payload.ty);
        quote! {
            const #name: fn(#p::Payload<'_>) -> ::core::result::Result<#ty, #p::PayloadError> =
                |__webhook_payload| __webhook_payload.parse::<#ty>();
        }
    });
    parsers.collect()
}

fn parser(number: usize) -> Ident {
    format_ident!("__WEBHOOK_PARSE_{number}")
}

fn expand_events(model: &Model<'_>) -> TokenStream {
    let p = &model.paths.private;
    let mut output = TokenStream::new();
    for (number, Payload { ty, indexes }) in model.payloads.iter().enumerate() {
        let parser = parser(number);
        let variants = model.members(indexes).map(|member| member.variant);
        let rest = (indexes.len() < model.events.len())
            .then(|| quote!(_ => ::core::option::Option::None,));
        let input = quote! {
            __webhook_call.payload(#parser, |__webhook_event| match __webhook_event {
                #(Self::#variants(__webhook_payload))|* => ::core::option::Option::Some(__webhook_payload),
                #rest
            })
        };
        // An alias, because rustc has more to say about an unknown name within an impl's header.
        let alias = format_ident!("__WebhookPayload{number}");
        output.extend(quote!(type #alias = #ty;));
        output.extend(has_event(
            model,
            ends(ty).0,
            &quote!(#alias),
            &quote!(#(#indexes),*),
            &input,
        ));
    }
    let ident = model.ident;
    let mut fallbacks = vec![
        (quote!(#ident), quote!(GROUP), quote!(event)),
        (quote!(#p::UnknownEvent), quote!(UNKNOWN), quote!(unknown)),
    ];
    if model.signed {
        let failure = quote!(#p::SignatureVerificationFailure);
        fallbacks.push((
            failure,
            quote!(SIGNATURE_FAILURE),
            quote!(signature_failure),
        ));
    }
    for (ty, index, take) in fallbacks {
        output.extend(quote! {
            #[automatically_derived]
            impl #p::EventAt<{ #p::#index }> for #ident {
                type Marker = ();
            }
        });
        output.extend(has_event(
            model,
            Span::call_site(),
            &ty,
            &quote!(#p::#index),
            &quote!(__webhook_call.#take()),
        ));
    }
    output
}

fn has_event(
    model: &Model<'_>,
    span: Span,
    ty: &TokenStream,
    indexes: &TokenStream,
    input: &TokenStream,
) -> TokenStream {
    let (p, ident) = (&model.paths.private, model.ident);
    let body = quote! {
        const INDEXES: &'static [usize] = &[#indexes];
        fn input(
            __webhook_call: &mut #p::Call<'_, Self>,
        ) -> ::core::result::Result<#ty, #p::Outcome> {
            #input
        }
    };
    // Where one payload is written in two ways, the carets are at the two.
    let body = braces(body, span);
    let open = quote_spanned!(span=> impl);
    quote! {
        #[automatically_derived]
        #open #p::HasEvent<#ty> for #ident #body
    }
}

fn expand_submission(model: &Model<'_>) -> TokenStream {
    let (root, p, ident) = (&model.paths.root, &model.paths.private, model.ident);
    let record = if model.signed {
        quote!(signed)
    } else {
        quote!(unsigned)
    };
    quote!(#root::submit_group! { #p::GroupRecord::#record::<#ident>() })
}
