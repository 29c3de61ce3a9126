//! The grammar of `#[on_event(..)]` and of the function below it.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Attribute, LitStr, Path, Result, Signature, Token, Type, Visibility, bracketed};

use crate::errors::{Errors, fault};
use crate::keys::keys;
use crate::value::{Value, is_end};
use crate::written::written;

// Shop::OrderCreated, shop::Shop::OrderUpdated
/// The variants before the keys, and the rest of the arguments.
pub(super) fn parse_variants(
    arguments: TokenStream,
    errors: &mut Errors,
) -> (Vec<Path>, TokenStream) {
    let mut variants = Vec::new();
    let parsed = (|input: ParseStream<'_>| {
        while let Some(variant) = variant(&input.fork()) {
            let path = input.call(Path::parse_mod_style)?;
            if path.segments.len() == 1 {
                errors.add(syn::Error::new_spanned(path, variant_alone(&variant)));
            } else if is_end(input) {
                variants.push(path);
            } else {
                let text = format!("`{variant}` takes no value");
                let help = format!("help: write `#[on_event({variant})]`");
                errors.add(syn::Error::new(input.span(), format!("{text}\n{help}")));
                while !is_end(input) {
                    input.parse::<TokenTree>()?;
                }
            }
            input.parse::<Option<Token![,]>>()?;
        }
        input.parse()
    })
    .parse2(arguments);
    (variants, parsed.unwrap_or_default())
}

/// The path that comes next, unless it is a key: one word, in lower case or before its value.
fn variant(input: ParseStream<'_>) -> Option<String> {
    let path = input.call(Path::parse_mod_style).ok()?;
    let text = written(&path);
    let is_type = || text.starts_with(char::is_uppercase) && is_end(input);
    (path.segments.len() > 1 || is_type()).then_some(text)
}

fn variant_alone(name: &str) -> String {
    let text = format!("`{name}` does not say an event and its group");
    format!(
        "{text}\nhelp: write `Shop::OrderCreated` for the event `OrderCreated` of the group `Shop`"
    )
}

keys! {
    // #[on_event(Shop::OrderCreated, .., crate = "path")]
    // #[on_event(group = .., ty = Type, event = "..", events = ["..", ".."], crate = "path")]
    pub(super) struct HandlerKeys {
        "group" => group: Option<Group> = |value| value.parsed("\"webhooks_b\"", parse_group),
        "ty" => ty: Option<Type> = |value| value.like("Payload"),
        "event" => event: Option<LitStr> =
            |value| value.like("\"..\"`, or `#[on_event(Shop::OrderCreated)]"),
        // With the word `events`, for the error if `event` is given too.
        "events" => events: Option<(Ident, Vec<LitStr>)> =
            |value| value.parsed("[\"..\", \"..\"]", parse_names),
        "crate" => crate_path: Option<Path> = Value::crate_path,
    }
}

// group = "events::webhooks_b"
// group = events::WebhooksB
pub(super) enum Group {
    Name(LitStr),
    Type(Box<Type>),
}

fn parse_group(input: ParseStream<'_>) -> Result<Group> {
    if input.peek(LitStr) {
        return input.parse().map(Group::Name);
    }
    input.parse().map(Group::Type)
}

// ["order.created", "order.updated"]
fn parse_names(input: ParseStream<'_>) -> Result<Vec<LitStr>> {
    let content;
    bracketed!(content in input);
    let names = Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?;
    Ok(names.into_iter().collect())
}

/// The function without its body, which the macro does not read.
pub(super) struct Function {
    pub(super) attributes: Vec<Attribute>,
    pub(super) signature: Signature,
}

/// The keywords that begin other items, and what errors call these items.
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

/// The error for an item that is not a function. For a function it is `error`.
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
