//! Templates: literal text, with expressions in braces.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::expression::quotes::Quotes;
use crate::expression::{Expression, meant};
use crate::scheme::grammar::computed::{Computed, is_field_name};
use crate::text::const_str::{attempt, equal, split_before, strip_prefix};
use crate::text::diagnostic::Diagnostic;

/// The message that is signed: literal text, and [expressions](Expression) in braces.
///
/// `{name}` is a [field](crate::scheme::Field) of the scheme, and `{value | computation}` is
/// [computed](crate::scheme::Computed). White space just inside the braces is ignored. Write `{{` and `}}` for a brace.
///
/// `{?name:text {name} text}` is a chunk: text around an optional field, which is left out as a whole where the request does
/// not have the field, or has it without a value. Every character behind the colon is signed.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::Template;
///
/// let template = Template::parse("{$method}|{$request.header.X-Timestamp}|{$request.body}");
/// assert_eq!(template.map(|template| template.segments().count()).ok(), Some(5));
///
/// let refused = Template::parse("{raw_body}").map_err(|message| message.to_string());
/// assert_eq!(refused, Err("unknown field `raw_body`\nhelp: write `{$request.body}`".to_owned()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template<'a>(&'a str);

impl Template<'static> {
    /// The body as it is, byte for byte.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(webhook_core::scheme::Template::BODY.source(), "{$request.body}");
    /// ```
    pub const BODY: Self = Self("{$request.body}");

    /// Parses a template, for constants.
    ///
    /// # Panics
    ///
    /// If [`parse`](Self::parse) refuses it, with the text of its error. In a constant, that is a compile error.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::Template;
    ///
    /// const MESSAGE: Template<'static> = Template::from_static("{t}.{$request.body}");
    /// assert_eq!(MESSAGE.source(), "{t}.{$request.body}");
    /// ```
    #[must_use]
    #[expect(clippy::panic, reason = "a compile error, in a constant")]
    pub const fn from_static(source: &'static str) -> Self {
        match Self::parse(source) {
            Ok(template) => template,
            Err(text) => panic!("{}", text.as_str()),
        }
    }
}

impl<'a> Template<'a> {
    /// A template that a test parses, and not the compiler.
    pub(crate) const fn tested(source: &'a str) -> Self {
        Self(source)
    }

    /// Parses a template.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::Template;
    ///
    /// assert!(Template::parse("v0:{ $request.header.X-Timestamp }:{$request.body}").is_ok());
    /// assert!(Template::parse("{$request.body").is_err_and(|text| text.as_str().contains("not closed")));
    /// ```
    ///
    /// # Errors
    ///
    /// The template is empty, has an unknown expression or field, or an unmatched brace. The text quotes the fault.
    pub const fn parse(source: &'a str) -> Result<Self, Diagnostic> {
        if source.is_empty() {
            return Err(Diagnostic::new("empty template")
                .help("write `{$request.body}` for the body as it is"));
        }
        let mut rest = source;
        // The chunk that is open, and whether it has its field.
        let mut chunk: Option<(&str, bool)> = None;
        while let Some((segment, tail)) = attempt!(Self::next_segment(rest)) {
            chunk = match (segment, chunk) {
                (Segment::Chunk(name), None) => Some((name, false)),
                (Segment::Literal(_), chunk) => chunk,
                (Segment::Field(field), Some((name, _))) if equal(field, name) => {
                    Some((name, true))
                }
                (Segment::EndOfChunk, None) => {
                    let message = Diagnostic::new("unmatched `}` in ").quote(rest);
                    return Err(message.help("write `}}` for a brace"));
                }
                (Segment::EndOfChunk, Some((_, true))) | (_, None) => None,
                (_, Some((name, _))) => return Err(other_than_field(name)),
            };
            rest = tail;
        }
        match chunk {
            None => Ok(Self(source)),
            Some((name, _)) => Err(Diagnostic::new("the chunk `{?")
                .then(name)
                .then(":` is not closed")
                .help("end it with `}`")),
        }
    }

