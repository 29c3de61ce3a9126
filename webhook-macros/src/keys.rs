//! The grammar that all attributes share: keys, separated by commas, each with `= value`, with `(..)`, or alone.
//!
//! [`keys!`] declares the keys of an attribute. The parser, and the errors about unknown and repeated keys, follow from
//! that declaration.

use std::mem;

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Lit, LitStr, Meta, Result, Token, Variant};

use crate::errors::{Errors, fault};
use crate::former_names;
use crate::value::{Value, is_end, two_of};
use crate::written::written;

/// Declares the keys of an attribute: the name of each key, the field for its value, and the function that parses it.
///
/// A field in brackets holds the strings before the first key.
macro_rules! keys {
    ($($visibility:vis struct $keys:ident {
        $([$values:ident],)?
        $($($name:literal)|+ => $field:ident: $ty:ty = $parse:expr,)+
    })+) => {$(
        #[derive(Default)]
        $visibility struct $keys {
            $($visibility $values: Vec<::syn::LitStr>,)?
            $($visibility $field: $ty,)+
        }

        impl $crate::keys::Keys for $keys {
            const NAMES: &'static [&'static str] = &[$($($name),+),+];

            $(
                fn values(&mut self) -> Option<&mut Vec<::syn::LitStr>> {
                    Some(&mut self.$values)
                }
            )?

            fn take(&mut self, value: &mut $crate::value::Value<'_>) -> ::syn::Result<bool> {
                let key = value.key;
                Ok(match key.to_string().as_str() {
                    $($($name)|+ => {
                        let value = value.parse($parse)?;
                        $crate::keys::Slot::put(&mut self.$field, key, value)
                    })+
                    _ => true,
                })
            }
        }
    )+};
}
pub(crate) use keys;

/// The keys of an attribute, as [`keys!`] declares them.
pub(crate) trait Keys: Default {
    const NAMES: &'static [&'static str];

    /// The field for strings before the first key, if the attribute takes any.
    fn values(&mut self) -> Option<&mut Vec<LitStr>> {
        None
    }

    /// Parses what follows one of the names. Returns `false` if the key was given before.
    fn take(&mut self, value: &mut Value<'_>) -> Result<bool>;

    /// Parses until the input ends. After an error it continues behind the next comma.
    fn parse(input: ParseStream<'_>, errors: &mut Errors) -> Self {
        let mut keys = Self::default();
        let mut before_keys = true;
        while !input.is_empty() {
            before_keys = before_keys && keys.is_value(input);
            let parsed = match keys.values().filter(|_| before_keys) {
                Some(values) => parse_value(input).map(|value| values.push(value)),
                None => keys.parse_key(input, errors),
            };
            if let Err(error) = parsed.and_then(|()| end_of_value(input)) {
                errors.add(error);
                skip_value(input);
            }
        }
        keys
    }

    /// Whether a value comes next. A lone first word counts as a value without quotes.
    fn is_value(&mut self, input: ParseStream<'_>) -> bool {
        if input.peek(Lit) || self.values().is_none_or(|values| !values.is_empty()) {
            return input.peek(Lit);
        }
        let ahead = input.fork();
        let is_word = |word: Ident| !Self::NAMES.contains(&word.to_string().as_str());
        ahead.parse().is_ok_and(is_word) && is_end(&ahead)
    }

    fn parse_key(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> Result<()> {
        if input.peek(Lit) {
            let literal: Lit = input.parse()?;
            let text = written(&literal);
            let message = if self.values().is_some() {
                format!("values go before keys\nhelp: put `{text}` first")
            } else {
                let names = Self::NAMES.join("`, `");
                format!("expected a key, one of `{names}`, found `{text}`")
            };
            return fault(literal.span(), message);
        }
        let key = &input.call(Ident::parse_any)?;
        let name = key.to_string();
        if !Self::NAMES.contains(&name.as_str()) {
            return fault(key.span(), unknown("key", &name, Self::NAMES));
        }
        if !self.take(&mut Value { key, input, errors })? {
            let message = format!("`{name}` is given twice");
            if !SEVERAL.contains(&name.as_str()) {
                return fault(key.span(), message);
            }
            let (one, other) = two_of(key);
            let help = format!("help: write several as `{name}(\"{one}\", \"{other}\")`");
            return fault(key.span(), format!("{message}\n{help}"));
        }
        Ok(())
    }
}

/// The field for the values of a key.
pub(crate) trait Slot<T> {
    /// Returns `false` if the key was given before.
    fn put(&mut self, key: &Ident, value: T) -> bool;
}

impl<T> Slot<T> for Option<T> {
    fn put(&mut self, _: &Ident, value: T) -> bool {
        self.replace(value).is_none()
    }
}

/// For a key that errors point at.
impl<T> Slot<T> for Option<(Ident, T)> {
    fn put(&mut self, key: &Ident, value: T) -> bool {
        self.replace((key.clone(), value)).is_none()
    }
}

/// For a key whose value is a list.
impl<T> Slot<Self> for Vec<T> {
    fn put(&mut self, _: &Ident, value: Self) -> bool {
        mem::replace(self, value).is_empty()
    }
}

/// For a key that can be given many times.
impl<T> Slot<T> for Vec<T> {
    fn put(&mut self, _: &Ident, value: T) -> bool {
        self.push(value);
        true
    }
}

/// For several keys, each of which can be given once.
impl<T> Slot<T> for Vec<(Ident, T)> {
    fn put(&mut self, key: &Ident, value: T) -> bool {
        let first = self.iter().all(|(other, _)| other != key);
        self.extend(first.then(|| (key.clone(), value)));
        first
    }
}

/// Parses the first attribute `name` and reports the others.
pub(crate) fn attribute<'a, K: Keys>(
    attributes: &'a [Attribute],
    name: &str,
    errors: &mut Errors,
) -> (Option<&'a Attribute>, K) {
    let mut found = named(attributes, name);
    let first = found.next();
    for again in found {
        let text = format!("`#[{name}]` is given twice");
        errors.add(syn::Error::new_spanned(again.path(), text));
    }
    let keys = match first.map(|attribute| &attribute.meta) {
        None | Some(Meta::Path(_)) => K::default(),
        Some(Meta::List(list)) => parse_tokens(list.tokens.clone(), errors),
        Some(Meta::NameValue(pair)) => {
            let help = format!("help: write `#[{name}(..)]`");
            let text = format!("`{name}` takes its keys in parentheses");
            errors.add(syn::Error::new_spanned(pair, format!("{text}\n{help}")));
            K::default()
        }
    };
    (first, keys)
}

