//! How the texts of errors quote an expression.

use crate::text::diagnostic::Diagnostic;

/// How an error text quotes an expression: as it stands alone, or in the braces of a template.
#[derive(Clone, Copy)]
pub(crate) enum Quotes {
    Bare,
    Braces,
}

impl Quotes {
    pub(crate) const fn open(self, message: &Diagnostic) -> Diagnostic {
        match self {
            Self::Bare => message.then("`"),
            Self::Braces => message.then("`{"),
        }
    }

    pub(crate) const fn close(self, message: &Diagnostic) -> Diagnostic {
        match self {
            Self::Bare => message.then("`"),
            Self::Braces => message.then("}`"),
        }
    }

    pub(crate) const fn quote(self, message: &Diagnostic, text: &str) -> Diagnostic {
        self.close(&self.open(message).then(text))
    }

    pub(crate) const fn write(self, message: &Diagnostic, right: &str, rest: &str) -> Diagnostic {
        self.close(&self.open(&message.help("write ")).then(right).then(rest))
    }
}
