//! What `#[derive(EventGroup)]` prints.

mod cloud_events;
mod descriptor;
mod handshake;
mod signature;
mod table;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};

use self::table::payload_alias;
use crate::consts::Consts;
use crate::event_group::model::{Model, Payload};
use crate::spans::{braces, ends};

// const _: () = {
//     const __WEBHOOK_EXPRESSION_0: Expression<'static> = ..;   one for each literal, with its checks
//     const __WEBHOOK_SCHEME: Scheme<'static> = ..;
//     impl EventGroup for WebhooksB { .. }
//     impl UnclaimedGroup for WebhooksB {}                      unless it is `idempotent`
//     type __WebhookPayload0 = Order;                           one for each payload type
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
    let group = expand_group(model, &descriptor);
    let aliases = expand_aliases(model);
    let table = table::expand(model, &expand_events(model));
    let submission = (!model.path.is_empty()).then(|| expand_submission(model));
    quote! {
        const _: () = {
            #import
            #sender
            #scheme
            #consts
            #group
            #aliases
            #table
            #submission
        };
    }
}

fn expand_group(model: &Model<'_>, descriptor: &TokenStream) -> TokenStream {
    let (p, ident) = (&model.paths.private, model.ident);
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
    let unclaimed = model.idempotent.is_none().then(|| {
        quote! {
            #[automatically_derived]
            impl #p::UnclaimedGroup for #ident {}
        }
    });
    let arms = model.events.iter().enumerate().map(|(index, event)| {
        let variant = event.member.variant;
        if let Some(payload) = event.payload.map(payload_alias) {
            quote!(#index => <#payload as #p::EventOf<Self>>::INPUT.parse(__webhook_payload).map(Self::#variant),)
        } else {
            quote!(#index => __webhook_payload.none().map(|()| Self::#variant),)
        }
    });
    // What a variant holds may be for handlers alone, and rustc would call it never read. The arm behind them is for a
    // variant whose form is a mistake, and unreachable where there is none.
    let reads = model.events.iter().map(|event| {
        let variant = event.member.variant;
        if event.payload.is_some() {
            quote!(Self::#variant(__webhook_payload) => _ = __webhook_payload,)
        } else {
            quote!(Self::#variant => (),)
        }
    });
    quote! {
        #[automatically_derived]
        impl #p::EventGroup for #ident {
            type Delivery = #p::#delivery<#p::Delivery>;
            const DESCRIPTOR: &'static #p::Descriptor = &#descriptor;
            const __NAMES: &'static [(&'static str, usize)] = &[#(#names),*];
            fn __plan() -> &'static #p::Plan {
                static __WEBHOOK_PLAN: #p::PlanCell<#p::Plan> = #p::PlanCell::new();
                __WEBHOOK_PLAN.get_or_init(#p::plan_of::<#ident>)
            }
            #[allow(unreachable_patterns)]
            fn __parse(
                __webhook_index: usize,
                __webhook_payload: #p::Payload<'_>,
            ) -> ::core::result::Result<Self, #p::PayloadError> {
                _ = |__webhook_event: &Self| match __webhook_event {
                    #(#reads)*
                    _ => (),
                };
                match __webhook_index {
                    #(#arms)*
                    _ => #p::Err(__webhook_payload.no_such_event()),
                }
            }
        }
        #unclaimed
    }
}

/// Names the payload types, for where a block has names that could be the user's; and because rustc has more to say
/// about an unknown name within an impl's header.
fn expand_aliases(model: &Model<'_>) -> TokenStream {
    let names = (0..model.payloads.len()).map(payload_alias);
    let types = model.payloads.iter().map(|payload| payload.ty);
    quote!(#(type #names = #types;)*)
}

/// Says of each payload type and each fallback that a handler of the group may take it; the markers of the events are
/// in scope.
fn expand_events(model: &Model<'_>) -> TokenStream {
    let p = &model.paths.private;
    let mut output = TokenStream::new();
    for (number, Payload { ty, indexes }) in model.payloads.iter().enumerate() {
        let mut members = model.members(indexes);
        let marker = if let (Some(only), None) = (members.next(), members.next()) {
            only.variant.to_token_stream()
        } else {
            quote!(())
        };
        let take = expand_take(model, indexes);
        let span = ends(ty).0;
        let mut alias = payload_alias(number);
        // Where the type is no payload, the caret is there.
        alias.set_span(span);
        let input = quote!(#p::payload_input::<__WebhookGroup, #alias>(&[#(#indexes),*]) #take);
        output.extend(event_of(model, span, &quote!(#alias), &marker, &input));
    }
    let mut fallbacks = vec![
        (quote!(__WebhookGroup), quote!(GROUP), quote!(event)),
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
            impl #p::EventAt<{ #p::#index }> for __WebhookGroup {
                type Marker = ();
            }
        });
        let input = quote!(#p::EventInput::#take());
        output.extend(event_of(model, Span::call_site(), &ty, &quote!(()), &input));
    }
    output
}

/// How a payload is taken out of an event that recognising parses, which it does where nothing else tells events apart.
fn expand_take(model: &Model<'_>, indexes: &[usize]) -> Option<TokenStream> {
    let p = &model.paths.private;
    let mut members = model.members(indexes);
    if !members.any(|member| member.rule.is_structural()) {
        return None;
    }
    let variants = model.members(indexes).map(|member| member.variant);
    let rest = (indexes.len() < model.events.len()).then(|| quote!(_ => #p::None,));
    Some(quote! {
        .taken_by(|__webhook_event| match __webhook_event {
            #(__WebhookGroup::#variants(__webhook_payload))|* => #p::Some(__webhook_payload),
            #rest
        })
    })
}

fn event_of(
    model: &Model<'_>,
    span: Span,
    ty: &TokenStream,
    marker: &TokenStream,
    input: &TokenStream,
) -> TokenStream {
    let p = &model.paths.private;
    let body = quote! {
        type Marker = #marker;
        const INPUT: #p::EventInput<__WebhookGroup, Self> = #input;
    };
    // Where one payload is written in two ways, the carets are at the two.
    let body = braces(body, span);
    let open = quote_spanned!(span=> impl);
    quote!(#open #p::EventOf<__WebhookGroup> for #ty #body)
}

fn expand_submission(model: &Model<'_>) -> TokenStream {
    let (p, ident) = (&model.paths.private, model.ident);
    let record = if model.signed {
        quote!(signed)
    } else {
        quote!(unsigned)
    };
    quote!(#p::submit_group! { #p::GroupRecord::#record::<#ident>() })
}