/// Parses the attribute `name` of a variant, and reports it on the fields.
pub(crate) fn variant<'a, K: Keys>(
    variant: &'a Variant,
    name: &str,
    errors: &mut Errors,
) -> (Option<&'a Attribute>, K) {
    for field in &variant.fields {
        misplaced(&field.attrs, name, "a variant", errors);
    }
    attribute(&variant.attrs, name, errors)
}

/// Reports every attribute `name`, which belongs on `place`.
pub(crate) fn misplaced(attributes: &[Attribute], name: &str, place: &str, errors: &mut Errors) {
    for attribute in named(attributes, name) {
        let text = format!("`#[{name}]` goes on {place}");
        errors.add(syn::Error::new_spanned(attribute.path(), text));
    }
}

/// The attributes `name`.
pub(crate) fn named<'a>(
    attributes: &'a [Attribute],
    name: &str,
) -> impl Iterator<Item = &'a Attribute> {
    attributes
        .iter()
        .filter(move |found| found.path().is_ident(name))
}

/// Parses the tokens between the parentheses of an attribute.
pub(crate) fn parse_tokens<K: Keys>(tokens: TokenStream, errors: &mut Errors) -> K {
    let before = errors.unparsed();
    let mut keys = K::default();
    let parsed = (|input: ParseStream<'_>| {
        keys = K::parse(input, errors);
        Ok(())
    })
    .parse2(tokens);
    // Tokens that are left over after an error are not a second error.
    if let Err(error) = parsed
        && errors.unparsed() == before
    {
        errors.add(error);
    }
    keys
}

/// `key(..)`, with keys in the parentheses
pub(crate) fn nested<K: Keys>(value: &mut Value<'_>, example: &str) -> Result<K> {
    let content = value.parenthesized(example)?;
    Ok(K::parse(&content, value.errors))
}

fn parse_value(input: ParseStream<'_>) -> Result<LitStr> {
    if input.peek(LitStr) {
        return input.parse();
    }
    let wrong: TokenTree = input.parse()?;
    let help = format!("help: write `\"{}\"`", written(&wrong));
    fault(wrong.span(), format!("a value must be a string\n{help}"))
}

fn end_of_value(input: ParseStream<'_>) -> Result<()> {
    if input.is_empty() {
        return Ok(());
    }
    input.parse::<Token![,]>().map(drop)
}

fn skip_value(input: ParseStream<'_>) {
    while let Ok(token) = input.parse::<TokenTree>() {
        if matches!(token, TokenTree::Punct(comma) if comma.as_char() == ',') {
            break;
        }
    }
}

/// The keys that take several texts in parentheses.
const SEVERAL: [&str; 3] = ["path", "discriminator", "headers"];

/// The error for a `given` that is not one of `expected`, with its new name or the closest match.
pub(crate) fn unknown(what: &str, given: &str, expected: &[&str]) -> String {
    let nearest = || {
        let distances = expected.iter().map(|name| (distance(name, given), name));
        let (distance, name) = distances.min()?;
        (distance <= given.len() / 3 + 1).then(|| format!("\nhelp: did you mean `{name}`?"))
    };
    let renamed = former_names::key(given).filter(|new| expected.contains(new));
    let help = renamed
        .map(|new| format!("\nhelp: it is now called `{new}`"))
        .or_else(nearest)
        .unwrap_or_default();
    let among = if expected.len() > 1 { "one of " } else { "" };
    let expected = expected.join("`, `");
    format!("unknown {what} `{given}`, expected {among}`{expected}`{help}")
}

/// The Levenshtein distance.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (line, from) in left.chars().enumerate() {
        let mut diagonal = line;
        let mut before = line + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(right.chars()) {
            let replaced = diagonal + usize::from(from != to);
            diagonal = *cell;
            before = replaced.min(before + 1).min(*cell + 1);
            *cell = before;
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
    fn an_unknown_key_names_the_nearest() {
        let text = unknown("key", "evnt", &["group", "ty", "event"]);
        assert_eq!(
            text,
            "unknown key `evnt`, expected one of `group`, `ty`, `event`\nhelp: did you mean `event`?"
        );
        let text = unknown("key", "zzzzz", &["ty"]);
        assert_eq!(text, "unknown key `zzzzz`, expected `ty`");
    }
}
