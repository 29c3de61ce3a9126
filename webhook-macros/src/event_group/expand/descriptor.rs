//! The consts `__WEBHOOK_SCHEME` and `DESCRIPTOR`, and the checks of what they say.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use crate::consts::{Consts, check, parsed};
use crate::event_group::model::{Carrier, Event, Model, Reply, Scheme};

pub(super) fn expand_scheme(model: &Model<'_>, scheme: &Scheme) -> TokenStream {
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
        let (ty, parse) = (
            quote!(#p::ValueTemplate<'static>),
            quote!(#p::ValueTemplate::parse),
        );
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
    let message_span = scheme.message.as_ref().map(syn::LitStr::span);
    let fits = check(
        message_span.unwrap_or(scheme.algorithm.span),
        &quote!(#p::rules::algorithm_fits(&__WEBHOOK_SCHEME)),
    );
    let body = if let Some(flag) = &model.danger_unsigned_body {
        check(
            flag.span(),
            &quote!(#p::rules::body_danger_is_needed(&__WEBHOOK_SCHEME)),
        )
    } else {
        let group = &model.name;
        check(
            message_span.unwrap_or_else(|| scheme.key.span()),
            &quote!(#p::rules::body_is_signed(#group, &__WEBHOOK_SCHEME)),
        )
    };
    let parts = message_span.map(|span| {
        check(
            span,
            &quote!(#p::rules::parts_are_separated(&__WEBHOOK_SCHEME)),
        )
    });
    quote! {
        #items
        const __WEBHOOK_SCHEME: #p::Scheme<'static> = #value;
        #fits
        #parts
        #body
    }
}

pub(super) fn expand_descriptor(model: &Model<'_>, consts: &mut Consts<'_>) -> TokenStream {
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
        let expressions: Vec<Ident> = model
            .discriminator
            .iter()
            .map(|literal| consts.expression(literal))
            .collect();
        descriptor.extend(quote!(.with_discriminator(&[#(#expressions),*])));
    }
    let events: Vec<TokenStream> = model
        .events
        .iter()
        .map(|event| expand_event(event, consts))
        .collect();
    if model.scheme.is_some() {
        let rules = discriminator_rules(model, consts);
        consts.items.extend(rules);
    }
    consts
        .items
        .extend(quote!(const __WEBHOOK_EVENTS: &'static [#p::EventDescriptor] = &[#(#events),*];));
    if let Some(pointer) = &model.payload {
        consts
            .items
            .extend(check(pointer.span(), &quote!(#p::rules::pointer(#pointer))));
        descriptor.extend(quote!(.with_payload(#pointer)));
    }
    if let Some(each) = &model.each {
        if !each.value().is_empty() {
            let rule = quote!(#p::rules::pointer(#each));
            consts.items.extend(check(each.span(), &rule));
        }
        descriptor.extend(quote!(.with_each(#each)));
    }
    if let Some(form) = &model.body {
        let kind = form
            .field
            .as_ref()
            .map_or_else(|| quote!(Form), |field| quote!(FormField(#field)));
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
        descriptor
            .extend(quote!(.with_deadline(::core::time::Duration::from_millis(#milliseconds))));
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
    let keys = replies
        .iter()
        .map(|reply| format_ident!("with_{}", reply.key));
    let statuses = replies.iter().map(|reply| reply.status);
    (!replies.is_empty()).then(|| quote!(.with_replies(#p::Replies::new() #(.#keys(#statuses))*)))
}

/// Checks that what says which event a delivery is, which is every expression so far, is signed.
fn discriminator_rules(model: &Model<'_>, consts: &Consts<'_>) -> TokenStream {
    let p = &model.paths.private;
    let names = consts.expressions.iter().map(|(_, name)| name);
    if let Some(flag) = &model.danger_unsigned_discriminator {
        let call =
            quote!(#p::rules::discriminator_danger_is_needed(&__WEBHOOK_SCHEME, &[#(#names),*]));
        return check(flag.span(), &call);
    }
    (consts.expressions.iter())
        .map(|(literal, name)| {
            check(
                literal.span(),
                &quote!(#p::rules::discriminator_is_signed(&__WEBHOOK_SCHEME, #name)),
            )
        })
        .collect()
}

fn variant(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}
