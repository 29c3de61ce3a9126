//! Value templates: the text around the digest.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::text::const_str::{split_before, split_once, survives_http};
use crate::text::diagnostic::Diagnostic;

/// The form of the signature's value: exactly one `{digest}`, and the text before and after it.
///
/// Prefix and suffix must match exactly. Any other brace is an error.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::ValueTemplate;
///
/// let value = ValueTemplate::parse("v1={digest}").ok();
/// assert_eq!(value.map(|value| (value.prefix(), value.suffix())), Some(("v1=", "")));
///
/// let refused = ValueTemplate::parse("v1=").map_err(|message| message.to_string());
/// assert_eq!(refused, Err("no `{digest}` in `v1=`\nhelp: write `v1={digest}`".to_owned()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueTemplate<'a> {
    prefix: &'a str,
    suffix: &'a str,
}

impl ValueTemplate<'static> {
    /// The digest alone.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(webhook_core::scheme::ValueTemplate::DIGEST.to_string(), "{digest}");
    /// ```
    pub const DIGEST: Self = Self {
        prefix: "",
        suffix: "",
    };

    /// Parses a template, for constants.
    ///
    /// # Panics
    ///
    /// If [`parse`](Self::parse) refuses it, with the text of its error. In a constant, that is a compile error.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::ValueTemplate;
    ///
    /// const VALUE: ValueTemplate<'static> = ValueTemplate::from_static("v1={digest}");
    /// assert_eq!(VALUE.prefix(), "v1=");
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

impl<'a> ValueTemplate<'a> {
    /// Parses a value template.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::ValueTemplate;
    ///
    /// assert!(ValueTemplate::parse("sha256={digest}").is_ok());
    /// assert!(ValueTemplate::parse("{digest}{digest}").is_err_and(|text| text.as_str().contains("twice")));
    /// ```
    ///
    /// # Errors
    ///
    /// `{digest}` is missing or given twice, there is another brace, or white space at an end, which HTTP strips from
    /// headers. The text quotes the fault.
    pub const fn parse(text: &'a str) -> Result<Self, Diagnostic> {
        let Some((prefix, suffix)) = split_once(text, "{digest}") else {
            return Err(no_digest(text));
        };
        if split_once(suffix, "{digest}").is_some() {
            return Err(Diagnostic::new("`{digest}` is given twice in ").quote(text));
        }
        if has_brace(prefix) || has_brace(suffix) {
            return Err(Diagnostic::new("a brace other than those of `{digest}` in ").quote(text));
        }
        if !survives_http(text) {
            return Err(
                Diagnostic::new("white space around, or a control character in ").quote(text),
            );
        }
        Ok(Self { prefix, suffix })
    }

    /// The text before the digest.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::ValueTemplate;
    ///
    /// assert_eq!(ValueTemplate::parse("v0={digest}").map(ValueTemplate::prefix).ok(), Some("v0="));
    /// ```
    #[must_use]
    pub const fn prefix(self) -> &'a str {
        self.prefix
    }

    /// The text after the digest.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::ValueTemplate;
    ///
    /// assert_eq!(ValueTemplate::parse("<{digest}>").map(ValueTemplate::suffix).ok(), Some(">"));
    /// ```
    #[must_use]
    pub const fn suffix(self) -> &'a str {
        self.suffix
    }
}

impl fmt::Display for ValueTemplate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{{digest}}{}", self.prefix, self.suffix)
    }
}

impl Serialize for ValueTemplate<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

const fn has_brace(text: &str) -> bool {
    split_before(text, b'{', b'}').is_some()
}

const fn no_digest(text: &str) -> Diagnostic {
    if text.is_empty() {
        return Diagnostic::new("empty value").help("write `{digest}`");
    }
    let message = Diagnostic::new("no `{digest}` in ").quote(text);
    if let Some((before, tail)) = split_once(text, "{")
        && let Some((_, after)) = split_once(tail, "}")
        && !has_brace(after)
    {
        return message
            .help("write `")
            .then(before)
            .then("{digest}")
            .then(after)
            .then("`");
    }
    if has_brace(text) {
        return message;
    }
    message.help("write `").then(text).then("{digest}`")
}

#[cfg(test)]
#[path = "value_tests.rs"]
mod tests;
