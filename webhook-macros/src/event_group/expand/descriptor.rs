//! The consts `__WEBHOOK_SCHEME` and `DESCRIPTOR`, and the checks of what they say.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::LitStr;

use super::signature::{self, preset_path};
use super::{cloud_events, handshake};
use crate::consts::{Consts, check, parsed};
use crate::event_group::model::{Carrier, Event, Model, Reply, Scheme};
use crate::event_group::parse::{Form, Idempotent};
use crate::spans::ends;

pub(super) fn expand_scheme(model: &Model<'_>, scheme: &Scheme) -> TokenStream {
    let p = &model.paths.private;
    let mut items = TokenStream::new();
    let algorithm = scheme
        .algorithm
        .as_ref()
        .map(|algorithm| variant(algorithm.variant));
    let carrier = match &scheme.carrier {
        None => None,
        Some(Carrier::Header(name)) => {
            items.extend(check(name.span(), &quote!(#p::rules::header_name(#name))));
            Some(quote!(Header(#name)))
        }
        Some(Carrier::Query(name)) => {
            items.extend(check(name.span(), &quote!(#p::rules::query_name(#name))));
            Some(quote!(Query(#name)))
        }
        Some(Carrier::Extended) => {
            let carrier = scheme.extended.carrier.as_ref();
            carrier.map(|(_, carrier)| signature::expand_carrier(p, carrier, &mut items))
        }
    };
    let mut value = if let Some(preset) = &scheme.extended.preset {
        let preset = preset_path(preset, &model.paths.presets);
        let algorithm = algorithm.map(|name| quote!(.with_algorithm(#p::Algorithm::#name)));
        let carrier = carrier.map(|carrier| quote!(.with_carrier(#p::Carrier::#carrier)));
        quote!(#preset #algorithm #carrier)
    } else {
        quote!(#p::Scheme::new(#p::Algorithm::#algorithm, #p::Carrier::#carrier))
    };
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
    let mut checks = TokenStream::new();
    signature::expand(&scheme.extended, p, &mut value, &mut items, &mut checks);
    let given_span = scheme.message.as_ref().map(LitStr::span);
    let message_span = given_span.unwrap_or_else(|| scheme.key.span());
    let algorithm_span = scheme
        .algorithm
        .as_ref()
        .map_or_else(|| scheme.key.span(), |algorithm| algorithm.span);
    // What does not fit an algorithm is in the message, where one is given.
    let rules = [
        ("algorithm_fits", given_span.unwrap_or(algorithm_span)),
        ("algorithm_is_available", algorithm_span),
    ];
    for (rule, span) in rules {
        let rule = variant(rule);
        checks.extend(check(span, &quote!(#p::rules::#rule(&__WEBHOOK_SCHEME))));
    }
    checks.extend(check(
        message_span,
        &quote!(#p::rules::fields_are_known(&__WEBHOOK_SCHEME)),
    ));
    if let Some(span) = signature::first_field(&scheme.extended) {
        checks.extend(check(
            span,
            &quote!(#p::rules::fields_are_used(&__WEBHOOK_SCHEME)),
        ));
    }
    let body = expand_body_rule(model, message_span);
    let parts = given_span.map(|span| {
        check(
            span,
            &quote!(#p::rules::parts_are_separated(&__WEBHOOK_SCHEME)),
        )
    });
    quote! {
        #items
        const __WEBHOOK_SCHEME: #p::Scheme<'static> = #value;
        #checks
        #parts
        #body
    }
}

/// The sender that `preset = ..` names, and its scheme where the group has no other.
pub(super) fn expand_sender(model: &Model<'_>, preset: &syn::Path) -> TokenStream {
    let p = &model.paths.private;
    let presets = &model.paths.presets;
    let sender = preset_path(preset, &quote!(#presets::senders));
    let (span, _) = ends(preset);
    let scheme = model.scheme.is_none().then(|| {
        let body = expand_body_rule(model, span);
        quote! {
            const __WEBHOOK_SCHEME: #p::Scheme<'static> = *__WEBHOOK_SENDER.scheme();
            #body
        }
    });
    let most = model
        .events
        .iter()
        .map(|event| event.member.rule.values.len());
    let values = model.discriminator.is_empty().then(|| {
        let most = most.max().unwrap_or_default();
        let values = check(
            span,
            &quote!(#p::rules::sender_has_values(&__WEBHOOK_SENDER, #most)),
        );
        let signed = model.danger_unsigned_discriminator.is_none().then(|| {
            let rule = variant(if model.danger_unsigned_body.is_some() {
                "sender_event_is_signed"
            } else {
                "sender_event_beside_body_is_signed"
            });
            check(
                span,
                &quote!(#p::rules::#rule(&__WEBHOOK_SENDER, &__WEBHOOK_SCHEME)),
            )
        });
        quote!(#values #signed)
    });
    quote! {
        const __WEBHOOK_SENDER: #p::Sender = #sender;
        #values
        #scheme
    }
}

/// Checks that the body is signed, or that the group says it is not.
fn expand_body_rule(model: &Model<'_>, span: Span) -> TokenStream {
    let p = &model.paths.private;
    if let Some(flag) = &model.danger_unsigned_body {
        let call = quote!(#p::rules::body_danger_is_needed(&__WEBHOOK_SCHEME));
        return check(flag.span(), &call);
    }
    let group = &model.name;
    check(
        span,
        &quote!(#p::rules::body_is_signed(#group, &__WEBHOOK_SCHEME)),
    )
}

pub(super) fn expand_descriptor(model: &Model<'_>, consts: &mut Consts<'_>) -> TokenStream {
    let p = &model.paths.private;
    let name = &model.name;
    let mut descriptor = quote!(#p::Descriptor::new(#name, __WEBHOOK_EVENTS));
    if model.preset.is_some() {
        descriptor.extend(quote!(.with_sender(&__WEBHOOK_SENDER)));
    }
    descriptor.extend(model.idempotent.as_ref().map(|by| match by {
        Idempotent::ById => quote!(.with_idempotency()),
        Idempotent::ByDigest => quote!(.with_idempotency_by_digest()),
    }));
    let body = body_kind(model);
    descriptor.extend(handshake::expand(model, &body, &mut consts.items));
    if !model.path.is_empty() {
        let paths = &model.path;
        descriptor.extend(quote!(.with_paths(&[#(#paths),*])));
    }
    if model.scheme.is_some() {
        descriptor.extend(quote!(.with_scheme(__WEBHOOK_SCHEME)));
    }
    if model.danger_unsigned_body.is_some() {
        descriptor.extend(quote!(.with_danger_unsigned_body()));
    }
    // The parts of a message that is given are checked where it is given; how those of a preset go together is its
    // sender's doing.
    let own_message = model
        .scheme
        .as_ref()
        .is_some_and(|scheme| scheme.message.is_some() || scheme.extended.preset.is_none());
    if model.signed && !own_message {
        descriptor.extend(quote!(.with_danger_touching_parts()));
    }
    if model.danger_unsigned_discriminator.is_some() {
        descriptor.extend(quote!(.with_danger_unsigned_discriminator()));
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
    if model.scheme.is_some() || model.preset.is_some() {
        if model.cloud_event.is_some() {
            cloud_events::add_headers(consts);
        }
        let rules = discriminator_rules(model, consts);
        consts.items.extend(rules);
        consts.items.extend(reading_rules(model));
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
    if model.cloud_event.is_some() || model.body.is_some() {
        descriptor.extend(quote!(.with_body(#body)));
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

/// What the body of the group's deliveries is.
fn body_kind(model: &Model<'_>) -> TokenStream {
    let p = &model.paths.private;
    match (&model.cloud_event, &model.body) {
        (Some(_), _) => quote!(#p::BodyKind::CloudEvent),
        (None, Some(Form { field: Some(field) })) => quote!(#p::BodyKind::FormField(#field)),
        (None, Some(Form { field: None })) => quote!(#p::BodyKind::Form),
        (None, None) => quote!(#p::BodyKind::Json),
    }
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
    let names = consts.expressions.iter().map(|(_, name)| {
        let in_item = model.each.is_some();
        if in_item {
            quote!(#p::rules::of_item(#name))
        } else {
            quote!(#name)
        }
    });
    if let Some(flag) = &model.danger_unsigned_discriminator {
        // It lets `CloudEvents` be in both places, whatever is signed.
        if model.cloud_event.is_some() {
            return TokenStream::new();
        }
        let expressions = quote!(&__WEBHOOK_SCHEME, &[#(#names),*]);
        let call = if model.preset.is_some() && model.discriminator.is_empty() {
            quote!(#p::rules::sender_danger_is_needed(&__WEBHOOK_SENDER, #expressions))
        } else {
            quote!(#p::rules::discriminator_danger_is_needed(#expressions))
        };
        return check(flag.span(), &call);
    }
    let rule = variant(if model.danger_unsigned_body.is_some() {
        "discriminator_is_signed"
    } else {
        "discriminator_beside_body_is_signed"
    });
    (consts.expressions.iter().zip(names))
        .map(|((literal, _), name)| {
            check(
                literal.span(),
                &quote!(#p::rules::#rule(&__WEBHOOK_SCHEME, #name)),
            )
        })
        .collect()
}

/// Checks that what chooses how a delivery is read is signed.
fn reading_rules(model: &Model<'_>) -> TokenStream {
    let p = &model.paths.private;
    let mut rules = TokenStream::new();
    let scheme = model.scheme.as_ref();
    let message = scheme.and_then(|scheme| scheme.message.as_ref());
    let said = model.danger_unsigned_discriminator.is_some();
    if let (Some(preset), false) = (model.cloud_event, said) {
        let span = message.map_or(preset, LitStr::span);
        let rule = quote!(#p::rules::mode_is_signed(&__WEBHOOK_SCHEME));
        rules.extend(check(span, &rule));
        rules.extend(model.payload.as_ref().map(|pointer| {
            let rule = quote!(#p::rules::payload_is_signed(&__WEBHOOK_SCHEME, #pointer));
            check(pointer.span(), &rule)
        }));
    }
    let any = match &model.preset {
        _ if model.any_media_type => quote!(true),
        Some(_) => quote!(__WEBHOOK_SENDER.accepts_any_media_type()),
        None => return rules,
    };
    let is_form = matches!(model.body, Some(Form { field: None }));
    let key = scheme.map(|scheme| scheme.key.span());
    let preset = model.preset.as_ref().map(|preset| ends(preset).0);
    let span = preset.or(key).unwrap_or_else(Span::call_site);
    let rule = quote!(#p::rules::form_is_read_as_signed(&__WEBHOOK_SCHEME, #is_form, #any));
    rules.extend(check(span, &rule));
    rules
}

fn variant(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}
