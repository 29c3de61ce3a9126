//! The key `handshake`: what a sender asks before the first delivery.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident, quote};
use syn::parse::ParseStream;
use syn::token::Paren;
use syn::{LitInt, LitStr, Path, Result};

use super::expand::body_kind;
use super::model::Model;
use super::signature::{parse_preset, preset_path};
use crate::consts::{check, ends, parsed};
use crate::errors::Errors;
use crate::keys;
use crate::rule::Rule;

// handshake = none
// handshake = dropbox
// handshake = crate::senders::ACME
// handshake(method = "GET", when("expression" = "value"), token = "expression", echo = "expression", ..)
pub(super) enum Handshake {
    Known(Path),
    Own(Box<Own>),
}

pub(super) struct Own {
    /// The word `handshake`.
    key: Ident,
    method: Option<LitStr>,
    when: Rule,
    token: Option<LitStr>,
    echo: Option<LitStr>,
    field: Option<LitStr>,
    json: Option<LitStr>,
    verified: bool,
    admitted: bool,
    refused: Option<LitInt>,
}

const KEYS: [&str; 9] = [
    "method", "when", "token", "echo", "field", "json", "verified", "admitted", "refused",
];

const METHODS: [&str; 4] = ["GET", "POST", "HEAD", "OPTIONS"];

impl Handshake {
    pub(super) fn parse(key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> Result<Self> {
        if input.peek(Paren) {
            return Own::parse(key, input, errors).map(|own| Self::Own(Box::new(own)));
        }
        parse_preset(input).map(Self::Known).map_err(|_| {
            let help = "help: write `handshake = dropbox`, `handshake = none`, or `handshake(..)`";
            syn::Error::new(key.span(), format!("`handshake` names none\n{help}"))
        })
    }
}

impl Own {
    fn parse(key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> Result<Self> {
        let content = keys::parenthesized(key, input, "..")?;
        let mut own = Self {
            key: key.clone(),
            method: None,
            when: Rule::default(),
            token: None,
            echo: None,
            field: None,
            json: None,
            verified: false,
            admitted: false,
            refused: None,
        };
        let before = errors.count();
        keys::parse_keys(&content, &KEYS, errors, |key, input, _| {
            match key.to_string().as_str() {
                "method" => own.method = Some(keys::text(key, input)?),
                "when" => own.when.parse_when(key, input)?,
                "token" => own.token = Some(keys::text(key, input)?),
                "echo" => own.echo = Some(keys::text(key, input)?),
                "field" => own.field = Some(keys::text(key, input)?),
                "json" => own.json = Some(keys::text(key, input)?),
                "verified" => {
                    own.verified = true;
                    keys::flag(key, input)?;
                }
                "admitted" => {
                    own.admitted = true;
                    keys::flag(key, input)?;
                }
                _ => own.refused = Some(keys::value(key, input, "403")?),
            }
            Ok(())
        });
        if errors.count() == before {
            own.check(errors);
        }
        Ok(own)
    }

    fn check(&self, errors: &mut Errors) {
        if let Some(method) = &self.method
            && !METHODS.contains(&method.value().as_str())
        {
            let text = keys::unknown("method", &method.value(), &METHODS);
            errors.at(method, text);
        }
        if let (Some(_), Some(json)) = (&self.echo, &self.json) {
            errors.at(json, "a handshake has one answer: `echo` or `json`");
        }
        if let (None, Some(field)) = (&self.echo, &self.field) {
            let help = "help: add `echo = \"..\"`, the value that the field gets";
            errors.at(field, format!("`field` has nothing to hold\n{help}"));
        }
        if self.verified && self.admitted {
            errors.at(
                &self.key,
                "a handshake is `verified` or `admitted`, not both",
            );
        }
        if let Some(refused) = &self.refused
            && !matches!(refused.base10_parse::<u16>(), Ok(400..=599))
        {
            errors.at(refused, "who is refused gets a status from 400 to 599");
        }
    }
}

/// Checks that `none` stands alone.
pub(super) fn check_none(handshakes: &[Handshake], errors: &mut Errors) {
    for handshake in handshakes {
        if let Handshake::Known(path) = handshake
            && path.is_ident("none")
            && handshakes.len() > 1
        {
            errors.at(path, "`handshake = none` has no effect beside another");
        }
    }
}

/// The call that gives the descriptor its handshakes, in place of those of a preset.
pub(super) fn expand(model: &Model<'_>, items: &mut TokenStream) -> Option<TokenStream> {
    let p = &model.paths.private;
    let body = body_kind(model);
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
            Handshake::Own(own) => (own.key.span(), own.expand(p, &name, items)),
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

impl Own {
    fn expand(&self, p: &TokenStream, name: &Ident, items: &mut TokenStream) -> TokenStream {
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
        let conditions: Vec<TokenStream> = (self.when.conditions.iter())
            .map(|condition| {
                let part = expression(&condition.expression);
                condition.value.as_ref().map_or_else(
                    || quote!(#p::Condition::present(#part)),
                    |value| quote!(#p::Condition::equals(#part, #value)),
                )
            })
            .collect();
        let token = self.token.as_ref().map(&mut expression);
        let token = token.map(|token| quote!(.token(#token)));
        let echo = self.echo.as_ref().map(&mut expression);
        let reply = match (echo, &self.field, &self.json) {
            (Some(echo), Some(field), _) => Some(quote!(.echo_field(#field, #echo))),
            (Some(echo), None, _) => Some(quote!(.echo(#echo))),
            (None, _, json) => json.as_ref().map(|json| quote!(.json(#json))),
        };
        let verified = self.verified.then(|| quote!(.verified()));
        let admitted = self.admitted.then(|| quote!(.admitted()));
        let refused = self
            .refused
            .as_ref()
            .map(|status| quote!(.refused(#status)));
        let method = self
            .method
            .as_ref()
            .map_or_else(|| "GET".to_owned(), LitStr::value);
        quote! {
            #p::Handshake::new(#method).when(&[#(#conditions),*]) #token #reply #verified #admitted #refused
        }
    }
}
