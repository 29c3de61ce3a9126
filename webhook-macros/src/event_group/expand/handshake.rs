//! The consts of handshakes: requests that a sender makes before its first delivery.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::LitStr;

use crate::consts::{Consts, call, call_if, check, check_rule};
use crate::event_group::model::Model;
use crate::event_group::parse::{Handshake, OwnHandshake};
use crate::paths::known;
use crate::spans::ends;

/// The call that sets the descriptor's handshakes. Without one it has those of the preset.
pub(super) fn expand(model: &Model<'_>, body: &TokenStream, consts: &mut Consts) -> TokenStream {
    let items = &mut consts.items;
    // A signed group without a scheme is reported elsewhere.
    let scheme = match (model.signed, model.has_scheme()) {
        (false, _) => Some(quote!(__webhook::None)),
        (true, false) => None,
        (true, true) => Some(quote!(__webhook::Some(&__WEBHOOK_SCHEME))),
    };
    let fit = |handshakes: &TokenStream, span| {
        let scheme = scheme.as_ref()?;
        let call = quote!(__webhook::handshake_rules::all_fit(#handshakes, #scheme, #body));
        Some(check(span, &call))
    };
    let handshakes = &model.given.handshakes;
    let mut names = Vec::new();
    for (number, handshake) in handshakes.iter().enumerate() {
        let name = format_ident!("__WEBHOOK_HANDSHAKE_{number}");
        let (span, value) = match handshake {
            Handshake::Known(path) if path.is_ident("none") => continue,
            Handshake::Known(path) => {
                let (span, sender) = (ends(path).0, known(path, &model.paths.senders));
                let check = |sender| check_rule(span, "sender_has_handshakes", &quote!(&#sender));
                items.extend(sender.as_ref().map(check));
                let own = sender.map(|sender| quote!(#sender.handshakes()));
                (span, own.unwrap_or_else(|| quote!(&[#path])))
            }
            Handshake::Own(own) => {
                let value = expand_own(own, &name.to_string(), items);
                (own.word.span(), quote!(&[#value]))
            }
        };
        items.extend(quote!(const #name: &'static [__webhook::Handshake] = #value;));
        items.extend(fit(&quote!(#name), span));
        names.push(name);
    }
    if let (true, Some(preset)) = (handshakes.is_empty(), &model.given.preset)
        && !model.takes_known_sender()
    {
        let own = quote!(__WEBHOOK_SENDER.handshakes());
        items.extend(fit(&own, ends(preset).0));
    }
    let given = if let [only] = &names[..] {
        quote!(#only)
    } else {
        let count = quote!({ 0 #(+ #names.len())* });
        quote!(&__webhook::handshake_rules::joined::<#count>(&[#(#names),*]))
    };
    call("with_handshakes", (!handshakes.is_empty()).then_some(given))
}

fn expand_own(own: &OwnHandshake, name: &str, items: &mut TokenStream) -> TokenStream {
    let keys = &own.keys;
    let mut consts = Consts::new(name, quote!(__webhook::Expression::parse), "$method");
    let conditions = keys.when.iter().flatten();
    let conditions: Vec<_> = conditions.map(|one| consts.condition(one)).collect();
    let mut expression = |literal: &LitStr| consts.expression(literal);
    let token = call("token", keys.token.as_ref().map(&mut expression));
    let echo = keys.echo.as_ref().map(&mut expression);
    let reply = match (echo, &keys.field) {
        (Some(echo), Some(field)) => quote!(.echo_field(#field, #echo)),
        (Some(echo), None) => quote!(.echo(#echo)),
        (None, _) => call("json", keys.json.as_ref()),
    };
    items.extend(consts.items);
    let verified = call_if("verified", keys.verified.is_some());
    let admitted = call_if("admitted", keys.admitted.is_some());
    let ok = call("ok", keys.ok);
    let refused = call("refused", keys.refused);
    let method = keys.method.as_ref().map(LitStr::value);
    let method = method.as_deref().unwrap_or("GET");
    quote! {
        __webhook::Handshake::new(#method)
            .when(&[#(#conditions),*]) #token #reply #verified #admitted #ok #refused
    }
}
