//! What `#[derive(EventGroup)]` prints.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::model::{Carrier, Event, Model, Payload, Reply, Scheme};
use crate::consts::{Consts, check, parsed};

// const _: () = {
//     const __WEBHOOK_EXPRESSION_0: Expression<'static> = ..;   one for each literal, with its checks
//     const __WEBHOOK_SCHEME: Scheme<'static> = ..;
//     impl EventGroup for WebhooksB { .. }
//     impl EventAt<0> for WebhooksB { .. }                      one for each event and each fallback
//     impl HasEvent<Order> for WebhooksB { .. }                 one for each payload type and each fallback
//     submit_group! { .. }                                      where the group has a path
// };
pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let p = &model.paths.private;
    let mut consts = Consts::new(&model.paths, quote!(#p::Expression::parse));
    let scheme = model.scheme.as_ref().map(|scheme| expand_scheme(model, scheme));
    let descriptor = expand_descriptor(model, &mut consts);
    let consts = &consts.items;
    let parsers = expand_parsers(model);
    let group = expand_group(model, &descriptor);
    let events = expand_events(model);
    let fallbacks = expand_fallbacks(model);
    let submission = (!model.path.is_empty()).then(|| expand_submission(model));
    quote! {
        const _: () = {
            #scheme
            #consts
            #parsers
            #group
            #events
            #fallbacks
            #submission
        };
    }
}

fn expand_scheme(model: &Model<'_>, scheme: &Scheme) -> TokenStream {
    let p = &model.paths.private;
    let mut items = TokenStream::new();
    let algorithm = variant(scheme.algorithm.variant);
    let carrier = match &scheme.carrier {
        Carrier::Header(name) => {
            items.extend(check(name.span(), &quote!(#p::rules::header_name(#name))));
            quote!(Header(#name))
        }
        Carrier::Query(name) => {
            items.extend(check(name.span(), &quote!(#p::rules::query_name(#name))));
            quote!(Query(#name))
        }
    };
    let mut value = quote!(#p::Scheme::new(#p::Algorithm::#algorithm, #p::Carrier::#carrier));
    if let Some(encoding) = &scheme.encoding {
        let encoding = variant(encoding.variant);
        value.extend(quote!(.with_encoding(#p::Encoding::#encoding)));
    }
    if let Some(template) = &scheme.value {
        let name = format_ident!("__WEBHOOK_VALUE");
        let (ty, parse) = (quote!(#p::ValueTemplate<'static>), quote!(#p::ValueTemplate::parse));
        items.extend(parsed(&name, &ty, &parse, template, "{digest}"));
        value.extend(quote!(.with_value(#name)));
    }
    if let Some(template) = &scheme.message {
        let name = format_ident!("__WEBHOOK_MESSAGE");
        let (ty, parse) = (quote!(#p::Template<'static>), quote!(#p::Template::parse));
        items.extend(parsed(&name, &ty, &parse, template, "{$request.body}"));
        value.extend(quote!(.with_message(#name)));
    }
    if let Some(missing) = &scheme.missing {
        let missing = variant(missing.variant);
        value.extend(quote!(.with_missing(#p::Missing::#missing)));
    }
    let fits = check(scheme.algorithm.span, &quote!(#p::rules::algorithm_fits(&__WEBHOOK_SCHEME)));
    let body = if let Some(flag) = &model.danger_unsigned_body {
        check(flag.span(), &quote!(#p::rules::body_danger_is_needed(&__WEBHOOK_SCHEME)))
    } else {
        let span = scheme.message.as_ref().map_or_else(|| scheme.key.span(), syn::LitStr::span);
        let group = model.ident.to_string();
        check(span, &quote!(#p::rules::body_is_signed(#group, &__WEBHOOK_SCHEME)))
    };
    let parts = scheme.message.as_ref().map(|message| {
        check(message.span(), &quote!(#p::rules::parts_are_separated(&__WEBHOOK_SCHEME)))
    });
    quote! {
        #items
        const __WEBHOOK_SCHEME: #p::Scheme<'static> = #value;
        #fits
        #parts
        #body
    }
}

fn expand_descriptor(model: &Model<'_>, consts: &mut Consts<'_>) -> TokenStream {
    let p = &model.paths.private;
    let name = &model.name;
    let mut descriptor = quote!(#p::Descriptor::new(#name, __WEBHOOK_EVENTS));
    if !model.path.is_empty() {
        let paths = &model.path;
        descriptor.extend(quote!(.with_paths(&[#(#paths),*])));
    }
    if model.scheme.is_some() {
        descriptor.extend(quote!(.with_scheme(__WEBHOOK_SCHEME)));
    }
    if let Some(variable) = &model.secret_env {
        descriptor.extend(quote!(.with_secret_env(#variable)));
    }
    if !model.discriminator.is_empty() {
        let expressions: Vec<Ident> = model.discriminator.iter().map(|literal| consts.expression(literal)).collect();
        descriptor.extend(quote!(.with_discriminator(&[#(#expressions),*])));
    }
    let events: Vec<TokenStream> = model.events.iter().map(|event| expand_event(event, consts)).collect();
    if model.scheme.is_some() {
        let rules = discriminator_rules(model, consts);
        consts.items.extend(rules);
    }
    consts.items.extend(quote!(const __WEBHOOK_EVENTS: &'static [#p::EventDescriptor] = &[#(#events),*];));
    if let Some(pointer) = &model.payload {
        consts.items.extend(check(pointer.span(), &quote!(#p::rules::pointer(#pointer))));
        descriptor.extend(quote!(.with_payload(#pointer)));
    }
    if let Some(each) = &model.each {
        if !each.value().is_empty() {
            consts.items.extend(check(each.span(), &quote!(#p::rules::pointer(#each))));
        }
        descriptor.extend(quote!(.with_each(#each)));
    }
    if let Some(form) = &model.body {
        let kind = form.field.as_ref().map_or_else(|| quote!(Form), |field| quote!(FormField(#field)));
        descriptor.extend(quote!(.with_body(#p::BodyKind::#kind)));
    }
    if let Some(id) = &model.id {
        let id = consts.expression(id);
        descriptor.extend(quote!(.with_id(#id)));
    }
    descriptor.extend(expand_replies(&model.paths.private, &model.replies));
    if model.accept_unhandled {
        descriptor.extend(quote!(.with_unhandled_accepted()));
    }
    if let Some(bytes) = model.max_body {
        descriptor.extend(quote!(.with_max_body(#bytes)));
    }
    if model.any_media_type {
        descriptor.extend(quote!(.with_any_media_type()));
    }
    if let Some(deadline) = model.deadline {
        let milliseconds = u64::try_from(deadline.as_millis()).unwrap_or(u64::MAX);
        descriptor.extend(quote!(.with_deadline(::core::time::Duration::from_millis(#milliseconds))));
    }
    descriptor
}

fn expand_event(event: &Event<'_>, consts: &mut Consts<'_>) -> TokenStream {
    let mut descriptor = consts.descriptor(&event.member);
    if event.ignored {
        descriptor.extend(quote!(.with_ignored()));
    }
    descriptor.extend(expand_replies(consts.private(), &event.replies));
    descriptor
}

fn expand_replies(p: &TokenStream, replies: &[Reply]) -> Option<TokenStream> {
    let keys = replies.iter().map(|reply| format_ident!("with_{}", reply.key));
    let statuses = replies.iter().map(|reply| reply.status);
    (!replies.is_empty()).then(|| quote!(.with_replies(#p::Replies::new() #(.#keys(#statuses))*)))
}

/// Checks that what says which event a delivery is, which is every expression so far, is signed.
fn discriminator_rules(model: &Model<'_>, consts: &Consts<'_>) -> TokenStream {
    let p = &model.paths.private;
    let names = consts.expressions.iter().map(|(_, name)| name);
    if let Some(flag) = &model.danger_unsigned_discriminator {
        let call = quote!(#p::rules::discriminator_danger_is_needed(&__WEBHOOK_SCHEME, &[#(#names),*]));
        return check(flag.span(), &call);
    }
    (consts.expressions.iter())
        .map(|(literal, name)| {
            check(literal.span(), &quote!(#p::rules::discriminator_is_signed(&__WEBHOOK_SCHEME, #name)))
        })
        .collect()
}

fn expand_group(model: &Model<'_>, descriptor: &TokenStream) -> TokenStream {
    let (root, p, ident) = (&model.paths.root, &model.paths.private, model.ident);
    let delivery = if model.signed { quote!(Verified) } else { quote!(Unverified) };
    let mut names: Vec<(&str, usize)> =
        model.events.iter().enumerate().map(|(index, event)| (event.member.name.as_str(), index)).collect();
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
                static __WEBHOOK_PLAN: #p::OnceLock<#p::Plan> = #p::OnceLock::new();
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
    let (p, ident) = (&model.paths.private, model.ident);
    let units = model.events.iter().enumerate().filter(|(_, event)| event.payload.is_none());
    let mut output: TokenStream = units
        .map(|(index, _)| event_at(model, &quote!(#index), &quote!(()), &quote!(__webhook_call.no_payload())))
        .collect();
    for (number, Payload { ty, indexes }) in model.payloads.iter().enumerate() {
        let Some((first, others)) = indexes.split_first() else { continue };
        let parser = parser(number);
        let variants = model.members(indexes).map(|member| member.variant);
        let rest = (indexes.len() < model.events.len()).then(|| quote!(_ => ::core::option::Option::None,));
        let input = quote! {
            __webhook_call.payload(#parser, |__webhook_event| match __webhook_event {
                #(Self::#variants(__webhook_payload))|* => ::core::option::Option::Some(__webhook_payload),
                #rest
            })
        };
        output.extend(event_at(model, &quote!(#first), &quote!(#ty), &input));
        // One match for all events of a payload: one for each would make the expansion grow with the square.
        let again = quote!(<Self as #p::EventAt<#first>>::__input(__webhook_call));
        for other in others {
            output.extend(event_at(model, &quote!(#other), &quote!(#ty), &again));
        }
        output.extend(quote! {
            #[automatically_derived]
            impl #p::HasEvent<#ty> for #ident {
                const INDEXES: &'static [usize] = &[#(#indexes),*];
            }
        });
    }
    output
}

fn expand_fallbacks(model: &Model<'_>) -> TokenStream {
    let (p, ident) = (&model.paths.private, model.ident);
    let mut fallbacks = vec![
        (quote!(#p::GROUP), quote!(#ident), quote!(event)),
        (quote!(#p::UNKNOWN), quote!(#p::UnknownEvent), quote!(unknown)),
    ];
    if model.signed {
        let failure = quote!(#p::SignatureVerificationFailure);
        fallbacks.push((quote!(#p::SIGNATURE_FAILURE), failure, quote!(signature_failure)));
    }
    let mut output = TokenStream::new();
    for (index, ty, take) in fallbacks {
        output.extend(event_at(model, &quote!({ #index }), &ty, &quote!(__webhook_call.#take())));
        output.extend(quote! {
            #[automatically_derived]
            impl #p::HasEvent<#ty> for #ident {
                const INDEXES: &'static [usize] = &[#index];
            }
        });
    }
    output
}

fn event_at(model: &Model<'_>, index: &TokenStream, payload: &TokenStream, input: &TokenStream) -> TokenStream {
    let (p, ident) = (&model.paths.private, model.ident);
    quote! {
        #[automatically_derived]
        impl #p::EventAt<#index> for #ident {
            type Payload = #payload;
            fn __input(
                __webhook_call: &mut #p::Call<'_, Self>,
            ) -> ::core::result::Result<Self::Payload, #p::Outcome> {
                #input
            }
        }
    }
}

fn expand_submission(model: &Model<'_>) -> TokenStream {
    let (root, p, ident) = (&model.paths.root, &model.paths.private, model.ident);
    let record = if model.signed { quote!(signed) } else { quote!(unsigned) };
    quote!(#root::submit_group! { #p::GroupRecord::#record::<#ident>() })
}

fn variant(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}
