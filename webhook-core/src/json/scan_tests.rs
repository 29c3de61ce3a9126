use super::*;

fn texts<'b>(pointers: &[&str], body: &'b str) -> Result<Vec<Slot<'b>>, Fault> {
    let mut trie = Trie::default();
    let nodes: Vec<_> = pointers
        .iter()
        .map(|pointer| trie.insert(pointer))
        .collect();
    let mut slots = vec![Slot::Absent; trie.len()];
    scan(&trie, body, &mut slots, Until::End)?;
    Ok(nodes
        .iter()
        .map(|node| slots.get(*node).copied().unwrap())
        .collect())
}

#[test]
fn keeps_source_texts() {
    let body = r#" {"a" : [1, {"b": 1.50e+3}], "c\u0064": "x\ty", "e": null , "f": {"g": { } } } "#;
    let found = texts(&["/a/1/b", "/cd", "/e", "/f/g", "/h", "/a/2"], body).unwrap();
    assert_eq!(
        found,
        [
            Slot::Text("1.50e+3"),
            Slot::Text(r#""x\ty""#),
            Slot::Text("null"),
            Slot::Text("{ }"),
            Slot::Absent,
            Slot::Absent,
        ]
    );
}

#[test]
fn a_leaf_can_have_leaves_below() {
    let found = texts(&["/data", "/data/type", ""], r#"{"data":{"type":"t"}}"#).unwrap();
    let whole = r#"{"data":{"type":"t"}}"#;
    assert_eq!(
        found,
        [
            Slot::Text(r#"{"type":"t"}"#),
            Slot::Text(r#""t""#),
            Slot::Text(whole)
        ]
    );
}

#[test]
fn scalars_have_nothing_below() {
    for scalar in ["1", "-1", "1.5", "true", "null", r#""t""#, r#""\u0074""#] {
        let body = format!(r#"{{"a":{scalar},"b":1}}"#);
        assert_eq!(
            texts(&["/a/x", "/b"], &body),
            Ok(vec![Slot::Absent, Slot::Text("1")])
        );
        assert_eq!(texts(&["/x"], scalar), Ok(vec![Slot::Absent]));
    }
}

#[test]
fn a_read_key_given_twice_is_a_fault_at_every_level() {
    for body in [
        r#"{"a":{"b":1},"a":{"b":1}}"#,
        r#"{"a":1,"a":{"b":1}}"#,
        r#"{"a":{},"\u0061":{"b":1}}"#,
        r#"{"a":{"b":1,"b":2}}"#,
        r#"{"a":{"b":null,"b":2}}"#,
    ] {
        assert_eq!(texts(&["/a/b"], body), Err(Fault::Doubled), "{body}");
        assert_eq!(texts(&["/a", "/a/b"], body), Err(Fault::Doubled), "{body}");
    }
    let elsewhere = r#"{"c":1,"c":2,"a":{"x":1,"x":2,"b":3}}"#;
    assert_eq!(texts(&["/a/b"], elsewhere), Ok(vec![Slot::Text("3")]));
}

#[test]
fn what_is_not_one_document_is_a_fault() {
    for body in [
        "",
        " ",
        "{",
        r#"{"a":1"#,
        r#"{"a":1}}"#,
        "{} {}",
        "{a:1}",
        "\u{feff}{}",
        "NaN",
    ] {
        assert_eq!(texts(&["/a"], body), Err(Fault::NotJson), "{body}");
        assert_eq!(texts(&[""], body), Err(Fault::NotJson), "{body}");
    }
}

#[test]
fn depth_costs_no_stack() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let body = format!(r#"{{"skipped":{deep},"a":{deep},"b":1}}"#);
    let found = texts(&["/a", "/b"], &body).unwrap();
    assert_eq!(found, [Slot::Text(&deep), Slot::Text("1")]);
}

#[test]
fn more_pointers_than_fit_on_the_stack() {
    let pointers: Vec<_> = (0..40).map(|number| format!("/k{number}")).collect();
    let pointers: Vec<_> = pointers.iter().map(String::as_str).collect();
    let found = texts(&pointers, r#"{"k39":39,"k0":0}"#).unwrap();
    assert_eq!(found.first(), Some(&Slot::Text("0")));
    assert_eq!(found.last(), Some(&Slot::Text("39")));
    assert_eq!(
        found.iter().filter(|slot| **slot == Slot::Absent).count(),
        38
    );
}
