//! Whether a body is one JSON document.

use serde::de::IgnoredAny;

use crate::work;

/// How deep arrays and objects may stand in each other: what `serde_json` itself reads.
const MAX_DEPTH: usize = 127;

/// Why a body is not one JSON document that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) cause: &'static str,
    /// Line and column.
    pub(crate) position: (usize, usize),
}

/// Checks that `body` is one JSON document with nothing after it, nested no deeper than any type could be read.
///
/// Neither the check nor the count recurses, so that no body can exhaust the stack.
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

/// The likely cause, for a body that is known not to be one JSON document.
pub(crate) fn cause(body: &str) -> &'static str {
    if body.is_empty() {
        "the body is empty"
    } else if body.starts_with('\u{feff}') {
        "the body starts with a byte-order mark"
    } else {
        "the body is not one JSON document"
    }
}

/// The line, from one, and the bytes before `offset` in that line.
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

/// Where `json`, which is known to be good JSON, goes deeper than `levels`.
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
