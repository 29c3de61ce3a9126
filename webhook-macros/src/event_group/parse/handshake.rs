//! The key `handshake`: what a sender asks before the first delivery.

use proc_macro2::Ident;
use syn::parse::ParseStream;
use syn::token::Paren;
use syn::{LitInt, LitStr, Path, Result};

use super::signature::parse_preset;
use crate::errors::Errors;
use crate::keys;
use crate::rule::Rule;

// handshake = none
// handshake = dropbox
// handshake = crate::senders::ACME
// handshake(method = "GET", when("expression" = "value"), token = "expression", echo = "expression", ..)
pub(in crate::event_group) enum Handshake {
    Known(Path),
    Own(Box<Own>),
}

pub(in crate::event_group) struct Own {
    /// The word `handshake`.
    pub(in crate::event_group) key: Ident,
    pub(in crate::event_group) method: Option<LitStr>,
    pub(in crate::event_group) when: Rule,
    pub(in crate::event_group) token: Option<LitStr>,
    pub(in crate::event_group) echo: Option<LitStr>,
    pub(in crate::event_group) field: Option<LitStr>,
    pub(in crate::event_group) json: Option<LitStr>,
    pub(in crate::event_group) verified: bool,
    pub(in crate::event_group) admitted: bool,
    pub(in crate::event_group) refused: Option<LitInt>,
    /// Whether every key parsed: one that did not may be the one that is missing.
    pub(in crate::event_group) complete: bool,
}

const KEYS: [&str; 9] = [
    "method", "when", "token", "echo", "field", "json", "verified", "admitted", "refused",
];

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
            complete: true,
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
        own.complete = errors.count() == before;
        Ok(own)
    }
}
