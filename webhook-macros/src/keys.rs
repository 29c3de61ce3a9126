//! The grammar that all attributes share: keys, separated by commas, each with `= value`, with `(..)`, or alone.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseBuffer, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::token::Paren;
use syn::{Attribute, Lit, LitStr, Meta, Path, Result, Token};

use crate::errors::Errors;
use crate::written::written;

/// The keys that may be repeated.
const REPEATABLE: [&str; 4] = ["when", "field", "require", "handshake"];

/// Finds the attribute `name`, and reports every further one.
pub(crate) fn find<'a>(
    attributes: &'a [Attribute],
    name: &str,
    errors: &mut Errors,
) -> Option<&'a Attribute> {
    let mut found = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident(name));
    let first = found.next();
    for again in found {
        errors.at(again.path(), format!("`#[{name}]` is given twice"));
    }
    first
}

/// Reports every attribute `name`, which belongs to `place`.
pub(crate) fn misplaced(attributes: &[Attribute], name: &str, place: &str, errors: &mut Errors) {
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident(name))
    {
        errors.at(attribute.path(), format!("`#[{name}]` goes on {place}"));
    }
}

/// Parses what the parentheses of an attribute hold.
pub(crate) fn parse_attribute(
    attribute: &Attribute,
    errors: &mut Errors,
    parse: impl FnOnce(ParseStream<'_>, &mut Errors),
) {
    match &attribute.meta {
        Meta::Path(_) => parse_tokens(TokenStream::new(), errors, parse),
        Meta::List(list) => parse_tokens(list.tokens.clone(), errors, parse),
        Meta::NameValue(pair) => {
            let name = written(&pair.path);
            errors.at(
                pair,
                format!("`{name}` takes its keys in parentheses\nhelp: write `#[{name}(..)]`"),
            );
        }
    }
}

/// Parses the tokens between the parentheses of an attribute.
pub(crate) fn parse_tokens(
    tokens: TokenStream,
    errors: &mut Errors,
    parse: impl FnOnce(ParseStream<'_>, &mut Errors),
) {
    let before = errors.count();
    let parsed = (|input: ParseStream<'_>| {
        parse(input, errors);
        Ok(())
    })
    .parse2(tokens);
    // What an error left behind is no second one.
    if let Err(error) = parsed
        && errors.count() == before
    {
        errors.add(error);
    }
}

/// Parses keys until the input ends; `take` parses what follows one of `expected`.
///
/// After an error it goes on behind the next comma.
pub(crate) fn parse_keys(
    input: ParseStream<'_>,
    expected: &[&str],
    errors: &mut Errors,
    mut take: impl FnMut(&Ident, ParseStream<'_>, &mut Errors) -> Result<()>,
) {
    let mut seen = Vec::new();
    while !input.is_empty() {
        let parsed = parse_key(input, expected, &mut seen).and_then(|key| {
            take(&key, input, errors)?;
            end_of_value(input)
        });
        if let Err(error) = parsed {
            errors.add(error);
            skip_value(input);
        }
    }
}

fn parse_key(input: ParseStream<'_>, expected: &[&str], seen: &mut Vec<String>) -> Result<Ident> {
    if input.peek(Lit) {
        let literal: Lit = input.parse()?;
        let text = written(&literal);
        // Only an attribute with `when` has values.
        let message = if expected.contains(&"when") {
            format!("a value comes before the keys\nhelp: begin with `{text}`")
        } else {
            format!(
                "expected a key, one of `{}`, found `{text}`",
                expected.join("`, `")
            )
        };
        return Err(syn::Error::new(literal.span(), message));
    }
    let key = input.call(Ident::parse_any)?;
    let name = key.to_string();
    if !expected.contains(&name.as_str()) {
        return Err(syn::Error::new(key.span(), unknown("key", &name, expected)));
    }
    if !REPEATABLE.contains(&name.as_str()) && seen.contains(&name) {
        return Err(syn::Error::new(
            key.span(),
            format!("`{name}` is given twice"),
        ));
    }
    seen.push(name);
    Ok(key)
}

fn end_of_value(input: ParseStream<'_>) -> Result<()> {
    if input.is_empty() {
        Ok(())
    } else {
        input.parse::<Token![,]>().map(drop)
    }
}

pub(crate) fn skip_value(input: ParseStream<'_>) {
    while let Ok(token) = input.parse::<TokenTree>() {
        if matches!(token, TokenTree::Punct(comma) if comma.as_char() == ',') {
            break;
        }
    }
}

/// `key`
pub(crate) fn flag(key: &Ident, input: ParseStream<'_>) -> Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    let help = format!("help: write `{key}` alone, or leave it out");
    Err(syn::Error::new(
        key.span(),
        format!("`{key}` takes no value\n{help}"),
    ))
}

/// `key = value`
pub(crate) fn value<T: Parse>(key: &Ident, input: ParseStream<'_>, example: &str) -> Result<T> {
    let help = format!("help: write `{key} = {example}`");
    if input.parse::<Option<Token![=]>>()?.is_none() || input.is_empty() {
        return Err(syn::Error::new(
            key.span(),
            format!("`{key}` has no value\n{help}"),
        ));
    }
    input.parse().map_err(|error| {
        syn::Error::new(
            error.span(),
            format!("`{key}` has a value of another kind\n{help}"),
        )
    })
}

/// `key = "text"`
pub(crate) fn text(key: &Ident, input: ParseStream<'_>) -> Result<LitStr> {
    value(key, input, "\"..\"")
}

/// What the parentheses of `key(..)` hold.
pub(crate) fn parenthesized<'a>(
    key: &Ident,
    input: ParseStream<'a>,
    example: &str,
) -> Result<ParseBuffer<'a>> {
    if !input.peek(Paren) {
        let help = format!("help: write `{key}({example})`");
        return Err(syn::Error::new(
            key.span(),
            format!("`{key}` has no parentheses\n{help}"),
        ));
    }
    let content;
    syn::parenthesized!(content in input);
    Ok(content)
}

