//! The consts that hold what a sender asks before the first delivery.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident, quote};
use syn::LitStr;

use super::signature::preset_path;
use crate::consts::{check, parsed};
use crate::event_group::model::Model;
use crate::event_group::parse::handshake::{Handshake, Own};
use crate::spans::ends;

/// The call that gives the descriptor its handshakes, in place of those of a preset.
pub(super) fn expand(
    model: &Model<'_>,
    body: &TokenStream,
    items: &mut TokenStream,
) -> Option<TokenStream> {
    let p = &model.paths.private;
    // Without one of the two a signed group has no scheme, which is a mistake that is told elsewhere.
    let scheme = match (model.signed, &model.scheme, &model.preset) {
        (false, ..) => Some(quote!(#p::None)),
        (true, None, None) => None,
        (true, ..) => Some(quote!(#p::Some(&__WEBHOOK_SCHEME))),
    };
    let mut names = Vec::new();
    for (number, handshake) in model.handshakes.iter().enumerate() {
        let name = format_ident!("__WEBHOOK_HANDSHAKE_{number}");
        let (span, value) = match handshake {
            Handshake::Known(path) if path.is_ident("none") => continue,
            Handshake::Known(path) => (
                ends(path).0,
                preset_path(path, &model.paths.handshakes).to_token_stream(),
            ),
            Handshake::Own(own) => (own.key.span(), expand_own(own, p, &name, items)),
        };
        items.extend(quote!(const #name: #p::Handshake = #value;));
        items.extend(scheme.as_ref().map(|scheme| {
            let call = quote!(#p::handshake_rules::fits(&#name, #scheme, #body));
            check(span, &call)
        }));
        names.push(name);
    }
    if let (true, Some(preset), Some(scheme)) =
        (model.handshakes.is_empty(), &model.preset, &scheme)
    {
        let own = quote!(__WEBHOOK_SENDER.handshakes());
        let call = quote!(#p::handshake_rules::all_fit(#own, #scheme, #body));
        items.extend(check(ends(preset).0, &call));
    }
    (!model.handshakes.is_empty()).then(|| quote!(.with_handshakes(&[#(#names),*])))
}

fn expand_own(own: &Own, p: &TokenStream, name: &Ident, items: &mut TokenStream) -> TokenStream {
    let mut count = 0;
    let mut expression = |literal: &LitStr| {
        let part = format_ident!("{name}_{count}");
        count += 1;
        let (ty, grammar) = (
            quote!(#p::Expression<'static>),
            quote!(#p::Expression::parse),
        );
        items.extend(parsed(&part, &ty, &grammar, literal, "$method"));
        part
    };
    let conditions: Vec<TokenStream> = (own.when.conditions.iter())
        .map(|condition| {
            let part = expression(&condition.expression);
            condition.value.as_ref().map_or_else(
                || quote!(#p::Condition::present(#part)),
                |value| quote!(#p::Condition::equals(#part, #value)),
            )
        })
        .collect();
    let token = own.token.as_ref().map(&mut expression);
    let token = token.map(|token| quote!(.token(#token)));
    let echo = own.echo.as_ref().map(&mut expression);
    let reply = match (echo, &own.field, &own.json) {
        (Some(echo), Some(field), _) => Some(quote!(.echo_field(#field, #echo))),
        (Some(echo), None, _) => Some(quote!(.echo(#echo))),
        (None, _, json) => json.as_ref().map(|json| quote!(.json(#json))),
    };
    let verified = own.verified.then(|| quote!(.verified()));
    let admitted = own.admitted.then(|| quote!(.admitted()));
    let refused = own.refused.as_ref().map(|status| quote!(.refused(#status)));
    let method = own
        .method
        .as_ref()
        .map_or_else(|| "GET".to_owned(), LitStr::value);
    quote! {
        #p::Handshake::new(#method).when(&[#(#conditions),*]) #token #reply #verified #admitted #refused
    }
}
