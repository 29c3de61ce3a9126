//! The Base64 text of a digest, decoded without branches on its characters.
//!
//! The crate does the same one character after another, which cost as much as a block of the digest. Here a loop first
//! gives every character its value, which compiles to vector instructions, and another joins them. The tests compare the
//! results with those of the crate.

/// The longest digest: that of SHA-512.
pub(crate) const MAX_BYTES: usize = 64;
/// The longest text of one: in hexadecimal digits.
pub(crate) const MAX_TEXT: usize = 128;

/// What no character stands for.
const NONE: u8 = 0xff;

/// Decodes Base64 with its padding; returns the number of bytes.
pub(crate) fn base64(text: &[u8], bytes: &mut [u8; MAX_BYTES]) -> Option<usize> {
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let text = text.strip_suffix(b"=").unwrap_or(text);
    sextets(text.strip_suffix(b"=").unwrap_or(text), b'+', b'/', bytes)
}

/// Decodes Base64url without padding; returns the number of bytes.
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
    // What is left of the last byte's bits must be zero, or one digest had several spellings.
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

/// Puts four times six bits together.
fn join(values: [u8; 4]) -> [u8; 4] {
    let [a, b, c, d] = values.map(u32::from);
    (a.wrapping_shl(18) | b.wrapping_shl(12) | c.wrapping_shl(6) | d).to_be_bytes()
}

/// The value of every character; `None` where one has none, or there are more than any digest has.
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
mod tests {
    use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};

    use super::*;

    type Decode = fn(&[u8], &mut [u8; MAX_BYTES]) -> Option<usize>;

    fn crate_of(encoding: usize, text: &[u8]) -> Option<Vec<u8>> {
        let text = str::from_utf8(text).ok();
        match encoding {
            0 => Base64::decode_vec(text?).ok(),
            _ => Base64UrlUnpadded::decode_vec(text?).ok(),
        }
    }

    /// Every text of up to two characters, and 200,000 longer ones that are nearly right.
    #[test]
    fn both_agree_with_the_crate() {
        const DECODERS: [Decode; 2] = [base64, base64url];
        let mut state = 1_u64;
        let mut random = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let mut texts: Vec<Vec<u8>> = (0..=255).map(|byte| vec![byte]).collect();
        texts.extend((0..=u16::MAX).map(|pair| pair.to_be_bytes().to_vec()));
        for _ in 0..200_000 {
            let bytes: Vec<u8> = (0..random() % 65)
                .map(|_| random().to_le_bytes()[0])
                .collect();
            let mut text = match random() % 4 {
                0 => base16ct::lower::encode_string(&bytes),
                1 => base16ct::upper::encode_string(&bytes),
                2 => Base64::encode_string(&bytes),
                _ => Base64UrlUnpadded::encode_string(&bytes),
            }
            .into_bytes();
            let [what, at, with, ..] = random().to_le_bytes();
            let at = usize::from(at) % (text.len() + 1);
            match what % 6 {
                0 => text.insert(at, with),
                1 => text.insert(at, b'='),
                2 if at < text.len() => text[at] = with,
                3 if at < text.len() => text[at] ^= 1,
                4 => text.truncate(at),
                _ => {}
            }
            if text.len() <= 86 || (what % 6 == 5 && text.len() <= 128) {
                texts.push(text);
            }
        }
        let mut read = [0; 2];
        for text in texts {
            for (encoding, decode) in DECODERS.iter().enumerate() {
                let mut bytes = [0; MAX_BYTES];
                let ours = decode(&text, &mut bytes).map(|length| bytes[..length].to_vec());
                let theirs = crate_of(encoding, &text).filter(|bytes| bytes.len() <= MAX_BYTES);
                assert_eq!(
                    ours,
                    theirs,
                    "{encoding}: {:?}",
                    String::from_utf8_lossy(&text)
                );
                read[encoding] += usize::from(ours.is_some());
            }
        }
        assert!(read.iter().all(|read| *read > 20_000), "{read:?}");
    }
}
