//! Expressions: the places of a request that a scheme or a rule can name.

pub(crate) mod condition;
pub(crate) mod near_miss;
pub(crate) mod quotes;
pub(crate) mod read;

use std::fmt;

use serde::{Serialize, Serializer};

use crate::text::const_str::{
    attempt, equal, equal_any_case, escapes_are_valid, is_token, strip_prefix, survives_http,
};
use crate::text::diagnostic::Diagnostic;
use near_miss::near_miss;
use quotes::Quotes;

/// Names one value of a request: an `OpenAPI` runtime expression.
///
/// | text | value |
/// |---|---|
/// | `$method` | the method, in upper case |
/// | `$url` | the absolute URL |
/// | `$request.path` | the path, as it was received |
/// | `$request.header.NAME` | the one header of that name, in any case |
/// | `$request.query.NAME` | the one query parameter of that name, decoded |
/// | `$request.body` | the body, byte for byte |
/// | `$request.body#/POINTER`, or `/POINTER` for short | one string, number or boolean of a JSON body (RFC 6901) |
///
/// Two expressions are equal when they name the same value, so header names compare in any case.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::Expression;
///
/// assert_eq!(Expression::parse("$request.header.X-Id").ok(), Some(Expression::Header("X-Id")));
/// assert_eq!(Expression::parse("/event/id").ok(), Some(Expression::Pointer("/event/id")));
///
/// let refused = Expression::parse("$request.headers.X-Id").map_err(|message| message.to_string());
/// let text = "unknown expression `$request.headers.X-Id`\nhelp: write `$request.header.X-Id`";
/// assert_eq!(refused, Err(text.to_owned()));
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Expression<'a> {
    /// The method.
    Method,
    /// The absolute URL.
    Url,
    /// The path.
    Path,
    /// One header, by its name.
    Header(&'a str),
    /// One query parameter, by its decoded name.
    Query(&'a str),
    /// The whole body.
    Body,
    /// One value of the JSON body, by its pointer, which begins with `/`.
    Pointer(&'a str),
}

impl<'a> Expression<'a> {
    /// Parses an expression.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::Expression;
    ///
    /// assert_eq!(Expression::parse("$method").ok(), Some(Expression::Method));
    /// assert!(Expression::parse("$request.header.X Id").is_err_and(|text| text.as_str().contains("`X Id`")));
    /// ```
    ///
    /// # Errors
    ///
    /// A text that quotes the fault and says what to write instead.
    pub const fn parse(text: &'a str) -> Result<Self, Diagnostic> {
        Self::parse_quoted(text, Quotes::Bare)
    }

    pub(crate) const fn parse_quoted(text: &'a str, quotes: Quotes) -> Result<Self, Diagnostic> {
        match text.as_bytes() {
            [] => return Err(Diagnostic::new("empty expression").then(ALL)),
            [b'/', ..] => {
                attempt!(check_escapes(text, text, quotes));
                return Ok(Self::Pointer(text));
            }
            _ => {}
        }
        if let Some(name) = strip_prefix(text, "$request.header.") {
            attempt!(check_header(name, text, quotes));
            return Ok(Self::Header(name));
        }
        if let Some(name) = strip_prefix(text, "$request.query.") {
            attempt!(check_query(name, text, quotes));
            return Ok(Self::Query(name));
        }
        if let Some(pointer) = strip_prefix(text, "$request.body#") {
            attempt!(check_pointer(pointer, text, quotes));
            return Ok(Self::Pointer(pointer));
        }
        if equal(text, "$method") {
            Ok(Self::Method)
        } else if equal(text, "$url") {
            Ok(Self::Url)
        } else if equal(text, "$request.path") {
            Ok(Self::Path)
        } else if equal(text, "$request.body") {
            Ok(Self::Body)
        } else {
            Err(unknown(text, quotes))
        }
    }

    /// Says whether two expressions name the same value; header names compare in any case.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::Expression;
    ///
    /// assert!(Expression::Header("X-Id").same(Expression::Header("x-id")));
    /// assert!(!Expression::Query("id").same(Expression::Query("ID")));
    /// ```
    #[must_use]
    pub const fn same(self, other: Expression<'_>) -> bool {
        match (self, other) {
            (Self::Method, Expression::Method)
            | (Self::Url, Expression::Url)
            | (Self::Path, Expression::Path)
            | (Self::Body, Expression::Body) => true,
            (Self::Header(one), Expression::Header(other)) => equal_any_case(one, other),
            (Self::Query(one), Expression::Query(other))
            | (Self::Pointer(one), Expression::Pointer(other)) => equal(one, other),
            _ => false,
        }
    }

    /// Appends the expression's text.
    pub(crate) const fn append_to(self, message: &Diagnostic) -> Diagnostic {
        match self {
            Self::Method => message.then("$method"),
            Self::Url => message.then("$url"),
            Self::Path => message.then("$request.path"),
            Self::Header(name) => message.then("$request.header.").then(name),
            Self::Query(name) => message.then("$request.query.").then(name),
            Self::Body => message.then("$request.body"),
            Self::Pointer(pointer) => message.then("$request.body#").then(pointer),
        }
    }
}

impl PartialEq for Expression<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.same(*other)
    }
}

