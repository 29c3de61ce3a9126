//! The grammar of `#[on_event(..)]` and of the function below it.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::parse::discouraged::Speculative as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Attribute, LitStr, Path, Result, Signature, Token, Type, Visibility, bracketed};

use crate::errors::Errors;
use crate::keys;

#[derive(Default)]
pub(super) struct Arguments {
    pub(super) group: Option<Group>,
    pub(super) ty: Option<Type>,
    pub(super) event: Option<Vec<LitStr>>,
    /// The key as well, since `event` and `events` exclude each other.
    pub(super) events: Option<(Ident, Vec<LitStr>)>,
    pub(super) crate_path: Option<Path>,
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
            input.parse().map(Self::Name)
        } else {
            Ok(Self::Type(input.parse()?))
        }
    }
}

// ["order.created", "order.updated"]
struct Names(Vec<LitStr>);

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

impl Arguments {
    // #[on_event(group = .., ty = Type, event = "..", events = ["..", ".."], crate = "path")]
    pub(super) fn parse(tokens: TokenStream, errors: &mut Errors) -> Self {
        let mut parsed = Self::default();
        keys::parse_tokens(tokens, errors, |input, errors| {
            let expected = ["group", "ty", "event", "events", "crate"];
            keys::parse_keys(input, &expected, errors, |key, input, _| {
                parsed.parse_value(key, input)
            });
        });
        parsed
    }

    fn parse_value(&mut self, key: &Ident, input: ParseStream<'_>) -> Result<()> {
        match key.to_string().as_str() {
            "group" => self.group = Some(keys::value(key, input, "\"webhooks_b\"")?),
            "ty" => self.ty = Some(keys::value(key, input, "Payload")?),
            "event" => self.event = Some(vec![keys::text(key, input)?]),
            "events" => {
                let names: Names = keys::value(key, input, "[\"..\", \"..\"]")?;
                self.events = Some((key.clone(), names.0));
            }
            _ => self.crate_path = Some(keys::crate_path(key, input)?),
        }
        Ok(())
    }
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
        let signature = ahead.parse().map_err(|error| wrong_item(input, error))?;
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
fn wrong_item(input: ParseStream<'_>, error: syn::Error) -> syn::Error {
    while let Ok(token) = input.parse::<TokenTree>() {
        let TokenTree::Ident(keyword) = token else {
            continue;
        };
        if keyword == "fn" {
            break;
        }
        if let Some((_, found)) = ITEMS.iter().find(|(name, _)| keyword == name) {
            return syn::Error::new(
                keyword.span(),
                format!("`#[on_event]` goes on a function, found {found}"),
            );
        }
    }
    error
}
