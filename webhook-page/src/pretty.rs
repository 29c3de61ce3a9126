//! Bodies for people: JSON with line breaks, and bytes as digits.

use std::fmt::Write as _;

use serde::de::IgnoredAny;

/// The bytes of a body that are written anew. A larger one is shown as it is.
const MOST: usize = 256 << 10;
/// Levels that are indented; deeper ones are on the last column.
const LEVELS: usize = 24;

/// JSON with a line for each value. The values stay as they were sent: no number is rounded, and of two equal keys both stay.
///
/// `None` if the body is not JSON, is nested over 128 levels, or would be too long.
pub(crate) fn json(body: &[u8]) -> Option<String> {
    if body.len() > MOST {
        return None;
    }
    let text = std::str::from_utf8(body).ok()?.trim();
    if !text.starts_with(['{', '[']) || serde_json::from_str::<IgnoredAny>(text).is_err() {
        return None;
    }
    let mut written = String::with_capacity(text.len() * 2);
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    let mut last = ' ';
    for letter in text.chars() {
        if in_string {
            written.push(letter);
            in_string = is_escaped || letter != '"';
            is_escaped = letter == '\\' && !is_escaped;
            continue;
        }
        match letter {
            ' ' | '\t' | '\n' | '\r' => continue,
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                // Nothing stands between the brackets of an empty one.
                if !matches!(last, '{' | '[') {
                    line(&mut written, depth);
                }
            }
            _ if matches!(last, '{' | '[' | ',') => line(&mut written, depth),
            _ => {}
        }
        written.push(letter);
        match letter {
            '{' | '[' => depth = depth.saturating_add(1),
            ':' => written.push(' '),
            '"' => in_string = true,
            _ => {}
        }
        last = letter;
    }
    (written.len() <= 4 * MOST).then_some(written)
}

fn line(written: &mut String, depth: usize) {
    written.push('\n');
    (0..depth.min(LEVELS)).for_each(|_| written.push_str("  "));
}

/// Bytes in lines of sixteen: where, as digits, as text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut written = String::with_capacity(bytes.len() * 5);
    for (number, line) in bytes.chunks(16).enumerate() {
        // Writing to a string does not fail.
        let _written = write!(written, "{:08x} ", number * 16);
        for place in 0..16 {
            let gap = if place == 8 { "  " } else { " " };
            let _written = match line.get(place) {
                Some(byte) => write!(written, "{gap}{byte:02x}"),
                None => write!(written, "{gap}  "),
            };
        }
        written.push_str("  ");
        written.extend(line.iter().map(|byte| match byte {
            0x20..=0x7e => char::from(*byte),
            _ => '.',
        }));
        written.push('\n');
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_its_values() {
        let body = br#" {"a":[1.50,{},[]],"a":"x{,:\"]\\","n":12345678901234567890.10}"#;
        let lines = "{\n  \"a\": [\n    1.50,\n    {},\n    []\n  ],\n  \"a\": \"x{,:\\\"]\\\\\",\n  \"n\": 12345678901234567890.10\n}";
        assert_eq!(json(body).unwrap(), lines);
        for other in [&b"1"[..], b"", b"a=b", b"{", b"{\"a\":1}x", b"[\"\xff\"]"] {
            assert_eq!(json(other), None);
        }
        assert_eq!(json(&b"[".repeat(100_000)), None);
        let deep = [b"[".repeat(100), b"]".repeat(100)].concat();
        assert!(json(&deep).unwrap().lines().all(|line| line.len() < 60));
        assert_eq!(json(&vec![b' '; MOST + 1]), None);
    }

    #[test]
    fn bytes_have_lines_of_sixteen() {
        let dump = hex(b"0123456789abcdef\xff\n");
        let lines: Vec<_> = dump.lines().collect();
        assert_eq!(
            lines[0],
            "00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef"
        );
        assert!(lines[1].starts_with("00000010  ff 0a ") && lines[1].ends_with("  .."));
        assert_eq!(lines[1].len(), lines[0].len() - 14);
    }
}
