//! The group's `DESCRIPTOR`, and the checks of what it says.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote};

use super::{cloud_events, durable, handshake};
use crate::consts::{Consts, call, call_if, call_list, check_literal, check_rule, duration};
use crate::event_group::model::{Decode, Model};
use crate::event_group::parse::{BodyWord, Idempotent};
use crate::spans::ends;

pub(super) fn expand(model: &Model<'_>, consts: &mut Consts) -> TokenStream {
    let given = &model.given;
    let body = body_kind(model);
    consts.items.extend(arrival_rules(model, &body));
    let handshakes = handshake::expand(model, &body, consts);
    let expressions = given.discriminator.iter();
    let discriminator: Vec<Ident> = expressions.map(|text| consts.expression(text)).collect();
    let events = model.events.iter();
    let events = events.map(|event| {
        let descriptor = consts.descriptor(&event.member);
        let ignored = call_if("with_ignored", event.ignored);
        let replies = expand_replies(&event.replies);
        quote!(#descriptor #ignored #replies)
    });
    let events: Vec<_> = events.collect();
    if model.has_scheme() {
        if model.cloud_event.is_some() {
            cloud_events::add_headers(consts);
        }
        let rules = discriminator_rules(model, &body, consts);
        consts.items.extend(rules);
        consts.items.extend(reading_rules(model));
    }
    let ty = quote!(&'static [__webhook::EventDescriptor]);
    let items = &mut consts.items;
    items.extend(quote!(const __WEBHOOK_EVENTS: #ty = &[#(#events),*];));
    let each = given.each.iter().filter(|each| !each.value().is_empty());
    let pointers = given.payload.iter().chain(each);
    items.extend(pointers.map(|pointer| check_literal("pointer", pointer)));
    let id = given.id.as_ref().map(|id| consts.expression(id));
    let sender = given.preset.as_ref().map(|_| quote!(&__WEBHOOK_SENDER));
    let scheme = model.scheme.as_ref().map(|_| quote!(__WEBHOOK_SCHEME));
    let unsigned_body = given.danger_unsigned_body.is_some();
    let unsigned_discriminator = given.danger_unsigned_discriminator.is_some();
    let touching_parts = given.danger_touching_parts.is_some();
    let variable = given.secret_env.as_ref().map(|(_, name)| name);
    let other_body = model.cloud_event.is_some() || given.body.is_some();
    let deadline = given.deadline.map(duration);
    let durable = durable::expand(model, &mut consts.items);
    if let Some(Idempotent::ById(key)) = &given.idempotent
        && given.id.is_none()
        && given.preset.is_some()
    {
        let sender = quote!(&__WEBHOOK_SENDER);
        let check = check_rule(key.span(), "idempotent_sender_has_id", &sender);
        consts.items.extend(check);
    }
    let calls = [
        call("with_sender", sender),
        match given.idempotent {
            Some(Idempotent::ById(_)) => quote!(.with_idempotency()),
            Some(Idempotent::ByDigest) => quote!(.with_idempotency_by_digest()),
            None => TokenStream::new(),
        },
        durable,
        handshakes,
        call_list("with_paths", &given.path),
        call("with_scheme", scheme),
        call_if("with_danger_unsigned_body", unsigned_body),
        call_if("with_danger_touching_parts", touching_parts),
        call_if("with_danger_unsigned_discriminator", unsigned_discriminator),
        call("with_secret_env", variable),
        call_list("with_discriminator", &discriminator),
        call("with_payload", given.payload.as_ref()),
        call("with_each", given.each.as_ref()),
        call("with_body", other_body.then_some(body)),
        call("with_gzip", model.decode.map(gzip)),
        call("with_id", id),
        expand_replies(&given.replies),
        call_if("with_unhandled_accepted", given.unhandled.is_some()),
        call("with_max_body", given.max_body),
        call_if("with_any_media_type", given.media_type.is_some()),
        call("with_deadline", deadline),
    ];
    let name = &model.name;
    quote!(__webhook::Descriptor::new(#name, __WEBHOOK_EVENTS) #(#calls)*)
}

/// The kind of body that the group's deliveries have.
fn body_kind(model: &Model<'_>) -> TokenStream {
    let form = model.given.body.as_ref();
    let form = form.map(|(_, form)| (form.word, &form.field));
    match (model.cloud_event, form) {
        (Some(_), _) => quote!(__webhook::BodyKind::CloudEvent),
        (None, Some((BodyWord::Multipart, Some(field)))) => {
            quote!(__webhook::BodyKind::MultipartField(#field))
        }
        (None, Some((_, Some(field)))) => quote!(__webhook::BodyKind::FormField(#field)),
        (None, Some((BodyWord::Form, None))) => quote!(__webhook::BodyKind::Form),
        (None, Some((BodyWord::Multipart, None))) => quote!(__webhook::BodyKind::Multipart),
        (None, Some((BodyWord::Query, None))) => quote!(__webhook::BodyKind::Query),
        (None, None) if model.given.preset.is_some() => quote!(__WEBHOOK_SENDER.body()),
        (None, None) => quote!(__webhook::BodyKind::Json),
    }
}

fn gzip(decode: Decode) -> TokenStream {
    match decode {
        Decode::SignedEncoded => quote!(__webhook::Gzip::SignedEncoded),
        Decode::SignedDecoded => quote!(__webhook::Gzip::SignedDecoded),
    }
}

/// Checks that the program has the features that its deliveries need, and that the group reads what is signed.
fn arrival_rules(model: &Model<'_>, body: &TokenStream) -> TokenStream {
    let given = &model.given;
    let key = given.body.as_ref().map(|(key, _)| key);
    let preset = given.preset.as_ref().map(|preset| ends(preset).0);
    let mut rules = TokenStream::new();
    let Some(span) = key.map(Ident::span).or(preset) else {
        return gzip_rule(model);
    };
    rules.extend(check_rule(span, "is_available", &quote!(#body, false)));
    if model.has_scheme() && !model.takes_known_sender() {
        let arguments = quote!(&__WEBHOOK_SCHEME, #body);
        rules.extend(check_rule(span, "document_is_read_as_signed", &arguments));
        if given.danger_unsigned_discriminator.is_none() {
            let scheme = model.scheme.as_ref();
            let message = scheme.and_then(|scheme| scheme.given.message.as_ref());
            let span = message.map_or(span, |(_, text)| text.span());
            rules.extend(check_rule(span, "parts_are_read_as_signed", &arguments));
        }
    }
    if given.preset.is_some() && given.body.as_ref().is_some_and(|(_, body)| body.is_query()) {
        let arguments = quote!(&__WEBHOOK_SENDER);
        rules.extend(check_rule(span, "sender_sends_pairs", &arguments));
    }
    rules.extend(gzip_rule(model));
    rules
}

fn gzip_rule(model: &Model<'_>) -> TokenStream {
    let json = quote!(__webhook::BodyKind::Json);
    let key = model.given.decode.as_ref().map(|(key, _)| key);
    let rule = key.map(|key| check_rule(key.span(), "is_available", &quote!(#json, true)));
    rule.unwrap_or_default()
}

fn expand_replies(replies: &[(Ident, u16)]) -> TokenStream {
    let calls = replies.iter();
    let calls = calls.map(|(key, status)| call(&format!("with_{key}"), Some(status)));
    let replies = (!replies.is_empty()).then(|| quote!(__webhook::Replies::new() #(#calls)*));
    call("with_replies", replies)
}

/// Checks that what decides the event of a delivery is signed: every expression so far.
fn discriminator_rules(model: &Model<'_>, body: &TokenStream, consts: &Consts) -> TokenStream {
    let given = &model.given;
    let items = given.each.is_some() || given.preset.is_some();
    let query = given.body.as_ref().is_some_and(|(_, body)| body.is_query());
    let in_item = items.then(|| quote!(__webhook::rules::of_item));
    let in_item = if query {
        Some(quote!(__webhook::rules::of_query))
    } else {
        in_item
    };
    let expressions = consts.expressions.iter();
    let expressions = expressions.map(|(literal, name)| match &in_item {
        Some(of_item) => (literal.span(), quote!(#of_item(#name))),
        None => (literal.span(), quote!(#name)),
    });
    if let Some(flag) = &given.danger_unsigned_discriminator {
        // With CloudEvents the flag always has an effect: it accepts events in the body beside headers.
        if model.cloud_event.is_some() {
            return TokenStream::new();
        }
        let names = expressions.map(|(_, name)| name);
        let arguments = quote!(&__WEBHOOK_SCHEME, #body, &[#(#names),*]);
        if given.preset.is_none() || !given.discriminator.is_empty() {
            return check_rule(flag.span(), "group_danger_is_needed", &arguments);
        }
        let arguments = quote!(&__WEBHOOK_SENDER, #arguments);
        return check_rule(flag.span(), "sender_danger_is_needed", &arguments);
    }
    let rule = match given.danger_unsigned_body {
        Some(_) => "discriminator_is_signed",
        None => "discriminator_beside_body_is_signed",
    };
    let check = |(span, name)| check_rule(span, rule, &quote!(&__WEBHOOK_SCHEME, #name));
    expressions.map(check).collect()
}

/// Checks that what decides how a delivery is read is signed.
fn reading_rules(model: &Model<'_>) -> TokenStream {
    let given = &model.given;
    let mut rules = TokenStream::new();
    let scheme = model.scheme.as_ref();
    let message = scheme.and_then(|scheme| scheme.given.message.as_ref());
    if let (Some(preset), None) = (model.cloud_event, &given.danger_unsigned_discriminator) {
        let span = message.map_or(preset, |(_, text)| text.span());
        let arguments = quote!(&__WEBHOOK_SCHEME);
        rules.extend(check_rule(span, "mode_is_signed", &arguments));
        rules.extend(given.payload.as_ref().map(|pointer| {
            let arguments = quote!(&__WEBHOOK_SCHEME, #pointer);
            check_rule(pointer.span(), "payload_is_signed", &arguments)
        }));
    }
    let any = match &given.preset {
        _ if given.media_type.is_some() => quote!(true),
        Some(_) if model.takes_known_sender() => return rules,
        Some(_) => quote!(__WEBHOOK_SENDER.accepts_any_media_type()),
        None => return rules,
    };
    let is_form = is_pairs(model).unwrap_or_else(|| quote!(false));
    let word = scheme.map(|scheme| scheme.word.span());
    let preset = given.preset.as_ref().map(|preset| ends(preset).0);
    let span = preset.or(word).unwrap_or_else(Span::call_site);
    let arguments = quote!(&__WEBHOOK_SCHEME, #is_form, #any);
    rules.extend(check_rule(span, "form_is_read_as_signed", &arguments));
    rules
}

/// Whether the whole body is pairs of names and values; `None` if it is not.
pub(super) fn is_pairs(model: &Model<'_>) -> Option<TokenStream> {
    match &model.given.body {
        Some((_, body)) => Some(body.is_pairs().to_token_stream()),
        None if model.given.preset.is_some() => Some(quote!(__WEBHOOK_SENDER.body().is_pairs())),
        None => None,
    }
}
