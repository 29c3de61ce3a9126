//! Checking that a body is one JSON document.

use serde::de::IgnoredAny;

use crate::work;

/// The number of nested arrays and objects that `serde_json` reads.
const MAX_DEPTH: usize = 127;

/// Why a body is not a readable JSON document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) cause: &'static str,
    /// Line and column.
    pub(crate) position: (usize, usize),
}

/// Checks that `body` is one JSON document with nothing after it, and does not nest too deep for any type.
///
/// Neither the check nor the count recurses, so no body can exhaust the stack.
pub(crate) fn check_document(body: &str) -> Result<(), Malformed> {
    check_syntax(body)?;
    match too_deep(body, MAX_DEPTH) {
        Some(offset) => Err(Malformed {
            cause: "the body nests deeper than 127 levels",
            position: position_of(body, offset),
        }),
        None => Ok(()),
    }
}

/// Checks that `body` is one JSON document with nothing after it.
pub(crate) fn check_syntax(body: &str) -> Result<(), Malformed> {
    work::read(body.len());
    match serde_json::from_str::<IgnoredAny>(body) {
        Ok(IgnoredAny) => Ok(()),
        Err(error) => Err(Malformed {
            cause: cause(body),
            position: (error.line(), error.column()),
        }),
    }
}

/// The likely cause why a body is not one JSON document.
pub(crate) fn cause(body: &str) -> &'static str {
    if body.is_empty() {
        "the body is empty"
    } else if body.starts_with('\u{feff}') {
        "the body starts with a byte-order mark"
    } else {
        "the body is not one JSON document"
    }
}

/// The line, from one, and the number of bytes before `offset` in it.
pub(crate) fn position_of(body: &str, offset: usize) -> (usize, usize) {
    let before = body.as_bytes().get(..offset).unwrap_or_default();
    let line = before.split(|byte| *byte == b'\n').count();
    let column = before
        .iter()
        .rev()
        .take_while(|byte| **byte != b'\n')
        .count();
    (line, column)
}

/// The offset at which the valid `json` exceeds `levels`.
pub(crate) fn too_deep(json: &str, levels: usize) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (offset, byte) in json.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' if depth == levels => return Some(offset),
            b'[' | b'{' => depth = depth.saturating_add(1),
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}
