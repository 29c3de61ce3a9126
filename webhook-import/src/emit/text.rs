//! Texts of a document as Rust: literals by the token printer, comments on one line, attributes as rustfmt lays them out.

use std::fmt::{self, Write as _};

use proc_macro2::Literal;

use crate::error::is_hidden;

/// The arguments of an attribute that stand on one line.
const ATTRIBUTE: usize = 70;
const LINE: usize = 100;
const DOC: usize = 96;

/// A string literal.
pub(crate) fn literal(text: &str) -> String {
    Literal::string(text).to_string()
}

/// A part of an attribute.
#[derive(Clone, Debug)]
pub(crate) enum Meta {
    Word(String),
    List(&'static str, Vec<Self>),
}

impl Meta {
    pub(crate) fn word(word: impl Into<String>) -> Self {
        Self::Word(word.into())
    }

    /// `key = "value"`
    pub(crate) fn text(key: &str, value: &str) -> Self {
        Self::Word(format!("{key} = {}", literal(value)))
    }

    fn line(&self) -> String {
        match self {
            Self::Word(word) => word.clone(),
            Self::List(name, parts) => {
                let parts: Vec<_> = parts.iter().map(Self::line).collect();
                format!("{name}({})", parts.join(", "))
            }
        }
    }

    fn write(&self, indent: usize, code: &mut String) {
        let Self::List(name, parts) = self else {
            code.push_str(&self.line());
            return;
        };
        let line = self.line();
        let arguments = line.len().saturating_sub(name.len() + 2);
        if arguments <= ATTRIBUTE && indent + line.len() + 3 <= LINE {
            code.push_str(&line);
            return;
        }
        code.push_str(name);
        code.push_str("(\n");
        for (index, part) in parts.iter().enumerate() {
            spaces(indent + 4, code);
            part.write(indent + 4, code);
            code.push_str(if index + 1 < parts.len() { ",\n" } else { "\n" });
        }
        spaces(indent, code);
        code.push(')');
    }

    /// The attribute, on lines of its own.
    pub(crate) fn attribute(&self, indent: usize, code: &mut String) {
        spaces(indent, code);
        code.push_str("#[");
        self.write(indent, code);
        code.push_str("]\n");
    }
}

/// A field or a variant with its type: on two lines if one is too short.
pub(crate) fn field(indent: usize, name: &str, ty: &str, code: &mut String) {
    spaces(indent, code);
    code.push_str("pub ");
    code.push_str(name);
    if indent + name.len() + ty.len() + 7 > LINE {
        code.push_str(":\n");
        spaces(indent + 4, code);
    } else {
        code.push_str(": ");
    }
    code.push_str(ty);
    code.push_str(",\n");
}

/// Adds a text to the code.
pub(crate) fn put(code: &mut String, text: fmt::Arguments<'_>) {
    // Writing to a `String` cannot fail.
    let _ = code.write_fmt(text);
}

pub(crate) fn spaces(count: usize, code: &mut String) {
    code.extend(std::iter::repeat_n(' ', count));
}

/// A description as doc comments. Nothing of it means anything to Markdown: no code that becomes a test, no link.
pub(crate) fn doc(indent: usize, text: &str, code: &mut String) {
    let text: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_hidden(*c))
        .collect();
    let text = ["https://", "http://", "ftp://", "mailto:"]
        .iter()
        .fold(text, |text, scheme| text.replace(scheme, ""));
    let mut line = String::new();
    let mut lines = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !line.is_empty() && indent + line.len() + word.len() + 5 > DOC {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        escape(word, line.is_empty(), &mut line);
    }
    lines.push(line);
    for line in lines.iter().filter(|line| !line.is_empty()) {
        spaces(indent, code);
        code.push_str("/// ");
        code.push_str(line);
        code.push('\n');
    }
}

/// Escapes what Markdown would read.
fn escape(word: &str, begins_line: bool, line: &mut String) {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    for (index, c) in word.chars().enumerate() {
        let is_mark = "\\`*_[]<>#~|!&{}$^".contains(c);
        let is_list = begins_line
            && ((index == 0 && "-+=:".contains(c))
                || (index == digits && digits > 0 && ".)".contains(c)));
        if is_mark || is_list {
            line.push('\\');
        }
        line.push(c);
    }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
