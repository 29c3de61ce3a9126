//! What `#[derive(EventGroup)]` prints.

mod cloud_events;
mod descriptor;
mod durable;
mod handshake;
mod signature;
mod table;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;

use self::table::payload_alias;
use crate::consts::{Consts, call};
use crate::event_group::model::{Event, Model, Payload};
use crate::spans::{braces, ends};

// const _: () = {
//     const __WEBHOOK_EXPRESSION_0: Expression<'static> = ..;   one for each literal, with its checks
//     const __WEBHOOK_SCHEME: Scheme<'static> = ..;
//     impl EventGroup for WebhooksB { .. }
//     impl UnclaimedGroup for WebhooksB {}                      unless it is `idempotent` or `durable`
//     type __WebhookPayload0 = Order;                           one for each payload type
//     const _: () = { .. };                                     a type for each event, and dispatch_table()
//     submit_group! { .. }                                      where the group has a path
// };
pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let import = &model.paths.import;
    let preset = model.given.preset.as_ref();
    let grammar = if model.given.each.is_some() {
        quote!(__webhook::Expression::parse_beside_each)
    } else if preset.is_some() {
        // Only const code knows whether a sender sends items.
        quote!(__webhook::Expression::parse_in::<{ __WEBHOOK_SENDER.each().is_some() }>)
    } else {
        quote!(__webhook::Expression::parse)
    };
    let mut consts = Consts::new("__WEBHOOK_EXPRESSION", grammar, "/x");
    let sender = preset.map(|preset| signature::expand_sender(model, preset));
    let scheme = model.scheme.as_ref();
    let scheme = scheme.map(|scheme| signature::expand_scheme(model, scheme));
    let descriptor = descriptor::expand(model, &mut consts);
    let consts = &consts.items;
    let group = expand_group(model, &descriptor);
    let aliases = expand_aliases(model);
    let table = table::expand(model, &expand_events(model));
    let submission = (!model.given.path.is_empty()).then(|| expand_submission(model));
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
    let ident = &model.input.ident;
    let delivery = model.signed.then(|| quote!(Verified));
    let delivery = delivery.unwrap_or_else(|| quote!(Unverified));
    let kind = signature::expand_kind(model);
    let events = model.events.iter().enumerate();
    let names = sorted(model, |event| event.member.name.clone());
    let variants = sorted(model, |event| event.member.variant.unraw().to_string());
    let stays = model.given.idempotent.is_none() && model.given.durable.is_none();
    let unclaimed = stays.then(|| {
        quote! {
            #[automatically_derived]
            impl __webhook::UnclaimedGroup for #ident {}
        }
    });
    let arms = events.map(|(index, event)| {
        let variant = event.member.variant;
        let Some(payload) = event.payload.map(payload_alias) else {
            return quote!(#index => __webhook_payload.none().map(|()| Self::#variant),);
        };
        quote!(#index => __webhook::parse::<Self, #payload>(__webhook_payload, Self::#variant),)
    });
    // Reads every variant's payload, because rustc warns of fields that are never read. The last arm is for variants of
    // the wrong form, and otherwise unreachable.
    let reads = model.events.iter().map(|event| {
        let variant = event.member.variant;
        event.payload.map_or_else(
            || quote!(Self::#variant => (),),
            |_| quote!(Self::#variant(__webhook_payload) => _ = __webhook_payload,),
        )
    });
    quote! {
        #[automatically_derived]
        impl __webhook::EventGroup for #ident {
            type Kind = #kind;
            type Delivery = __webhook::#delivery<__webhook::Delivery>;
            const DESCRIPTOR: &'static __webhook::Descriptor = &#descriptor;
            const __NAMES: &'static [(&'static str, usize)] = #names;
            const __VARIANTS: &'static [(&'static str, usize)] = #variants;
            fn __plan() -> &'static __webhook::Plan {
                static __WEBHOOK_PLAN: __webhook::PlanCell<__webhook::Plan> = __webhook::PlanCell::new();
                __WEBHOOK_PLAN.get_or_init(__webhook::plan_of::<#ident>)
            }
            #[allow(unreachable_patterns)]
            fn __parse(
                __webhook_index: usize,
                __webhook_payload: __webhook::Payload<'_>,
            ) -> ::core::result::Result<Self, __webhook::PayloadError> {
                _ = |__webhook_event: &Self| match __webhook_event {
                    #(#reads)*
                    _ => (),
                };
                match __webhook_index {
                    #(#arms)*
                    _ => __webhook::Err(__webhook_payload.no_such_event()),
                }
            }
        }
        #unclaimed
    }
}

