//! What happens to bodies between the sender's signature and the receiver's check.

use std::fmt::Write as _;

use serde::de::IgnoredAny;

const MARK: &[u8] = b"\xef\xbb\xbf";

/// What was said of the signed body, and the body.
type Change = (String, Vec<u8>);

/// The bodies that may have been signed where this one was received. None equals it.
pub(super) fn changes(body: &[u8]) -> impl Iterator<Item = Change> {
    let ends = ends(body).into_iter();
    let written = str::from_utf8(body)
        .ok()
        .filter(|text| serde_json::from_str::<IgnoredAny>(text).is_ok());
    let written = written.map(written_anew).unwrap_or_default();
    let all = ends
        .map(|(text, body)| (text.to_owned(), body))
        .chain(written);
    let (received, mut seen) = (body.to_vec(), Vec::new());
    all.filter(move |(_, body)| {
        let is_new = *body != received && !seen.contains(body);
        if is_new {
            seen.push(body.clone());
        }
        is_new
    })
}

/// Changes at the ends, of line endings and of the character set.
fn ends(body: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut changes = Vec::new();
    let mut change = |text, body| changes.push((text, body));
    if let Some(cut) = body.strip_suffix(b"\n") {
        let cut = cut.strip_suffix(b"\r").unwrap_or(cut);
        change("the body had no newline at its end", cut.to_vec());
    }
    change("the body ended in a newline", [body, b"\n"].concat());
    change("the body ended in CR LF", [body, b"\r\n"].concat());
    change(
        "the body had no white space around it",
        body.trim_ascii().to_vec(),
    );
    let lines = body.split(|byte| *byte == b'\n');
    let lines = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let lines: Vec<&[u8]> = lines.collect();
    change(
        "the lines of the body ended in LF, not in CR LF",
        lines.join(&b'\n'),
    );
    change(
        "the lines of the body ended in CR LF, not in LF",
        lines.join(&b"\r\n"[..]),
    );
    match body.strip_prefix(MARK) {
        Some(rest) => change("the body had no byte order mark", rest.to_vec()),
        None => change(
            "the body began with a byte order mark",
            [MARK, body].concat(),
        ),
    }
    if let Ok(text) = str::from_utf8(body) {
        if let Some(latin) = text.chars().map(|c| u8::try_from(c).ok()).collect() {
            change("the body was in ISO 8859-1, not in UTF-8", latin);
        }
    } else {
        let utf8: String = body.iter().copied().map(char::from).collect();
        change(
            "the body was in UTF-8, not in ISO 8859-1",
            utf8.into_bytes(),
        );
    }
    changes
}

/// How a program writes JSON that it has parsed.
#[derive(Clone, Copy)]
struct Spacing {
    name: &'static str,
    comma: &'static str,
    colon: &'static str,
    indent: Option<&'static str>,
}

const SPACINGS: [Spacing; 6] = [
    Spacing::flat("JSON without white space between its values", ",", ":"),
    Spacing::flat(
        "JSON with a space after `,` and `:`, as Python writes it",
        ", ",
        ": ",
    ),
    Spacing::indented("JSON indented by 2 spaces", "  "),
    Spacing::indented("JSON indented by 4 spaces", "    "),
    Spacing::indented("JSON indented by tabs", "\t"),
    Spacing::flat("JSON with a space after `:`", ",", ": "),
];

impl Spacing {
    const fn flat(name: &'static str, comma: &'static str, colon: &'static str) -> Self {
        Self {
            name,
            comma,
            colon,
            indent: None,
        }
    }

    const fn indented(name: &'static str, indent: &'static str) -> Self {
        Self {
            name,
            comma: ",",
            colon: ": ",
            indent: Some(indent),
        }
    }
}

/// How strings are escaped.
#[derive(Clone, Copy, PartialEq)]
enum Letters {
    AsTheyAre,
    Escaped,
    Plain,
}

#[derive(Clone, Copy, PartialEq)]
enum Slashes {
    AsTheyAre,
    Escaped,
    Plain,
}

