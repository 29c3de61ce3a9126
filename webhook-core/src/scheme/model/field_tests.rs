use super::*;

#[test]
fn shapes_are_read_printed_and_held() {
    let cases: [(&str, &[&str], &[&str]); 7] = [
        ("any", &["", "x"], &[]),
        (
            "digits",
            &["0", "1700000000"],
            &["", "+1", "1.0", "1 ", "1e3"],
        ),
        ("hex 4", &["0a1b"], &["0a1", "0a1bc", "0A1B", ""]),
        ("base64", &["QQ==", "Q+/\n"], &["", "Q-", "Q Q"]),
        (
            "base64 xml",
            &["PD94bWw=", "CiAg\n"],
            &["", "aGVsbG8=", "20f9f8ed05f77439fe955c977e4c8a53", "P-"],
        ),
        ("without .", &["abc"], &["", "a.b"]),
        ("rfc3339", &["2023-11-14T22:13:20Z"], &["2023-11-14", ""]),
    ];
    for (text, good, bad) in cases {
        let shape = Shape::parse(text).unwrap();
        assert_eq!(shape.to_string(), text);
        for value in good {
            assert!(shape.fits(value.as_bytes()), "{text} {value:?}");
        }
        for value in bad {
            assert!(!shape.fits(value.as_bytes()), "{text} {value:?}");
        }
    }
    for unknown in [
        "",
        "hex",
        "hex 0",
        "hex x",
        "without",
        "without ab",
        "Digits",
    ] {
        assert!(Shape::parse(unknown).is_err(), "{unknown}");
    }
}
