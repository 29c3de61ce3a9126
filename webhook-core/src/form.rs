//! Forms and queries: pairs of names and values with escapes.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::work;

/// More than one pair has this name.
pub(crate) struct Twice;

/// The value of the only pair with a decoded name, as written.
pub(crate) fn one_pair<'a>(form: &'a [u8], name: &str) -> Result<Option<&'a [u8]>, Twice> {
    work::read(form.len());
    let mut named = pairs(form).filter(|(written, _)| *decoded(written) == *name.as_bytes());
    let value = named.next().map(|(_, value)| value);
    if named.next().is_some() {
        Err(Twice)
    } else {
        Ok(value)
    }
}

/// The pairs, as written.
pub(crate) fn pairs(form: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = form;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let (pair, behind) = cut(rest, b'&');
            rest = behind;
            if !pair.is_empty() {
                return Some(cut(pair, b'='));
            }
        }
        None
    })
}

/// Decodes a name or a value: `+` is a space, and `%` with two digits is a byte.
pub(crate) fn decoded(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr2(b'%', b'+', text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        rest = after;
        bytes.push(match (byte, escaped(after)) {
            (b'+', _) => b' ',
            (b'%', Some((byte, after))) => {
                rest = after;
                byte
            }
            (byte, _) => *byte,
        });
    }
    Cow::Owned(bytes)
}

/// Encodes a name or a value, so that [`decoded`] reads it.
pub(crate) fn encoded(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => written.push('+'),
            b'*' | b'-' | b'.' | b'_' => written.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => written.push(char::from(byte)),
            byte => escape(byte, &mut written),
        }
    }
    written
}

/// Writes a byte as `%` and two digits.
pub(crate) fn escape(byte: u8, written: &mut String) {
    // A string takes everything.
    let _ = write!(written, "%{byte:02X}");
}

/// Decodes a name or a value; `None` if it is not UTF-8.
pub(crate) fn text(written: &[u8]) -> Option<Cow<'_, str>> {
    match decoded(written) {
        Cow::Borrowed(bytes) => str::from_utf8(bytes).ok().map(Cow::Borrowed),
        Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
    }
}

/// The byte that two digits write, and what follows them.
pub(crate) fn escaped(text: &[u8]) -> Option<(u8, &[u8])> {
    let (digits, rest) = text.split_first_chunk::<2>()?;
    let [high, low] = digits.map(|digit| char::from(digit).to_digit(16));
    Some((u8::try_from((high? << 4) | low?).ok()?, rest))
}

/// Splits around the first occurrence of a byte.
fn cut(text: &[u8], at: u8) -> (&[u8], &[u8]) {
    let length = memchr::memchr(at, text).unwrap_or(text.len());
    let (before, rest) = text.split_at_checked(length).unwrap_or((text, b""));
    (before, rest.get(1..).unwrap_or_default())
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