const STRINGS: [(Letters, Slashes, &str); 7] = [
    (Letters::AsTheyAre, Slashes::AsTheyAre, ""),
    (
        Letters::Escaped,
        Slashes::AsTheyAre,
        ", letters outside ASCII written as `\\u` escapes",
    ),
    (
        Letters::Plain,
        Slashes::AsTheyAre,
        ", letters outside ASCII not escaped",
    ),
    (
        Letters::AsTheyAre,
        Slashes::Escaped,
        ", slashes written as `\\/`",
    ),
    (Letters::AsTheyAre, Slashes::Plain, ", slashes not escaped"),
    (
        Letters::Escaped,
        Slashes::Escaped,
        ", slashes as `\\/` and letters outside ASCII as `\\u` escapes, as PHP writes it",
    ),
    (
        Letters::Plain,
        Slashes::Plain,
        ", slashes and letters outside ASCII not escaped",
    ),
];

fn written_anew(text: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    for (letters, slashes, strings) in STRINGS {
        let respelled = respelled(text, letters, slashes);
        if respelled != text {
            let name = strings.trim_start_matches(", ");
            changes.push((
                format!("the body had {name}"),
                respelled.clone().into_bytes(),
            ));
        }
        for spacing in SPACINGS {
            let name = format!("the body was {}{strings}", spacing.name);
            changes.push((name, respaced(&respelled, spacing).into_bytes()));
        }
    }
    changes
}

/// JSON with other white space between its values. Strings and numbers stay as they are written.
fn respaced(text: &str, spacing: Spacing) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    let mut last = ' ';
    let line = |out: &mut String, depth: usize| {
        if let Some(indent) = spacing.indent {
            out.push('\n');
            (0..depth).for_each(|_| out.push_str(indent));
        }
    };
    for c in text.chars() {
        if in_string {
            out.push(c);
            in_string = is_escaped || c != '"';
            is_escaped = c == '\\' && !is_escaped;
            continue;
        }
        match c {
            ' ' | '\t' | '\n' | '\r' => continue,
            ',' => {
                out.push_str(spacing.comma);
                line(&mut out, depth);
            }
            ':' => out.push_str(spacing.colon),
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                // Nothing stands between the brackets of an empty one.
                if !matches!(last, '{' | '[') {
                    line(&mut out, depth);
                }
                out.push(c);
            }
            _ => {
                if matches!(last, '{' | '[') {
                    line(&mut out, depth);
                }
                depth = depth.saturating_add(usize::from(matches!(c, '{' | '[')));
                in_string = c == '"';
                out.push(c);
            }
        }
        last = c;
    }
    out
}

/// JSON whose strings are escaped in another way.
fn respelled(text: &str, letters: Letters, slashes: Slashes) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (letter, length) = match rest.strip_prefix('\\') {
            Some(escape) => {
                escaped_letter(escape).map_or((None, 2), |(letter, length)| (Some(letter), length))
            }
            None => (Some(c), c.len_utf8()),
        };
        let (written, tail) = rest.split_at_checked(length).unwrap_or((rest, ""));
        match letter {
            Some('/') if slashes != Slashes::AsTheyAre => {
                out.push_str(if slashes == Slashes::Escaped {
                    "\\/"
                } else {
                    "/"
                });
            }
            Some(letter) if !letter.is_ascii() && letters != Letters::AsTheyAre => {
                if letters == Letters::Plain {
                    out.push(letter);
                } else {
                    escape(&mut out, letter);
                }
            }
            _ => out.push_str(written),
        }
        rest = tail;
    }
    out
}

fn escape(out: &mut String, letter: char) {
    for unit in letter.encode_utf16(&mut [0; 2]) {
        // Writing to a string does not fail.
        let _written = write!(out, "\\u{unit:04x}");
    }
}

/// The letter of an escape behind its backslash that can be written otherwise, and the length of the escape with it.
fn escaped_letter(escape: &str) -> Option<(char, usize)> {
    if escape.starts_with('/') {
        return Some(('/', 2));
    }
    let unit = |text: &str| u16::from_str_radix(text.strip_prefix('u')?.get(..4)?, 16).ok();
    let first = unit(escape)?;
    let second = escape
        .get(5..)
        .and_then(|rest| rest.strip_prefix('\\'))
        .and_then(unit);
    let units = [first, second.unwrap_or_default()];
    match char::decode_utf16(units).next() {
        Some(Ok(letter)) if !letter.is_ascii() => {
            let length = if letter.len_utf16() == 2 { 12 } else { 6 };
            Some((letter, length))
        }
        _ => None,
    }
}
