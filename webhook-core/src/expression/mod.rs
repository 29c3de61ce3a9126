//! Expressions: how a scheme or a rule names a value of a request.

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
/// | `$request.header.NAME` | the only header with that name, in any case |
/// | `$request.query.NAME` | the only query parameter with that name, decoded |
/// | `$request.body` | the body, byte for byte; for a rule of a group that reads JSON, its value |
/// | `$request.body#/POINTER`, or `/POINTER` for short | a string, number or boolean of a JSON body (RFC 6901) |
///
/// In a group with `each`, `$item#/POINTER` is a value of the item, which has no body of its own: there, `/POINTER` is short
/// for that.
///
/// [`FirstOf`](Self::FirstOf) several expressions is the first one with a value. It has no text of its own, and no scheme
/// signs it: it is for the events and ids of a [`Sender`](crate::senders::Sender).
///
/// A value that is read as text has to be UTF-8, after its escapes are decoded. Values that are not read may be anything.
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
    /// A header, by its name.
    Header(&'a str),
    /// A query parameter, by its decoded name.
    Query(&'a str),
    /// The whole body.
    Body,
    /// A value of the JSON body, by its pointer, which begins with `/`.
    Pointer(&'a str),
    /// A value of the item, by its pointer, in a group with `each`.
    Item(&'a str),
    /// The first of several values that is there, such as `/event/type` or else `/type`. `null` is not there.
    FirstOf(&'a [Self]),
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
    /// The text quotes the fault and suggests what to write instead.
    pub const fn parse(text: &'a str) -> Result<Self, Diagnostic> {
        Self::parse_quoted(text, Quotes::Bare)
    }

    /// Parses an expression of a group with `each`, where `/POINTER` is short for `$item#/POINTER`.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    #[doc(hidden)]
    pub const fn parse_beside_each(text: &'a str) -> Result<Self, Diagnostic> {
        if let Some(pointer) = strip_prefix(text, "$item#") {
            attempt!(check_pointer(pointer, text, ITEM, Quotes::Bare));
            return Ok(Self::Item(pointer));
        }
        match (Self::parse(text), text.as_bytes()) {
            (Ok(Self::Pointer(pointer)), [b'/', ..]) => Ok(Self::Item(pointer)),
            (parsed, _) => parsed,
        }
    }

    /// Parses an expression of a group whose sender may send several events in one request.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse); an item has no body.
    #[doc(hidden)]
    pub const fn parse_in<const ITEM: bool>(text: &'a str) -> Result<Self, Diagnostic> {
        if !ITEM {
            return Self::parse(text);
        }
        match Self::parse_beside_each(text) {
            Ok(Self::Body) => Err(Diagnostic::new(
                "this sender sends several events in one request: an expression is one value of an item or of the body",
            )
            .help("write `$item#/..` or `$request.body#/..`")),
            parsed => parsed,
        }
    }

    pub(crate) const fn parse_quoted(text: &'a str, quotes: Quotes) -> Result<Self, Diagnostic> {
        if text.is_empty() {
            return Err(Diagnostic::new("empty expression").then(ALL));
        }
        if let [b'/', ..] = text.as_bytes() {
            attempt!(check_escapes(text, text, quotes));
            return Ok(Self::Pointer(text));
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
            attempt!(check_pointer(pointer, text, BODY, quotes));
            return Ok(Self::Pointer(pointer));
        }
        match text.as_bytes() {
            b"$method" => Ok(Self::Method),
            b"$url" => Ok(Self::Url),
            b"$request.path" => Ok(Self::Path),
            b"$request.body" => Ok(Self::Body),
            _ => Err(unknown(text, quotes)),
        }
    }

    /// Returns whether two expressions name the same value. Header names are compared in any case.
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
            (Self::Header(one), Expression::Header(other)) => equal_any_case(one, other),
            (Self::FirstOf(all), Expression::FirstOf(others)) => all_same(all, others),
            (Self::Query(one), Expression::Query(other))
            | (Self::Pointer(one), Expression::Pointer(other))
            | (Self::Item(one), Expression::Item(other)) => equal(one, other),
            (Self::Method, Expression::Method)
            | (Self::Url, Expression::Url)
            | (Self::Path, Expression::Path)
            | (Self::Body, Expression::Body) => true,
            _ => false,
        }
    }

    /// The expressions that are read for the value: this one, or each of [`FirstOf`](Self::FirstOf).
    pub(crate) fn alternatives(self) -> impl Iterator<Item = Self> + Clone {
        let (one, all) = match self {
            Self::FirstOf(all) => (None, all),
            one => (Some(one), &[][..]),
        };
        one.into_iter().chain(all.iter().copied())
    }

    /// The text of the expression: its beginning, and the name or the pointer.
    const fn parts(self) -> (&'static str, &'a str) {
        match self {
            Self::Method => ("$method", ""),
            Self::Url => ("$url", ""),
            Self::Path => ("$request.path", ""),
            Self::Header(name) => ("$request.header.", name),
            Self::Query(name) => ("$request.query.", name),
            Self::Body => ("$request.body", ""),
            Self::Pointer(pointer) => ("$request.body#", pointer),
            Self::Item(pointer) => ("$item#", pointer),
            // Not the text, which is that of its expressions.
            Self::FirstOf(_) => ("first of", ""),
        }
    }

    /// Appends the text of the expression to `message`.
    pub(crate) const fn append_to(self, message: &Diagnostic) -> Diagnostic {
        let (beginning, rest) = self.parts();
        message.then(beginning).then(rest)
    }
}

const fn all_same(all: &[Expression<'_>], others: &[Expression<'_>]) -> bool {
    match (all, others) {
        ([], []) => true,
        ([one, all @ ..], [other, others @ ..]) => one.same(*other) && all_same(all, others),
        _ => false,
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
        if let Self::FirstOf([first, others @ ..]) = self {
            write!(f, "{first}")?;
            return others.iter().try_for_each(|other| write!(f, " or {other}"));
        }
        let (beginning, rest) = self.parts();
        write!(f, "{beginning}{rest}")
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
        return Err(quotes.suggest(&message, "$request.header.", "NAME"));
    }
    if !is_token(name) {
        let message = Diagnostic::new("").quote(name);
        return Err(quotes.quote(&message.then(" is not a header name, in "), text));
    }
    Ok(())
}

const fn check_query(name: &str, text: &str, quotes: Quotes) -> Result<(), Diagnostic> {
    if name.is_empty() {
        let message = quotes.quote(&Diagnostic::new("no parameter name in "), text);
        return Err(quotes.suggest(&message, "$request.query.", "NAME"));
    }
    if !survives_http(name) {
        let message = Diagnostic::new("white space around the parameter name in ");
        return Err(quotes.quote(&message, text));
    }
    Ok(())
}

/// How pointers begin, and what is suggested without one.
const BODY: (&str, (&str, &str)) = ("$request.body#/", ("$request.body", ""));
const ITEM: (&str, (&str, &str)) = ("$item#/", ("$item#/", "POINTER"));

const fn check_pointer(
    pointer: &str,
    text: &str,
    (beginning, (right, rest)): (&str, (&str, &str)),
    quotes: Quotes,
) -> Result<(), Diagnostic> {
    match pointer.as_bytes() {
        [] => {
            let message = quotes.quote(&Diagnostic::new("no pointer in "), text);
            Err(quotes.suggest(&message, right, rest))
        }
        [b'/', ..] => check_escapes(pointer, text, quotes),
        _ => {
            let message = quotes.quote(&Diagnostic::new("pointer without a leading `/` in "), text);
            Err(quotes.suggest(&message, beginning, pointer))
        }
    }
}

const fn check_escapes(pointer: &str, text: &str, quotes: Quotes) -> Result<(), Diagnostic> {
    if escapes_are_valid(pointer) {
        return Ok(());
    }
    let message = Diagnostic::new("`~` is not followed by `0` or `1` in ");
    Err(quotes
        .quote(&message, text)
        .help("write `~0` for `~` and `~1` for `/`"))
}

/// The expression that was probably meant by an invalid text, as a beginning and a rest.
pub(crate) const fn meant(text: &str) -> Option<(&'static str, &str)> {
    let trimmed = text.trim_ascii();
    match near_miss(text) {
        None if trimmed.len() < text.len() && Expression::parse(trimmed).is_ok() => {
            Some(("", trimmed))
        }
        near => near,
    }
}

const fn unknown(text: &str, quotes: Quotes) -> Diagnostic {
    let message = quotes.quote(&Diagnostic::new("unknown expression "), text);
    if strip_prefix(text, "$item#").is_some() {
        return message
            .help("only groups with `each` have items, and no signature covers one alone");
    }
    match meant(text) {
        Some((right, rest)) => quotes.suggest(&message, right, rest),
        None => message.then(ALL),
    }
}

#[cfg(test)]
mod tests;
