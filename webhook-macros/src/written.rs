//! Prints a type the way a user writes it: `HashMap<String, Vec<f64>>`.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Type, TypeReference};

pub(crate) fn written(tokens: impl ToTokens) -> String {
    let mut text = String::new();
    print(tokens.into_token_stream(), &mut text);
    text
}

/// The owned type for `reference`.
pub(crate) fn owned(reference: &TypeReference) -> String {
    match (&*reference.elem, written(&reference.elem)) {
        (Type::Slice(slice), _) => format!("Vec<{}>", written(&slice.elem)),
        (_, elem) if elem == "str" => "String".to_owned(),
        (_, elem) => elem,
    }
}

/// `stock_depleted` as `StockDepleted`.
pub(crate) fn camel_case(name: &str) -> String {
    let mut camel = String::new();
    for word in name.split('_') {
        let mut letters = word.chars();
        camel.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        camel.push_str(letters.as_str());
    }
    camel
}

/// Whether the word `name` occurs in `tokens`.
pub(crate) fn mentions(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        _ => false,
    })
}

fn print(tokens: TokenStream, text: &mut String) {
    let mut after_word = false;
    let mut joint = false;
    for token in tokens {
        let word = matches!(token, TokenTree::Ident(_) | TokenTree::Literal(_));
        if word && after_word {
            text.push(' ');
        }
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                print(group.stream(), text);
                text.push_str(close);
            }
            TokenTree::Punct(punct) => {
                let arrow = joint && text.ends_with('-');
                match punct.as_char() {
                    '>' if arrow => text.push_str("> "),
                    '-' => text.push_str(" -"),
                    sign @ ('+' | '=') => text.extend([' ', sign, ' ']),
                    sign @ (',' | ';') => text.extend([sign, ' ']),
                    sign => text.push(sign),
                }
                joint = punct.spacing() == Spacing::Joint;
            }
            other => text.push_str(&other.to_string()),
        }
        after_word = word;
    }
    if text.ends_with(", ") {
        text.truncate(text.len() - 2);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn types_look_handwritten() {
        for text in [
            "Order",
            "Vec<f64>",
            "HashMap<String, Vec<f64>>",
            "crate::events::Order",
            "Box<dyn Any + Send>",
            "(u8, &'static str)",
            "[u8; 4]",
            "fn(u8) -> u8",
            "<A as B>::C",
            "Box<dyn Iterator<Item = u8>>",
        ] {
            let ty: syn::Type = syn::parse_str(text).unwrap();
            assert_eq!(super::written(&ty), text);
        }
    }
}
