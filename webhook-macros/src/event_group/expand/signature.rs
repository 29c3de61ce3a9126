//! The consts `__WEBHOOK_SENDER` and `__WEBHOOK_SCHEME`, and the checks of what they say.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote};
use syn::{LitStr, Path};

use crate::consts::{call, call_if, check_literal, check_rule, duration, parsed};
use crate::event_group::model::{Choice, Model, Scheme};
use crate::event_group::parse::{Field, JwtKeys, List, Place, SignatureKeys, Timestamp};
use crate::paths::known;
use crate::rule::Rule;
use crate::spans::ends;

/// The keys of places in a request: the core's name for the place, and the rules for the names in it.
const PLACES: [(&str, &str, [&str; 2]); 11] = [
    ("header", "Header", ["header_name"; 2]),
    ("query", "Query", ["query_name"; 2]),
    ("repeated", "RepeatedHeader", ["header_name"; 2]),
    ("numbered", "NumberedHeaders", ["header_name"; 2]),
    ("per_key", "HeaderPerKey", ["header_name"; 2]),
    ("any_of", "AnyHeader", ["header_name"; 2]),
    (
        "header_or_query",
        "HeaderOrQuery",
        ["header_name", "query_name"],
    ),
    ("pointer", "Pointer", ["pointer"; 2]),
    ("form", "Form", ["query_name"; 2]),
    ("item", "Item", ["query_name"; 2]),
    ("key_id", "KeyId", [""; 2]),
];