impl Eq for Expression<'_> {}

impl fmt::Display for Expression<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method => f.write_str("$method"),
            Self::Url => f.write_str("$url"),
            Self::Path => f.write_str("$request.path"),
            Self::Header(name) => write!(f, "$request.header.{name}"),
            Self::Query(name) => write!(f, "$request.query.{name}"),
            Self::Body => f.write_str("$request.body"),
            Self::Pointer(pointer) => write!(f, "$request.body#{pointer}"),
        }
    }
}

impl Serialize for Expression<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

const ALL: &str = "\nhelp: write `$method`, `$url`, `$request.path`, `$request.header.NAME`, `$request.query.NAME`, \
                   `$request.body` or `$request.body#/POINTER`";

const fn check_header(name: &str, text: &str, quotes: Quotes) -> Result<(), Diagnostic> {
    if name.is_empty() {
        let message = quotes.quote(&Diagnostic::new("no header name in "), text);
        return Err(quotes.write(&message, "$request.header.", "NAME"));
    }
    if !is_token(name) {
        return Err(quotes.quote(
            &Diagnostic::new("")
                .quote(name)
                .then(" is no header name, in "),
            text,
        ));
    }
    Ok(())
}

const fn check_query(name: &str, text: &str, quotes: Quotes) -> Result<(), Diagnostic> {
    if name.is_empty() {
        let message = quotes.quote(&Diagnostic::new("no parameter name in "), text);
        return Err(quotes.write(&message, "$request.query.", "NAME"));
    }
    if !survives_http(name) {
        return Err(quotes.quote(
            &Diagnostic::new("white space at an end of the parameter name in "),
            text,
        ));
    }
    Ok(())
}

const fn check_pointer(pointer: &str, text: &str, quotes: Quotes) -> Result<(), Diagnostic> {
    match pointer.as_bytes() {
        [] => {
            let message = quotes.quote(&Diagnostic::new("no pointer in "), text);
            Err(quotes.write(&message, "$request.body", ""))
        }
        [b'/', ..] => check_escapes(pointer, text, quotes),
        _ => {
            let message = quotes.quote(&Diagnostic::new("pointer without a leading `/` in "), text);
            Err(quotes.write(&message, "$request.body#/", pointer))
        }
    }
}

const fn check_escapes(pointer: &str, text: &str, quotes: Quotes) -> Result<(), Diagnostic> {
    if escapes_are_valid(pointer) {
        Ok(())
    } else {
        Err(quotes
            .quote(&Diagnostic::new("`~` before neither `0` nor `1` in "), text)
            .help("write `~0` for `~` and `~1` for `/`"))
    }
}

/// What was probably meant by a text that is no expression, as a beginning and a rest.
pub(crate) const fn meant(text: &str) -> Option<(&'static str, &str)> {
    if let Some(near) = near_miss(text) {
        return Some(near);
    }
    let trimmed = text.trim_ascii();
    if trimmed.len() < text.len() && Expression::parse(trimmed).is_ok() {
        return Some(("", trimmed));
    }
    None
}

const fn unknown(text: &str, quotes: Quotes) -> Diagnostic {
    let message = quotes.quote(&Diagnostic::new("unknown expression "), text);
    match meant(text) {
        Some((right, rest)) => quotes.write(&message, right, rest),
        None => message.then(ALL),
    }
}

#[cfg(test)]
mod tests;
