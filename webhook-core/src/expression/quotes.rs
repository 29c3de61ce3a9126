//! How error texts quote an expression.

use crate::text::diagnostic::Diagnostic;

/// How an error text quotes an expression: bare, or in the braces of a template.
#[derive(Clone, Copy)]
pub(crate) enum Quotes {
    Bare,
    Braces,
}

impl Quotes {
    pub(crate) const fn quote(self, message: &Diagnostic, text: &str) -> Diagnostic {
        let (open, close) = self.ends();
        message.then(open).then(text).then(close)
    }

    /// Suggests the expression that begins with `right`.
    pub(crate) const fn suggest(self, message: &Diagnostic, right: &str, rest: &str) -> Diagnostic {
        let (open, close) = self.ends();
        let message = message.help("write ").then(open);
        message.then(right).then(rest).then(close)
    }

    const fn ends(self) -> (&'static str, &'static str) {
        match self {
            Self::Bare => ("`", "`"),
            Self::Braces => ("`{", "}`"),
        }
    }
}