pub(super) fn expand_scheme(model: &Model<'_>, scheme: &Scheme) -> TokenStream {
    let given = &scheme.given;
    let mut items = TokenStream::new();
    let algorithm = choice("Algorithm", scheme.algorithm.as_ref());
    let place = scheme.place.as_ref();
    let location = place.map(|place| expand_place("SignatureLocation", place, &mut items));
    let mut value = match &given.preset {
        None => quote!(__webhook::Scheme::new(#algorithm, #location)),
        Some(preset) => {
            let sender = known(preset, &model.paths.senders).map(|sender| quote!(&#sender));
            let check = |rule| {
                sender
                    .as_ref()
                    .map(|of| check_rule(ends(preset).0, rule, of))
            };
            items.extend(check("sender_has_scheme"));
            // A group with a preset has its payload, and other keys make it the scheme of another sender.
            if scheme.by_name && model.given.preset.is_none() && !model.says_payload() {
                items.extend(check("envelope_is_said"));
            }
            let scheme = sender.map(|sender| quote!(__webhook::scheme_of(#sender)));
            let preset = scheme.unwrap_or_else(|| quote!(#preset));
            let algorithm = call("with_algorithm", algorithm);
            let location = call("with_location", location);
            quote!(#preset #algorithm #location)
        }
    };
    let ty = quote!(__webhook::ValueTemplate<'static>);
    let template = expand_text("VALUE", &ty, given.value.as_ref(), "{digest}", &mut items);
    let ty = quote!(__webhook::Template<'static>);
    let message = given.message.as_ref().map(|(_, text)| text);
    let message = expand_text("MESSAGE", &ty, message, "{$request.body}", &mut items);
    let ty = quote!(__webhook::KeyForm);
    let key = expand_text("KEY", &ty, given.key.as_ref(), "hex", &mut items);
    let list = given.list.as_ref().map(|(_, list)| expand_list(list));
    let encoding = choice("Encoding", scheme.encoding.as_ref());
    value.extend([
        call("with_encoding", encoding),
        call("with_value", template),
        call("with_message", message),
        call("with_missing", choice("Missing", scheme.missing.as_ref())),
        call("with_key", key),
        call("with_list", list),
    ]);
    for (number, field) in given.fields.iter().enumerate() {
        value.extend(expand_field(number, field, &mut items));
    }
    value.extend(call("with_freshness", expand_freshness(given, &mut items)));
    for (header, text) in given.required_headers.iter().flatten() {
        items.extend(check_literal("header_name", header));
        let required = quote!(RequiredHeader::equals(#header, #text));
        value.extend(quote!(.with_required_header(__webhook::#required)));
    }
    let checks = expand_checks(model, scheme);
    let ty = quote!(__webhook::Scheme<'static>);
    if let Some((_, jwt)) = &given.jwt {
        let calls = expand_jwt(jwt, &mut items);
        items.extend(quote!(const __WEBHOOK_BASE: #ty = #value;));
        let jwt = quote!(__webhook::jwt_of(&__WEBHOOK_BASE) #calls);
        value = quote!(__WEBHOOK_BASE.with_jwt(#jwt));
    }
    quote! {
        #items
        const __WEBHOOK_SCHEME: #ty = #value;
        #checks
    }
}

/// The sender that `preset` names, and its scheme if the group has no other.
pub(super) fn expand_sender(model: &Model<'_>, preset: &Path) -> TokenStream {
    let given = &model.given;
    let sender = known(preset, &model.paths.senders).unwrap_or_else(|| quote!(#preset));
    let span = ends(preset).0;
    let whole = call_if("with_whole_body", model.whole_body);
    let mut items = quote!(const __WEBHOOK_SENDER: __webhook::Sender = #sender #whole;);
    items.extend(payload_rules(model, span));
    if given.discriminator.is_empty() {
        let rules = model.events.iter().map(|event| &event.member.rule);
        let most = |values: usize, rule: &Rule| values.max(rule.values.len());
        let alone = rules.clone().filter(|rule| rule.conditions.is_empty());
        let (most, alone) = (rules.fold(0, most), alone.fold(0, most));
        let arguments = quote!(&__WEBHOOK_SENDER, #most, #alone);
        items.extend(check_rule(span, "sender_has_values", &arguments));
        if given.danger_unsigned_discriminator.is_none() {
            let rule = match given.danger_unsigned_body {
                Some(_) => "sender_event_is_signed",
                None => "sender_event_beside_body_is_signed",
            };
            let arguments = quote!(&__WEBHOOK_SENDER, &__WEBHOOK_SCHEME);
            items.extend(check_rule(span, rule, &arguments));
        }
    }
    if model.scheme.is_none() {
        let sender = quote!(&__WEBHOOK_SENDER);
        items.extend(check_rule(span, "sender_has_scheme", &sender));
        let scheme = quote!(__webhook::scheme_of(#sender));
        items.extend(quote!(const __WEBHOOK_SCHEME: __webhook::Scheme<'static> = #scheme;));
        let scheme = quote!(&__WEBHOOK_SCHEME);
        items.extend(check_rule(span, "jwt_is_complete", &scheme));
        items.extend(body_rule(model, span));
        if !model.takes_known_sender() {
            items.extend(touching_rule(model, span));
        }
    }
    items
}

/// What checks the group's deliveries. Only the core knows of a scheme of the user's own whether it is `custom`.
pub(super) fn expand_kind(model: &Model<'_>) -> TokenStream {
    if !model.signed {
        return quote!(__webhook::Unsigned);
    }
    let preset = match &model.scheme {
        Some(Scheme { given, .. }) if given.algorithm.is_some() => None,
        Some(Scheme { given, .. }) => given.preset.as_ref(),
        None => model.given.preset.as_ref(),
    };
    match preset.map(Path::get_ident) {
        Some(Some(word)) if word == "custom" => quote!(__webhook::WithVerifier),
        None | Some(Some(_)) => quote!(__webhook::WithSecret),
        Some(None) => {
            let custom = quote!({ __webhook::is_custom(&__WEBHOOK_SCHEME) });
            quote!(<() as __webhook::KindOf<#custom>>::Kind)
        }
    }
}

/// Checks that what the group says of its payload goes with the sender, or that the sender has one.
fn payload_rules(model: &Model<'_>, span: Span) -> TokenStream {
    let (given, sender) = (&model.given, quote!(&__WEBHOOK_SENDER));
    if !model.says_payload() {
        return check_rule(span, "sender_has_payload", &sender);
    }
    let places = given.payload.iter().chain(&given.each);
    let places = places.map(|place| check_rule(place.span(), "sender_sends_json", &sender));
    let body = given.body.iter();
    let body = body.map(|(key, _)| check_rule(key.span(), "sender_has_no_items", &sender));
    // With a form of its own, the group may say where in its JSON the payload is.
    let places = places.filter(|_| given.body.is_none());
    places.chain(body).collect()
}

fn expand_checks(model: &Model<'_>, scheme: &Scheme) -> TokenStream {
    let given = &scheme.given;
    let word = scheme.word.span();
    let message = given.message.as_ref().map(|(_, text)| text.span());
    let algorithm = scheme.algorithm.as_ref().map_or(word, |choice| choice.span);
    let list = given.list.as_ref().map(|(word, _)| word.span());
    let field = given.fields.first().map(|field| field.name.span());
    let timestamp = given.timestamp.as_ref().map(|given| given.field.span());
    let rules = [
        ("key_fits", given.key.as_ref().map(LitStr::span)),
        ("list_fits", list),
        ("timestamp_is_signed", timestamp),
        // If there is a message, it is what does not fit the algorithm.
        ("algorithm_fits", Some(message.unwrap_or(algorithm))),
        ("algorithm_is_available", Some(algorithm)),
        ("fields_are_known", Some(message.unwrap_or(word))),
        ("fields_are_used", field),
    ];
    let token = given.jwt.as_ref().map(|(key, _)| key.span());
    let preset = given.preset.as_ref().map(|preset| ends(preset).0);
    let rules = rules
        .into_iter()
        .chain([("jwt_is_complete", token.or(preset))]);
    let scheme = quote!(&__WEBHOOK_SCHEME);
    let mut checks = TokenStream::new();
    for (rule, span) in rules {
        checks.extend(span.map(|span| check_rule(span, rule, &scheme)));
    }
    checks.extend(body_rule(model, message.unwrap_or(word)));
    // Without a message and a preset, the body alone is signed, so no parts touch.
    let parts = message.or_else(|| preset.map(|preset| field.unwrap_or(preset)));
    let danger = model.given.danger_touching_parts.as_ref().map(|_| word);
    checks.extend(parts.or(danger).map(|span| touching_rule(model, span)));
    checks
}

/// Checks that bytes cannot move between two signed parts, or that the group declares that they can. A preset declares it
/// of its own message.
fn touching_rule(model: &Model<'_>, span: Span) -> TokenStream {
    let scheme = quote!(&__WEBHOOK_SCHEME);
    match &model.given.danger_touching_parts {
        Some(flag) => check_rule(flag.span(), "touching_danger_is_needed", &scheme),
        None => check_rule(span, "parts_may_touch", &scheme),
    }
}

/// Checks that the body is signed, or that the group declares it unsigned.
fn body_rule(model: &Model<'_>, span: Span) -> TokenStream {
    if let Some(flag) = &model.given.danger_unsigned_body {
        let scheme = quote!(&__WEBHOOK_SCHEME);
        return check_rule(flag.span(), "body_danger_is_needed", &scheme);
    }
    let group = &model.name;
    let query = model
        .given
        .body
        .as_ref()
        .is_some_and(|(_, body)| body.is_query());
    let rule = if query {
        "query_is_signed"
    } else {
        "body_is_signed"
    };
    check_rule(span, rule, &quote!(#group, &__WEBHOOK_SCHEME))
}

fn choice(ty: &str, choice: Option<&Choice>) -> Option<TokenStream> {
    let variant = format_ident!("{}", choice?.variant);
    let ty = format_ident!("{ty}");
    Some(quote!(__webhook::#ty::#variant))
}

/// The value of `ty`, which is `SignatureLocation` or `Source`, and the checks of its names.
fn expand_place(ty: &str, (key, names): &Place, items: &mut TokenStream) -> Option<TokenStream> {
    let (_, variant, rules) = PLACES.iter().find(|(name, ..)| key == name)?;
    let (ty, variant) = (format_ident!("{ty}"), format_ident!("{variant}"));
    let checks = names.iter().zip(rules);
    items.extend(checks.map(|(name, rule)| check_literal(rule, name)));
    let place = quote!(__webhook::#ty::#variant);
    Some(match names.as_slice() {
        [] => place,
        [name] => quote!(#place(#name)),
        _ => quote!(#place([#(#names),*])),
    })
}

/// The const `__WEBHOOK_NAME` with the parsed `literal`.
fn expand_text(
    name: &str,
    ty: &TokenStream,
    literal: Option<&LitStr>,
    stand_in: &str,
    items: &mut TokenStream,
) -> Option<Ident> {
    let name = format_ident!("__WEBHOOK_{name}");
    items.extend(parsed(&name, ty, &quote!(<#ty>::parse), literal?, stand_in));
    Some(name)
}

fn expand_list(list: &List) -> TokenStream {
    let (separator, pair) = (&list.separator, &list.pair);
    let label = list.label.as_ref();
    let label = label.map_or_else(|| quote!(KeyId), |label| quote!(Is(#label)));
    let spaced = call_if("spaced", list.spaced.is_some());
    let sets = call("with_sets", list.sets.as_ref());
    let labelled = |pair| quote!(new(#separator, #pair, __webhook::Label::#label));
    let new = (pair.as_ref()).map_or_else(|| quote!(unlabelled(#separator)), labelled);
    quote!(__webhook::List::#new #spaced #sets)
}

/// The calls that say what a token must be.
fn expand_jwt(jwt: &JwtKeys, items: &mut TokenStream) -> TokenStream {
    let ty = quote!(__webhook::JwtHash);
    let hash = expand_text("HASH", &ty, jwt.hash.as_ref(), "sha256", items);
    let hash = hash.map_or_else(|| quote!(#ty::Sha256), Ident::into_token_stream);
    let ty = quote!(__webhook::Encoding);
    let encoding = expand_text("CLAIM_ENCODING", &ty, jwt.encoding.as_ref(), "hex", items);
    let encoding = encoding.map_or_else(|| quote!(#ty::Hex), Ident::into_token_stream);
    let body = jwt.body.as_ref();
    let claims = jwt.claims.iter().flatten();
    let claims = claims.map(|(name, is)| quote!(.with_claim(#name, #is)));
    let mut windows = jwt
        .tolerance
        .iter()
        .flat_map(|(_, windows)| windows.iter().copied());
    let (tolerance, skew) = (windows.next().map(duration), windows.next().map(duration));
    let calls = [
        call(
            "with_body",
            body.map(|body| quote!(#body, #hash, #encoding)),
        ),
        call("with_url", jwt.url.as_ref()),
        call("with_issuer", jwt.issuer.as_ref()),
        call_if("with_issuer_as_key_id", jwt.issuer_is_key_id.is_some()),
        call("with_audience", jwt.audience.as_ref()),
        call_if("with_audience_as_url", jwt.audience_is_url.is_some()),
        claims.collect(),
        call_if("with_expiry", jwt.expires.is_some()),
        call("with_max_age", jwt.max_age.map(duration)),
        call("with_tolerance", tolerance),
        call("with_max_skew", skew),
    ];
    calls.into_iter().collect()
}

fn expand_field(number: usize, field: &Field, items: &mut TokenStream) -> TokenStream {
    let name = &field.name;
    items.extend(check_literal("field_name", name));
    let source = expand_place("Source", &field.source, items);
    let ty = quote!(__webhook::Shape);
    let shape = format!("SHAPE_{number}");
    let shape = expand_text(&shape, &ty, field.shape.as_ref(), "digits", items);
    let shape = call("with_shape", shape);
    let optional = call_if("optional", field.optional);
    quote!(.with_field(__webhook::Field::new(#name, #source) #shape #optional))
}

fn expand_freshness(given: &SignatureKeys, items: &mut TokenStream) -> Option<TokenStream> {
    let Timestamp { field, unit } = given.timestamp.as_ref()?;
    let ty = quote!(__webhook::TimeUnit);
    let unit = expand_text("UNIT", &ty, unit.as_ref(), "s", items);
    let unit = unit.map_or_else(|| quote!(#ty::Seconds), Ident::into_token_stream);
    let mut windows = given.tolerance.iter().flat_map(|(_, windows)| windows);
    let age = duration(windows.next().copied().unwrap_or(300_000));
    let skew = call("with_max_skew", windows.next().copied().map(duration));
    Some(quote!(__webhook::Freshness::new(#field, #unit, #age) #skew))
}
