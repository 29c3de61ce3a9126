//! The grammar of `#[on_event(..)]` and of the function below it.

use proc_macro2::{Ident, TokenStream};
use syn::parse::discouraged::Speculative as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Attribute, LitStr, Path, Result, Signature, Token, Type, Visibility, bracketed};

use crate::errors::{Errors, fault};
use crate::keys::keys;
use crate::value::Value;

keys! {
    // #[on_event(group = .., ty = Type, event = "..", events = ["..", ".."], crate = "path")]
    pub(super) struct HandlerKeys {
        "group" => group: Option<Group> = |value| value.like("\"webhooks_b\""),
        "ty" => ty: Option<Type> = |value| value.like("Payload"),
        "event" => event: Option<LitStr> = Value::text,
        // The word as well, since `event` and `events` exclude each other.
        "events" => events: Option<(Ident, Names)> = |value| value.like::<Names>("[\"..\", \"..\"]"),
        "crate" => crate_path: Option<Path> = Value::crate_path,
    }
}

// group = "events::webhooks_b"
// group = events::WebhooksB
pub(super) enum Group {
    Name(LitStr),
    Type(Box<Type>),
}

impl Parse for Group {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Name);
        }
        input.parse().map(Self::Type)
    }
}

// ["order.created", "order.updated"]
pub(super) struct Names(pub(super) Vec<LitStr>);

impl Parse for Names {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let content;
        bracketed!(content in input);
        let names = Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?;
        Ok(Self(names.into_iter().collect()))
    }
}

/// The function without its body, which nothing needs.
pub(super) struct Function {
    pub(super) attributes: Vec<Attribute>,
    pub(super) signature: Signature,
}

/// Every keyword that begins an item but a function's, and what the item is called.
const ITEMS: [(&str, &str); 13] = [
    ("struct", "a struct"),
    ("enum", "an enum"),
    ("union", "a union"),
    ("trait", "a trait"),
    ("impl", "an impl block"),
    ("mod", "a module"),
    ("const", "a constant"),
    ("static", "a static"),
    ("type", "a type alias"),
    ("use", "an import"),
    ("extern", "an extern block"),
    ("macro_rules", "a macro"),
    ("let", "a statement"),
];

// #[attribute] pub async fn name(pattern: Type, ..) -> Type { .. }
pub(super) fn parse_function(item: TokenStream, errors: &mut Errors) -> Option<Function> {
    let parsed = (|input: ParseStream<'_>| {
        let attributes = input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        let ahead = input.fork();
        let signature = (ahead.parse()).or_else(|error| wrong_item(input, error))?;
        input.advance_to(&ahead);
        input.parse::<TokenStream>()?;
        Ok(Function {
            attributes,
            signature,
        })
    })
    .parse2(item);
    parsed.map_err(|error| errors.add(error)).ok()
}

/// Names the item that is no function, or passes `error` on where it is one.
fn wrong_item<T>(input: ParseStream<'_>, error: syn::Error) -> Result<T> {
    let tokens = input.parse::<TokenStream>()?.into_iter();
    for token in tokens.take_while(|token| token.to_string() != "fn") {
        let word = token.to_string();
        if let Some((_, found)) = ITEMS.iter().find(|(name, _)| word == *name) {
            let message = format!("`#[on_event]` goes on a function, found {found}");
            return fault(token.span(), message);
        }
    }
    Err(error)
}