/// The events' names of one kind and their indexes, sorted by name.
fn sorted(model: &Model<'_>, name: fn(&Event<'_>) -> String) -> TokenStream {
    let events = model.events.iter().enumerate();
    let mut names: Vec<_> = events.map(|(index, event)| (name(event), index)).collect();
    names.sort_unstable();
    let names = names.iter().map(|(name, index)| quote!((#name, #index)));
    quote!(&[#(#names),*])
}

/// Aliases of the payload types, for blocks where a name of ours could hide a name of the user's. rustc also reports
/// more about an unknown name in the header of an impl.
fn expand_aliases(model: &Model<'_>) -> TokenStream {
    let names = (0..model.payloads.len()).map(payload_alias);
    let types = model.payloads.iter().map(|payload| payload.ty);
    quote!(#(type #names = #types;)*)
}

/// The impls that allow handlers of the group to take each payload type and each fallback. The markers of the events
/// must be in scope.
fn expand_events(model: &Model<'_>) -> TokenStream {
    let mut output = TokenStream::new();
    for (number, Payload { ty, indexes }) in model.payloads.iter().enumerate() {
        let mut members = model.members(indexes);
        let only = members.next().filter(|_| members.next().is_none());
        let marker = only.map_or_else(|| quote!(()), |only| only.variant.to_token_stream());
        let take = expand_take(model, indexes);
        let form = call("or_form", descriptor::is_pairs(model));
        let mut alias = payload_alias(number);
        // If the type is not a payload, the caret is there.
        alias.set_span(ends(ty).0);
        let input = quote!(payload_input::<__WebhookGroup, #alias>(&[#(#indexes),*]) #take #form);
        output.extend(event_of(&quote!(#alias), &marker, &input));
    }
    let mut fallback = |ty: &TokenStream, index: &str, take: &str| {
        let (index, take) = (format_ident!("{index}"), format_ident!("{take}"));
        let input = quote!(EventInput::#take());
        let event_of = event_of(ty, &quote!(()), &input);
        output.extend(quote! {
            impl __webhook::EventAt<{ __webhook::#index }> for __WebhookGroup {
                type Marker = ();
            }
            #event_of
        });
    };
    fallback(&quote!(__WebhookGroup), "GROUP", "event");
    fallback(&quote!(__webhook::UnknownEvent), "UNKNOWN", "unknown");
    if model.signed {
        let ty = quote!(__webhook::SignatureVerificationFailure);
        fallback(&ty, "SIGNATURE_FAILURE", "signature_failure");
    }
    output
}

/// How to take the payload out of an event. Events without values and conditions are recognised by parsing them.
fn expand_take(model: &Model<'_>, indexes: &[usize]) -> Option<TokenStream> {
    let mut members = model.members(indexes);
    if !members.any(|member| member.rule.is_structural()) {
        return None;
    }
    let variants = model.members(indexes).map(|member| member.variant);
    let rest = (indexes.len() < model.events.len()).then(|| quote!(_ => __webhook::None,));
    Some(quote! {
        .taken_by(|__webhook_event| match __webhook_event {
            #(__WebhookGroup::#variants(__webhook_payload))|* => __webhook::Some(__webhook_payload),
            #rest
        })
    })
}

/// The impl that allows handlers of the event `marker` to take `ty`, which `input` makes.
fn event_of(ty: &TokenStream, marker: &TokenStream, input: &TokenStream) -> TokenStream {
    let body = quote! {
        type Marker = #marker;
        const INPUT: __webhook::EventInput<__WebhookGroup, Self> = __webhook::#input;
    };
    // If one payload type is written in two ways, the carets are at both.
    let span = ends(ty).0;
    let body = braces(body, span);
    let open = quote_spanned!(span=> impl);
    quote!(#open __webhook::EventOf<__WebhookGroup> for #ty #body)
}

fn expand_submission(model: &Model<'_>) -> TokenStream {
    let ident = &model.input.ident;
    let record = format_ident!("{}", if model.signed { "signed" } else { "unsigned" });
    quote!(__webhook::submit_group! { __webhook::GroupRecord::#record::<#ident>() })
}
