//! String functions for const code, where indexing and most methods of `str` are not available.

/// Returns early with the error of a `Result`: `?` is not const.
macro_rules! attempt {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => return Err(error),
        }
    };
}

pub(crate) use attempt;

pub(crate) const fn equal(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    // Most texts that are compared differ in their length, and the compiler counts each step.
    if one.len() != other.len() {
        return false;
    }
    loop {
        match (one, other) {
            ([], []) => return true,
            ([a, rest_of_one @ ..], [b, rest_of_other @ ..]) if *a == *b => {
                one = rest_of_one;
                other = rest_of_other;
            }
            _ => return false,
        }
    }
}

/// Compares in any ASCII case. The method of `str` is const only since Rust 1.89.
pub(crate) const fn equal_any_case(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    loop {
        match (one, other) {
            ([], []) => return true,
            ([a, rest_of_one @ ..], [b, rest_of_other @ ..])
                if *a == *b || a.eq_ignore_ascii_case(b) =>
            {
                one = rest_of_one;
                other = rest_of_other;
            }
            _ => return false,
        }
    }
}

/// Strips `prefix` in any ASCII case.
pub(crate) const fn strip_prefix_any_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    match text.split_at_checked(prefix.len()) {
        Some((head, tail)) if equal_any_case(head, prefix) => Some(tail),
        _ => None,
    }
}

pub(crate) const fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    match text.split_at_checked(prefix.len()) {
        Some((head, tail)) if equal(head, prefix) => Some(tail),
        _ => None,
    }
}

pub(crate) const fn contains(text: &str, byte: u8) -> bool {
    split_before(text, byte, byte).is_some()
}

/// Splits before the first occurrence of either ASCII byte.
pub(crate) const fn split_before(text: &str, one: u8, other: u8) -> Option<(&str, &str)> {
    let mut bytes = text.as_bytes();
    let mut at: usize = 0;
    while let [first, rest @ ..] = bytes {
        if *first == one || *first == other {
            return text.split_at_checked(at);
        }
        bytes = rest;
        at = at.saturating_add(1);
    }
    None
}

/// Splits around the first occurrence of `needle`.
pub(crate) const fn split_once<'a>(text: &'a str, needle: &str) -> Option<(&'a str, &'a str)> {
    let [begin, ..] = needle.as_bytes() else {
        return Some(("", text));
    };
    let mut bytes = text.as_bytes();
    let mut at: usize = 0;
    while let [first, rest @ ..] = bytes {
        // A call for each byte costs the compiler most.
        if *first == *begin
            && let Some((head, tail)) = text.split_at_checked(at)
            && let Some(tail) = strip_prefix(tail, needle)
        {
            return Some((head, tail));
        }
        bytes = rest;
        at = at.saturating_add(1);
    }
    None
}

/// Whether `text` is free of control characters and does not begin or end with a space.
pub(crate) const fn survives_http(text: &str) -> bool {
    let mut bytes = text.as_bytes();
    if let [b' ', ..] | [.., b' '] = bytes {
        return false;
    }
    while let [first, rest @ ..] = bytes {
        if first.is_ascii_control() {
            return false;
        }
        bytes = rest;
    }
    true
}

/// Whether `text` is a token of RFC 9110, section 5.6.2.
pub(crate) const fn is_token(text: &str) -> bool {
    let mut bytes = text.as_bytes();
    if bytes.is_empty() {
        return false;
    }
    while let [first, rest @ ..] = bytes {
        if !first.is_ascii_alphanumeric() && !contains("!#$%&'*+-.^_`|~", *first) {
            return false;
        }
        bytes = rest;
    }
    true
}

/// Whether every `~` of a JSON pointer is followed by `0` or `1`.
pub(crate) const fn escapes_are_valid(pointer: &str) -> bool {
    let mut bytes = pointer.as_bytes();
    while let [first, rest @ ..] = bytes {
        if *first == b'~' && !matches!(rest, [b'0' | b'1', ..]) {
            return false;
        }
        bytes = rest;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_at_characters_only() {
        assert_eq!(split_once("é=1", "="), Some(("é", "1")));
        assert_eq!(split_once("é", "="), None);
        assert_eq!(split_once("{{digest", "{digest"), Some(("{", "")));
        assert_eq!(split_once("a", ""), Some(("", "a")));
        assert_eq!(split_before("ab}c{", b'{', b'}'), Some(("ab", "}c{")));
        assert_eq!(strip_prefix("é", "\u{c3}"), None);
        assert_eq!(strip_prefix_any_case("HeAder.x", "header."), Some("x"));
    }

    #[test]
    fn tokens_are_those_of_rfc_9110() {
        assert!(is_token("X-Hub-Signature-256"));
        assert!(is_token("!#$%&'*+-.^_`|~09azAZ"));
        for bad in ["", "X Id", "X:Id", "é", "X(", "a/b", "a\n", "\"", "{"] {
            assert!(!is_token(bad), "{bad:?}");
        }
    }
}
