//! Decodes the Base64 of a digest without branches on its characters.
//!
//! The `base64ct` crate decodes one character after another, which took as long as a block of the digest. Here, one loop
//! maps the characters to their values, in vector instructions, and another joins the values. The tests compare the results
//! with those of the crate.

/// The length of the longest digest: that of SHA-512.
pub(crate) const MAX_BYTES: usize = 64;
/// The length of its longest encoding: hexadecimal digits.
pub(crate) const MAX_TEXT: usize = 128;

/// The value of invalid characters.
const NONE: u8 = 0xff;

/// Decodes Base64 with padding. Returns the number of bytes.
pub(crate) fn base64(text: &[u8], bytes: &mut [u8; MAX_BYTES]) -> Option<usize> {
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let text = text.strip_suffix(b"=").unwrap_or(text);
    sextets(text.strip_suffix(b"=").unwrap_or(text), b'+', b'/', bytes)
}

/// Decodes Base64url without padding. Returns the number of bytes.
pub(crate) fn base64url(text: &[u8], bytes: &mut [u8; MAX_BYTES]) -> Option<usize> {
    sextets(text, b'-', b'_', bytes)
}

fn sextets(text: &[u8], of_62: u8, of_63: u8, bytes: &mut [u8; MAX_BYTES]) -> Option<usize> {
    let values = values(text, |character| {
        let (digit, upper, lower) = (
            character.wrapping_sub(b'0'),
            character.wrapping_sub(b'A'),
            character.wrapping_sub(b'a'),
        );
        let mut value = NONE;
        if character == of_62 {
            value = 62;
        }
        if character == of_63 {
            value = 63;
        }
        if digit < 10 {
            value = digit.wrapping_add(52);
        }
        if lower < 26 {
            value = lower.wrapping_add(26);
        }
        if upper < 26 {
            value = upper;
        }
        value
    })?;
    let (groups, rest) = values.get(..text.len())?.as_chunks::<4>();
    let (whole, _) = bytes.as_chunks_mut::<3>();
    for ([a, b, c, d], to) in groups.iter().zip(whole) {
        let [_, joined @ ..] = join([*a, *b, *c, *d]);
        *to = joined;
    }
    let length = groups.len().checked_mul(3)?;
    if length > MAX_BYTES {
        return None;
    }
    // The unused bits of the last character must be zero: otherwise, a digest would have several spellings.
    match *rest {
        [] => Some(length),
        [a, b] if b.trailing_zeros() >= 4 => {
            let [_, first, ..] = join([a, b, 0, 0]);
            *bytes.get_mut(length)? = first;
            length.checked_add(1)
        }
        [a, b, c] if c.trailing_zeros() >= 2 => {
            let [_, first, second, _] = join([a, b, c, 0]);
            *bytes.get_mut(length)? = first;
            *bytes.get_mut(length.checked_add(1)?)? = second;
            length.checked_add(2)
        }
        _ => None,
    }
}

/// Joins four values of six bits.
fn join(values: [u8; 4]) -> [u8; 4] {
    let [a, b, c, d] = values.map(u32::from);
    (a.wrapping_shl(18) | b.wrapping_shl(12) | c.wrapping_shl(6) | d).to_be_bytes()
}

/// The values of the characters; `None` if one is invalid, or there are more than the longest digest has.
fn values(text: &[u8], value: impl Fn(u8) -> u8) -> Option<[u8; MAX_TEXT]> {
    let mut values = [0; MAX_TEXT];
    let mut all = 0;
    for (to, character) in values.get_mut(..text.len())?.iter_mut().zip(text) {
        *to = value(*character);
        all |= *to;
    }
    (all & 0x80 == 0).then_some(values)
}

#[cfg(test)]
#[path = "base64_tests.rs"]
mod tests;
