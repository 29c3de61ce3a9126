use super::*;

fn outline(text: &str) -> Outline {
    Outline::new(text.into(), 128).unwrap()
}

fn entries(text: &str) -> Vec<(String, String)> {
    let outline = outline(text);
    let mut inside = outline.inside(&outline.root());
    std::iter::from_fn(|| inside.entry())
        .map(|(key, value)| {
            (
                outline.text(&key).to_owned(),
                outline.text(&value).to_owned(),
            )
        })
        .collect()
}

#[test]
fn entries_and_elements_keep_their_text() {
    let owned = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(
        entries(" { \"a\" : [ 1 , {\"]\":\"}\"} ] ,\n\"b\\\"\":-1.5e3,\"c\":{} } "),
        [
            owned(r#""a""#, r#"[ 1 , {"]":"}"} ]"#),
            owned(r#""b\"""#, "-1.5e3"),
            owned(r#""c""#, "{}")
        ]
    );
    assert_eq!(entries("{ }"), []);
    let outline = outline(r#"[null, "x", [[]], 1]"#);
    let mut inside = outline.inside(&outline.root());
    let elements: Vec<_> = std::iter::from_fn(|| inside.element()).collect();
    let texts: Vec<_> = elements.iter().map(|place| outline.text(place)).collect();
    assert_eq!(texts, ["null", r#""x""#, "[[]]", "1"]);
}

#[test]
fn what_follows_the_first_value_is_not_looked_at() {
    for (text, root) in [
        ("{\"a\":[]} }]{", "{\"a\":[]}"),
        (" 7}", "7"),
        ("\"x\",[", "\"x\""),
    ] {
        let outline = outline(text);
        assert_eq!(outline.text(&outline.root()), root, "{text}");
    }
}

#[test]
fn depth_is_limited() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    for (levels, expected) in [(127, true), (128, true), (129, false), (1_000_000, false)] {
        let outline = Outline::new(nested(levels).into(), 128);
        assert_eq!(outline.is_ok(), expected, "{levels}");
    }
    // Siblings do not add up.
    let wide = format!("[{}[]]", "[],".repeat(1000));
    assert!(Outline::new(wide.into(), 2).is_ok());
}