    /// The text that the template was parsed from.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::Template;
    ///
    /// assert_eq!(Template::parse("{$url}").map(Template::source).ok(), Some("{$url}"));
    /// ```
    #[must_use]
    pub const fn source(self) -> &'a str {
        self.0
    }

    /// Splits the first segment off the text of a template; `None` at the end.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Expression, Segment, Template};
    ///
    /// let first = Template::next_segment("{$method}:{$request.body}").ok().flatten();
    /// assert_eq!(first, Some((Segment::Expression(Expression::Method), ":{$request.body}")));
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Template::parse`], but for chunks: what follows a chunk's beginning is checked there. The text of a parsed
    /// template never fails.
    pub const fn next_segment(rest: &'a str) -> Result<Option<(Segment<'a>, &'a str)>, Diagnostic> {
        match rest.as_bytes() {
            [] => return Ok(None),
            // So most messages end, and every rule of every group reads one.
            b"{$request.body}" => return Ok(Some((Segment::Expression(Expression::Body), ""))),
            _ => {}
        }
        if let Some(tail) = strip_prefix(rest, "{{") {
            return Ok(Some((Segment::Literal("{"), tail)));
        }
        if let Some(tail) = strip_prefix(rest, "}}") {
            return Ok(Some((Segment::Literal("}"), tail)));
        }
        let Some((literal, tail)) = split_before(rest, b'{', b'}') else {
            return Ok(Some((Segment::Literal(rest), "")));
        };
        if !literal.is_empty() {
            return Ok(Some((Segment::Literal(literal), tail)));
        }
        if let Some(inside) = strip_prefix(tail, "{?") {
            return chunk(inside);
        }
        let Some(inside) = strip_prefix(tail, "{") else {
            return match strip_prefix(tail, "}") {
                Some(tail) => Ok(Some((Segment::EndOfChunk, tail))),
                None => Ok(None),
            };
        };
        match split_before(inside, b'{', b'}') {
            None => Err(Diagnostic::new("")
                .quote(tail)
                .then(" is not closed")
                .help("write `{{` for a brace")),
            Some((text, after)) => {
                if let Some(after) = strip_prefix(after, "}") {
                    match segment(text) {
                        Ok(segment) => Ok(Some((segment, after))),
                        Err(message) => Err(message),
                    }
                } else {
                    let message = Diagnostic::new("`{` inside `{").then(text).then("`");
                    Err(if let [b'$', ..] = text.trim_ascii().as_bytes() {
                        message.help("close the first brace with `}`")
                    } else {
                        message.help("write `{{` for a brace")
                    })
                }
            }
        }
    }

    /// Iterates over the segments, from left to right.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Expression, Segment, Template};
    ///
    /// let segments: Vec<_> = Template::BODY.segments().collect();
    /// assert_eq!(segments, [Segment::Expression(Expression::Body)]);
    /// ```
    pub fn segments(self) -> impl Iterator<Item = Segment<'a>> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let (segment, tail) = Self::next_segment(rest).ok()??;
            rest = tail;
            Some(segment)
        })
    }
}

impl fmt::Display for Template<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for Template<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

/// One part of a [`Template`].
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Segment, Template};
///
/// let first = Template::parse("v0:{$request.body}").map(|template| template.segments().next());
/// assert_eq!(first.ok().flatten(), Some(Segment::Literal("v0:")));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Segment<'a> {
    /// Literal text.
    Literal(&'a str),
    /// A value of the request.
    Expression(Expression<'a>),
    /// A field of the scheme, by its name.
    Field(&'a str),
    /// A value computed from the request.
    Computed(Computed<'a>),
    /// The beginning of a chunk, which is left out where this field has no value.
    Chunk(&'a str),
    /// The end of a chunk.
    EndOfChunk,
}

type Next<'a> = Option<(Segment<'a>, &'a str)>;

/// Parses the beginning of a chunk, behind `{?`.
const fn chunk(inside: &str) -> Result<Next<'_>, Diagnostic> {
    match split_before(inside, b':', b'}') {
        Some((name, rest)) if is_field(name.trim_ascii()) => match strip_prefix(rest, ":") {
            Some(tail) => Ok(Some((Segment::Chunk(name.trim_ascii()), tail))),
            None => Err(no_chunk(name.trim_ascii())),
        },
        Some((name, _)) if name.trim_ascii().is_empty() => Err(no_chunk("name")),
        Some((name, _)) => Err(unknown_field(name.trim_ascii())),
        None => Err(no_chunk("name")),
    }
}

const fn no_chunk(name: &str) -> Diagnostic {
    Diagnostic::new("`{?` begins no chunk")
        .help("write `{?")
        .then(name)
        .then(":text {")
        .then(name)
        .then("} text}`")
}

const fn other_than_field(name: &str) -> Diagnostic {
    Diagnostic::new("the chunk of ")
        .quote(name)
        .then(" has its field and text, and nothing else")
        .help("write `{?")
        .then(name)
        .then(":text {")
        .then(name)
        .then("} text}`")
}

/// Parses the text between two braces.
const fn segment(text: &str) -> Result<Segment<'_>, Diagnostic> {
    let inside = text.trim_ascii();
    match Computed::parse(inside) {
        Some(Ok(computed)) => return Ok(Segment::Computed(computed)),
        Some(Err(message)) => return Err(message),
        None => {}
    }
    match inside.as_bytes() {
        [] | [b'$'] => Err(Diagnostic::new("empty expression `{")
            .then(text)
            .then("}`")
            .help("write `{$request.body}`, or `{{` for a brace")),
        [b'$', ..] => match Expression::parse_quoted(inside, Quotes::Braces) {
            Ok(expression) => Ok(Segment::Expression(expression)),
            Err(message) => Err(message),
        },
        [b'/', ..] => Err(Diagnostic::new("unknown field ")
            .quote(inside)
            .help("write `{$request.body#")
            .then(inside)
            .then("}`")),
        _ if is_field(inside) => Ok(Segment::Field(inside)),
        _ => Err(unknown_field(inside)),
    }
}

/// Whether `name` can be the name of a field: a word that is not easily taken for a part of the request.
pub(crate) const fn is_field(name: &str) -> bool {
    let taken = equal(name, "digest")
        || match meant(name) {
            Some((right, _)) => !equal(right, "/"),
            None => false,
        };
    is_field_name(name) && !taken
}

/// The error for a `{name}` that is not a field of the scheme.
pub(crate) const fn unknown_field(name: &str) -> Diagnostic {
    let message = Diagnostic::new("unknown field ").quote(name);
    if equal(name, "digest") {
        return message.help("put `{digest}` in `value`");
    }
    match meant(name) {
        // Do not suggest a pointer for a bare word: it would be a field.
        Some((right, rest)) if !equal(right, "/") => {
            message.help("write `{").then(right).then(rest).then("}`")
        }
        _ => message
            .help("write an expression such as `{$request.header.NAME}`, or `{{` for a brace"),
    }
}

#[cfg(test)]
#[path = "template_tests.rs"]
mod tests;
