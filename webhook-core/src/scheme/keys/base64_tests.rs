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
