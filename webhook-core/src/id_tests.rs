use super::*;

#[test]
fn what_says_nothing_is_no_id() {
    let id = |json: &str| Id::new(json.trim_matches('"').to_owned().into(), Some(json));
    for none in [r#""""#, r#"" ""#, "\"\u{3000}\t\"", "true", "false"] {
        assert_eq!(id(none), None, "{none}");
    }
    for (json, text, is_number) in [
        (r#""7""#, "7", false),
        ("7", "7", true),
        ("-0.0", "-0.0", true),
        (r#""true""#, "true", false),
    ] {
        let text = text.into();
        assert_eq!(id(json), Some(Id { text, is_number }), "{json}");
    }
    // A header has only text, without a kind.
    assert!(Id::new("7".into(), None).is_some_and(|id| !id.is_number));
    assert_eq!(Id::new(" ".into(), None), None);
}

#[test]
fn an_id_is_printed_on_one_line_and_not_whole() {
    let all = "a".repeat(255);
    let many = "é".repeat(500_000);
    let cut = format!("{}… (1000000 bytes)", "é".repeat(127));
    for (id, printed) in [
        ("evt_1 'a' \"b\"", "evt_1 'a' \"b\""),
        ("a\nb\u{1b}[31m\\n", "a\\nb\\u{1b}[31m\\\\n"),
        // Characters that reverse the direction of a line, or break it.
        ("\u{202e}\u{2028}é", "\\u{202e}\\u{2028}é"),
        (&all, &all),
        (&many, &cut),
    ] {
        assert_eq!(Shown(id).to_string(), printed);
        assert_eq!(&*shown(id.into()), printed);
        assert_eq!(format!("{:?}", Shown(id)), format!("\"{printed}\""));
    }
}
