//! Names of a document as identifiers: a closed mapping. Whatever the name, the identifier is one of letters, digits and `_`.

use std::fmt::Write as _;

use heck::{ToSnakeCase as _, ToUpperCamelCase as _};

/// Longer names are cut: rustc reads them, people do not.
const LONGEST: usize = 120;

/// A name as a type or a variant.
pub(crate) fn type_name(name: &str) -> String {
    let name = cut(words(name).to_upper_camel_case());
    match name.bytes().next() {
        None => "Empty".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("N{name}"),
        Some(_) => name,
    }
}

/// A name as a field or a module, without `r#`.
pub(crate) fn field_name(name: &str) -> String {
    let name = cut(words(name).to_snake_case());
    match name.bytes().next() {
        None => "empty".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("n{name}"),
        // These cannot be raw identifiers.
        Some(_) if matches!(name.as_str(), "self" | "super" | "crate") => format!("the_{name}"),
        Some(_) => name,
    }
}

/// An identifier as it is written: keywords are raw.
pub(crate) fn written(name: &str) -> String {
    if KEYWORDS.contains(&name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

/// The name, or the name with the first number that is not taken.
pub(crate) fn free(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let is_type = name.starts_with(|c: char| c.is_ascii_uppercase());
    let separator = match (is_type, name.ends_with(|c: char| c.is_ascii_digit())) {
        (true, true) => "V",
        (true, false) => "",
        (false, _) => "_",
    };
    let mut free = name.to_owned();
    let mut number = 2_usize;
    while is_taken(&free) {
        free = format!("{name}{separator}{number}");
        number += 1;
    }
    free
}

/// Names that the code of a group uses, or that are in every scope.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// The words of a name, in ASCII.
fn words(name: &str) -> String {
    let mut words = String::with_capacity(name.len());
    let mut rest = name.chars().peekable();
    let mut is_first = true;
    while let Some(c) = rest.next() {
        let before_digit = rest.peek().is_some_and(char::is_ascii_digit);
        match c {
            c if c.is_ascii_alphanumeric() => words.push(c),
            '+' if is_first || before_digit => words.push_str(" plus "),
            '-' if is_first && before_digit => words.push_str(" minus "),
            c if c.is_alphanumeric() => {
                // Writing to a `String` cannot fail.
                let _ = write!(words, " u{:04x} ", u32::from(c));
            }
            _ => words.push(' '),
        }
        is_first = false;
        if words.len() > 4 * LONGEST {
            break;
        }
    }
    words
}

fn cut(mut name: String) -> String {
    name.truncate(LONGEST);
    name
}

const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

const RESERVED: [&str; 51] = [
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "BTreeMap",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deserialize",
    "DeserializeOwned",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "EventGroup",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "Members",
    "None",
    "Ok",
    "OneOf",
    "Open",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sent",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "Unpin",
    "Vec",
];

#[cfg(test)]
#[path = "ident_tests.rs"]
mod tests;
