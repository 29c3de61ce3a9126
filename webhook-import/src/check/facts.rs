//! What a file of this crate declares, as far as a difference has words.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use syn::punctuated::Punctuated;
use syn::{Expr, Fields, Item, Lit, Meta, Token};

use crate::check::Difference;
use crate::error::{Error, ErrorKind};

/// Events with their payloads, and types with their members or values.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) events: BTreeMap<String, String>,
    types: BTreeMap<String, BTreeMap<String, String>>,
}

impl Facts {
    pub(super) fn read(code: &str) -> Result<Self, Error> {
        let mut facts = Self::default();
        for item in parsed(code)?.items {
            match item {
                Item::Struct(item) => {
                    let fields = item.fields.iter().filter_map(|field| {
                        let name = field.ident.as_ref()?.to_string();
                        Some((name, text(&field.ty)))
                    });
                    facts.types.insert(item.ident.to_string(), fields.collect());
                }
                Item::Enum(item) => {
                    let mut values = BTreeMap::new();
                    for variant in &item.variants {
                        let payload = match &variant.fields {
                            Fields::Unnamed(fields) => fields.unnamed.first(),
                            _ => None,
                        };
                        let payload = payload.map_or(String::new(), |field| text(&field.ty));
                        match variant.attrs.iter().find_map(event) {
                            Some(name) => {
                                facts.events.insert(name, payload);
                            }
                            None => {
                                values.insert(variant.ident.to_string(), payload);
                            }
                        }
                    }
                    if !values.is_empty() {
                        facts.types.insert(item.ident.to_string(), values);
                    }
                }
                _ => {}
            }
        }
        Ok(facts)
    }

    /// How these facts of the document differ from those of a file.
    pub(super) fn compare(&self, then: &Self, differences: &mut Vec<Difference>) {
        for (event, from) in &then.events {
            match self.events.get(event) {
                None => differences.push(Difference::EventGone(event.clone())),
                Some(to) if to != from => differences.push(Difference::PayloadChanged {
                    event: event.clone(),
                    from: from.clone(),
                    to: to.clone(),
                }),
                Some(_) => {}
            }
        }
        let new = self
            .events
            .keys()
            .filter(|event| !then.events.contains_key(*event));
        differences.extend(new.cloned().map(Difference::EventNew));
        for (of, before) in &then.types {
            // A type that is gone is the consequence of a member or a payload that changed.
            let Some(now) = self.types.get(of) else {
                continue;
            };
            for (member, from) in before {
                match now.get(member) {
                    None => differences.push(Difference::Gone {
                        of: of.clone(),
                        what: member.clone(),
                    }),
                    Some(to) if to != from => differences.push(Difference::TypeChanged {
                        of: of.clone(),
                        member: member.clone(),
                        from: from.clone(),
                        to: to.clone(),
                    }),
                    Some(_) => {}
                }
            }
            let new = now.keys().filter(|member| !before.contains_key(*member));
            differences.extend(new.map(|what| Difference::New {
                of: of.clone(),
                what: what.clone(),
            }));
        }
    }
}

/// The name of an event: its literals and its conditions.
fn event(attribute: &syn::Attribute) -> Option<String> {
    if !attribute.path().is_ident("event") {
        return None;
    }
    let parts = attribute
        .parse_args_with(Punctuated::<TokenTree, Token![,]>::parse_terminated)
        .ok()?;
    let mut values = Vec::new();
    let mut conditions = String::new();
    for TokenTree(part) in parts {
        match part {
            Part::Value(value) => values.push(value),
            Part::Other(text) if text.starts_with("when") => conditions = format!(" {text}"),
            Part::Other(_) => {}
        }
    }
    Some(values.join(".") + &conditions)
}

struct TokenTree(Part);

enum Part {
    Value(String),
    Other(String),
}

impl syn::parse::Parse for TokenTree {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        if let Ok(Expr::Lit(literal)) = input.fork().parse::<Expr>()
            && let Lit::Str(text) = literal.lit
        {
            input.parse::<Expr>()?;
            return Ok(Self(Part::Value(text.value())));
        }
        let meta: Meta = input.parse()?;
        Ok(Self(Part::Other(text(&meta))))
    }
}

/// Tokens without the spaces between them.
fn text(tokens: &impl quote::ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn parsed(code: &str) -> Result<syn::File, Error> {
    syn::parse_file(code).map_err(|error| {
        Error::new(
            ErrorKind::Syntax,
            format_args!("the file is not Rust: {error}"),
        )
    })
}

/// Whether two files have the same code, however it is laid out. Comments do not count, but doc comments do.
pub(super) fn same_code(one: &str, other: &str) -> Result<bool, Error> {
    let tokens = |code: &str| -> Result<String, Error> {
        parsed(code)?;
        let tokens: TokenStream = code.parse().map_err(|error| {
            Error::new(
                ErrorKind::Syntax,
                format_args!("the file is not Rust: {error}"),
            )
        })?;
        // rustfmt adds and removes commas at the end of lists.
        let text = tokens.to_string();
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        Ok(text.replace(",)", ")").replace(",}", "}"))
    };
    Ok(tokens(one)? == tokens(other)?)
}