/// `key = "text"` or `key("text", "text")`
pub(crate) fn strings(key: &Ident, input: ParseStream<'_>) -> Result<Vec<LitStr>> {
    if !input.peek(Paren) {
        let several = format!("\"..\"`, or several as `{key}(\"..\", \"..\")");
        return Ok(vec![value(key, input, &several)?]);
    }
    let content;
    syn::parenthesized!(content in input);
    let literals = Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?;
    if literals.is_empty() {
        return Err(syn::Error::new(key.span(), format!("`{key}` is empty")));
    }
    Ok(literals.into_iter().collect())
}

/// `crate = "path"`
pub(crate) fn crate_path(key: &Ident, input: ParseStream<'_>) -> Result<Path> {
    let literal = text(key, input)?;
    literal.parse_with(Path::parse_mod_style).map_err(|_| {
        let help = "help: write `crate = \"hooks\"`, or `crate = \"crate::hooks\"`";
        syn::Error::new(
            literal.span(),
            format!("`{}` is no path\n{help}", literal.value()),
        )
    })
}

/// Says that `given` is none of `expected`, and which one it resembles.
pub(crate) fn unknown(what: &str, given: &str, expected: &[&str]) -> String {
    let nearest = expected
        .iter()
        .map(|name| (distance(name, given), name))
        .min()
        .filter(|(distance, _)| *distance <= given.len() / 3 + 1)
        .map(|(_, name)| format!("\nhelp: did you mean `{name}`?"))
        .unwrap_or_default();
    let among = if expected.len() > 1 { "one of " } else { "" };
    format!(
        "unknown {what} `{given}`, expected {among}`{}`{nearest}",
        expected.join("`, `")
    )
}

/// Levenshtein's distance.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (line, from) in left.chars().enumerate() {
        let mut diagonal = line;
        let mut before = line + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(right.chars()) {
            let best = (diagonal + usize::from(from != to))
                .min(before + 1)
                .min(*cell + 1);
            diagonal = std::mem::replace(cell, best);
            before = best;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_edits() {
        assert_eq!(distance("event", "event"), 0);
        assert_eq!(distance("event", "evnt"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
    }

    #[test]
    fn several_texts_stand_in_parentheses_without_an_equals_sign() {
        let parse = |text: &str| {
            let parser = |input: ParseStream<'_>| {
                let key: Ident = input.parse()?;
                strings(&key, input)
            };
            parser.parse_str(text).map(|texts| texts.len())
        };
        assert_eq!(parse(r#"keys = "a""#).ok(), Some(1));
        assert_eq!(parse(r#"keys("a", "b")"#).ok(), Some(2));
        for wrong in [r#"keys = ("a", "b")"#, r#"keys = ["a", "b"]"#, "keys ="] {
            let error = parse(wrong).unwrap_err().to_string();
            let help = r#"help: write `keys = ".."`, or several as `keys("..", "..")`"#;
            assert!(error.ends_with(help), "{error}");
        }
    }

    #[test]
    fn an_unknown_key_names_the_nearest() {
        let text = unknown("key", "evnt", &["group", "ty", "event"]);
        assert_eq!(
            text,
            "unknown key `evnt`, expected one of `group`, `ty`, `event`\nhelp: did you mean `event`?"
        );
        assert_eq!(
            unknown("key", "zzzzz", &["ty"]),
            "unknown key `zzzzz`, expected `ty`"
        );
    }
}
