use super::*;

#[test]
fn digests_survive_the_way_there_and_back() {
    let longest: Vec<u8> = (0..64).collect();
    for length in 1..=64 {
        let bytes = &longest[..length];
        for encoding in [Encoding::Hex, Encoding::Base64, Encoding::Base64Url] {
            let text = encoding.encode(bytes);
            assert_eq!(
                encoding.decode(text.as_bytes()).unwrap().as_slice(),
                bytes,
                "{text}"
            );
        }
    }
}

#[test]
fn published_codec_cases() {
    let cases: [(Encoding, &str, &[u8]); 6] = [
        (Encoding::Hex, "0a1bff", &[0x0a, 0x1b, 0xff]),
        (Encoding::Hex, "4A6F686E", &[0x4a, 0x6f, 0x68, 0x6e]),
        (Encoding::Base64, "AQIDBAU=", &[1, 2, 3, 4, 5]),
        (Encoding::Base64, "SGVsbG8=", b"Hello"),
        (Encoding::Base64Url, "SGVsbG8", b"Hello"),
        (Encoding::Base64Url, "ChQeKDI", &[10, 20, 30, 40, 50]),
    ];
    for (encoding, text, bytes) in cases {
        assert_eq!(
            encoding.decode(text.as_bytes()).unwrap().as_slice(),
            bytes,
            "{text}"
        );
    }
}

#[test]
fn other_spellings_are_refused() {
    let cases = [
        (Encoding::Hex, "abc", "not valid hex"),
        (Encoding::Hex, "zzzz", "not valid hex"),
        (Encoding::Hex, "0a 1b", "not valid hex"),
        (Encoding::Hex, "0x0a", "not valid hex"),
        (Encoding::Base64, "SGVsbG8", "not valid base64"),
        (Encoding::Base64, "SGVsbG9=", "not valid base64"),
        (Encoding::Base64, "SGVs\nbG8=", "not valid base64"),
        (Encoding::Base64, "SGVsbG8= ", "not valid base64"),
        (Encoding::Base64, "_-8=", "not valid base64"),
        (Encoding::Base64Url, "SGVsbG8=", "not valid base64url"),
        (Encoding::Base64Url, "+/8", "not valid base64url"),
        (Encoding::Base64Url, "SGVsbG9", "not valid base64url"),
        (Encoding::Base64Url, "!@#$", "not valid base64url"),
        (Encoding::Base64, "é", "not valid base64"),
        (Encoding::Base64Url, "", "the digest is empty"),
    ];
    for (encoding, text, cause) in cases {
        assert_eq!(
            encoding.decode(text.as_bytes()).err(),
            Some(cause),
            "{encoding} {text:?}"
        );
    }
    for (encoding, longest) in [
        (Encoding::Hex, 128),
        (Encoding::Base64, 88),
        (Encoding::Base64Url, 86),
    ] {
        let text = "a".repeat(longest + 1);
        assert_eq!(
            encoding.decode(text.as_bytes()).err(),
            Some("longer than any digest")
        );
    }
}
