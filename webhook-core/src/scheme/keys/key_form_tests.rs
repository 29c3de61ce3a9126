use super::*;

#[test]
fn every_form_is_decoded() {
    let cases: [(KeyForm, &str, Option<&[u8]>); 16] = [
        (KeyForm::Utf8, "whsec_x", Some(b"whsec_x")),
        (KeyForm::Hex, "0aFf", Some(&[0x0a, 0xff])),
        (KeyForm::Hex, "0af", None),
        (KeyForm::Hex, "zz", None),
        (KeyForm::Base64, "AQID", Some(&[1, 2, 3])),
        (KeyForm::Base64, "AQI=", Some(&[1, 2])),
        (KeyForm::Base64, "AQI", Some(&[1, 2])),
        (KeyForm::Base64, "AQ-_", None),
        (KeyForm::Whsec, "whsec_AQID", Some(&[1, 2, 3])),
        (KeyForm::Whsec, "v1,whsec_AQID", Some(&[1, 2, 3])),
        (KeyForm::Whsec, "AQID", Some(&[1, 2, 3])),
        (KeyForm::Whsec, "whsec_!", None),
        (KeyForm::Whpk, "whpk_AQID", Some(&[1, 2, 3])),
        (
            KeyForm::Spki,
            "-----BEGIN PUBLIC KEY-----\nAQ\nID\n-----END PUBLIC KEY-----\n",
            Some(&[1, 2, 3]),
        ),
        (KeyForm::Spki, "-----BEGIN PUBLIC KEY-----\nAQID", None),
        (
            KeyForm::Sha1,
            "abc",
            Some(&[
                0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06, 0x81, 0x6a, 0xba, 0x3e, 0x25, 0x71, 0x78, 0x50,
                0xc2, 0x6c, 0x9c, 0xd0, 0xd8, 0x9d,
            ]),
        ),
    ];
    for (form, text, expected) in cases {
        let key = form.decode(&Secret::new(text));
        assert_eq!(
            key.as_deref().map(Vec::as_slice).ok(),
            expected,
            "{form} {text}"
        );
    }
}

/// Composed and decomposed letters are the same key. Without the feature, a text that may need it is refused.
#[test]
fn a_text_in_nfkd_is_a_key() {
    let key = |text: &str| {
        let key = KeyForm::Nfkd.decode(&Secret::new(text));
        key.map(|key| key.to_vec())
    };
    assert_eq!(key("secret-1"), Ok(b"secret-1".to_vec()));
    let refused = Err(KeyFault::Form(KeyForm::Nfkd));
    // The last has the longest decomposition of all: 18 letters.
    for (text, decomposed) in [
        ("caf\u{e9}", "cafe\u{301}"),
        ("cafe\u{301}", "cafe\u{301}"),
        ("\u{fb01}", "fi"),
        (
            "\u{fdfa}",
            "\u{635}\u{644}\u{649} \u{627}\u{644}\u{644}\u{647} \u{639}\u{644}\u{64a}\u{647} \u{648}\u{633}\u{644}\u{645}",
        ),
    ] {
        let made = Ok(decomposed.as_bytes().to_vec());
        let expected = if cfg!(feature = "unicode") {
            made
        } else {
            refused.clone()
        };
        assert_eq!(key(text), expected, "{text}");
        assert!(decomposed.len() <= 11 * text.len(), "room for {text}");
    }
}

#[test]
fn a_key_without_bytes_is_blank() {
    for (form, text) in [
        (KeyForm::Whsec, "whsec_"),
        (KeyForm::Whsec, "v1,whsec_"),
        (KeyForm::Whpk, "whpk_"),
        (KeyForm::Utf8, " "),
    ] {
        let blank = KeyFault::Secret(SecretErrorKind::Blank);
        assert_eq!(form.decode(&Secret::new(text)).err(), Some(blank), "{text}");
    }
    let bytes = Secret::from_bytes(vec![0xff, 0x0a]);
    assert_eq!(
        KeyForm::Hex.decode(&bytes).unwrap().as_slice(),
        [0xff, 0x0a]
    );
}
