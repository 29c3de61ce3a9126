//! What follows a key: the kinds of values that several attributes share.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use proc_macro2::{Ident, TokenTree};
use syn::parse::{Parse, ParseBuffer, ParseStream};
use syn::punctuated::Punctuated;
use syn::token::Paren;
use syn::{LitInt, LitStr, Path, Result, Token};

use crate::errors::{Errors, fault};

type Parser<T> = fn(ParseStream<'_>) -> Result<T>;

/// What follows `key` in `input`. Each method parses one kind of value; its error shows how to write one.
pub(crate) struct Value<'a> {
    pub(crate) key: &'a Ident,
    pub(crate) input: ParseStream<'a>,
    pub(crate) errors: &'a mut Errors,
}

impl<'a> Value<'a> {
    pub(crate) fn parse<T>(&mut self, parse: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        parse(self)
    }

    pub(crate) fn fault<T>(&self, message: impl Display) -> Result<T> {
        fault(self.key.span(), message)
    }

    pub(crate) fn is_parenthesized(&self) -> bool {
        self.input.peek(Paren)
    }

    /// `key`
    pub(crate) fn flag(&mut self) -> Result<Ident> {
        let key = self.key;
        if !is_end(self.input) {
            let help = format!("help: write `{key}` alone, or leave it out");
            let message = format!("`{key}` takes no value\n{help}");
            self.errors.at(key, message);
        }
        // The flag counts as given, so that what it allows is not reported as well.
        while !is_end(self.input) {
            self.input.parse::<TokenTree>()?;
        }
        Ok(key.clone())
    }

    /// `key = value`
    pub(crate) fn like<T: Parse>(&mut self, example: &str) -> Result<T> {
        self.parsed(example, T::parse)
    }

    /// `key = value`, where `parse` parses the value
    pub(crate) fn parsed<T>(&self, example: &str, parse: Parser<T>) -> Result<T> {
        let (key, input) = (self.key, self.input);
        let help = format!("help: write `{key} = {example}`");
        if input.parse::<Option<Token![=]>>()?.is_none() || input.is_empty() {
            return self.fault(format!("`{key}` has no value\n{help}"));
        }
        parse(input).or_else(|error| {
            let message = format!("`{key}` has a value of the wrong kind\n{help}");
            fault(error.span(), message)
        })
    }

    /// `key = "text"`
    pub(crate) fn text(&mut self) -> Result<LitStr> {
        self.like("\"..\"")
    }

    /// `key = 200`. The error for a number outside `range` is `rule`; the smallest number then stands in.
    pub(crate) fn number<T: FromStr<Err: Display> + PartialOrd + Copy>(
        &mut self,
        range: RangeInclusive<T>,
        example: &str,
        rule: &str,
    ) -> Result<T> {
        let literal: LitInt = self.like(example)?;
        match literal.base10_parse() {
            Ok(number) if range.contains(&number) => return Ok(number),
            _ => self.errors.at(literal, rule),
        }
        Ok(*range.start())
    }

    /// The milliseconds of a deadline: `500ms`, `10s` or `5m`, but not zero.
    pub(crate) fn deadline(&mut self, literal: &LitStr) -> Option<u64> {
        let text = literal.value();
        let deadline = milliseconds(&text, &UNITS[..3]).filter(|deadline| *deadline > 0);
        self.valid(literal, deadline, "deadline", "`500ms`, `10s` or `5m`")
    }

    /// The milliseconds of a tolerance, which may be hours or days as well.
    pub(crate) fn tolerance(&mut self, literal: &LitStr) -> Option<u64> {
        let tolerance = milliseconds(&literal.value(), &UNITS);
        let example = "`500ms`, `300s`, `5m`, `2h` or `7d`";
        self.valid(literal, tolerance, "tolerance", example)
    }

    /// Reports a value that is `None`.
    fn valid<T>(
        &mut self,
        literal: &LitStr,
        value: Option<T>,
        what: &str,
        example: &str,
    ) -> Option<T> {
        if value.is_none() {
            let text = literal.value();
            let message = format!("`{text}` is not a valid {what}\nhelp: write {example}");
            self.errors.at(literal, message);
        }
        value
    }

    /// What the parentheses of `key(..)` hold.
    pub(crate) fn parenthesized(&self, example: &str) -> Result<ParseBuffer<'a>> {
        let (key, input) = (self.key, self.input);
        if !self.is_parenthesized() {
            let help = format!("help: write `{key}({example})`");
            return self.fault(format!("`{key}` has no parentheses\n{help}"));
        }
        let content;
        syn::parenthesized!(content in input);
        Ok(content)
    }

    /// `key(item, item)`
    pub(crate) fn list<T>(&self, example: &str, parse: Parser<T>) -> Result<Vec<T>> {
        let content = self.parenthesized(example)?;
        let list = Punctuated::<T, Token![,]>::parse_terminated_with(&content, parse)?;
        if list.is_empty() {
            return self.fault(format!("`{}` is empty", self.key));
        }
        Ok(list.into_iter().collect())
    }

    /// `key = "text"` or `key("text", "text")`
    pub(crate) fn strings(&mut self) -> Result<Vec<LitStr>> {
        if self.is_parenthesized() {
            return self.list("\"..\"", Parse::parse);
        }
        let (one, other) = two_of(self.key);
        let several = format!(
            "\"{one}\"`, or several as `{}(\"{one}\", \"{other}\")",
            self.key
        );
        self.like(&several).map(|text| vec![text])
    }

    /// `crate = "path"`
    pub(crate) fn crate_path(&mut self) -> Result<Path> {
        let literal = self.text()?;
        literal.parse_with(Path::parse_mod_style).or_else(|_| {
            let help = "help: write `crate = \"hooks\"`, or `crate = \"crate::hooks\"`";
            let path = literal.value();
            fault(literal.span(), format!("`{path}` is not a path\n{help}"))
        })
    }
}

/// Two texts that could follow a key.
pub(crate) fn two_of(key: &Ident) -> (&'static str, &'static str) {
    if key == "path" {
        ("/a", "/b")
    } else {
        ("..", "..")
    }
}

/// The units of durations, in milliseconds.
const UNITS: [(&str, u64); 5] = [
    ("ms", 1),
    ("s", 1_000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];

/// The milliseconds of a duration such as `10s`, in one of these units.
fn milliseconds(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text.get(digits.len()..)?;
    let (_, unit) = units.iter().find(|(name, _)| *name == unit)?;
    let count = digits.bytes().all(|digit| digit.is_ascii_digit());
    let count: Option<u64> = count.then(|| digits.parse().ok()).flatten();
    count?.checked_mul(*unit)
}

pub(crate) fn is_end(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,])
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;
    use syn::parse::Parser as _;

    use super::*;

    #[test]
    fn durations_have_a_unit() {
        let day = 86_400_000;
        for (text, tolerance, deadline) in [
            ("500ms", Some(500), Some(500)),
            ("10s", Some(10_000), Some(10_000)),
            ("5m", Some(300_000), Some(300_000)),
            ("2h", Some(7_200_000), None),
            ("7d", Some(7 * day), None),
            ("0s", Some(0), None),
            ("7", None, None),
            ("+7d", None, None),
            ("1w", None, None),
            ("213503982335d", None, None),
        ] {
            let (key, literal) = (
                &Ident::new("key", Span::call_site()),
                LitStr::new(text, Span::call_site()),
            );
            let parser = |input: ParseStream<'_>| {
                let errors = &mut Errors::default();
                let mut value = Value { key, input, errors };
                Ok((value.tolerance(&literal), value.deadline(&literal)))
            };
            assert_eq!(
                parser.parse_str("").ok(),
                Some((tolerance, deadline)),
                "{text}"
            );
        }
    }

    #[test]
    fn several_texts_stand_in_parentheses_without_an_equals_sign() {
        let parse = |text: &str| {
            let parser = |input: ParseStream<'_>| {
                let (key, errors) = (&input.parse()?, &mut Errors::default());
                Value { key, input, errors }.strings()
            };
            parser.parse_str(text).map(|texts| texts.len())
        };
        assert_eq!(parse(r#"keys = "a""#).ok(), Some(1));
        assert_eq!(parse(r#"keys("a", "b")"#).ok(), Some(2));
        let error = parse("path = /a").unwrap_err().to_string();
        let help = r#"help: write `path = "/a"`, or several as `path("/a", "/b")`"#;
        assert!(error.ends_with(help), "{error}");
        for wrong in [r#"keys = ("a", "b")"#, r#"keys = ["a", "b"]"#, "keys ="] {
            let error = parse(wrong).unwrap_err().to_string();
            let help = r#"help: write `keys = ".."`, or several as `keys("..", "..")`"#;
            assert!(error.ends_with(help), "{error}");
        }
    }
}
