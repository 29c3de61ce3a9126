use std::fmt::Write as _;

use super::*;

fn fault(text: &str) -> (Option<String>, String) {
    let error = Node::read(text).unwrap_err();
    (error.place().map(str::to_owned), error.to_string())
}

#[test]
fn json_and_yaml_are_one_tree() {
    let json = Node::read(r#"{"a":[1,"x",null,true,1.5],"200":{"b":"3.1.0"}}"#).unwrap();
    let yaml = Node::read("a: [1, x, null, true, 1.5]\n200:\n  b: 3.1.0\n").unwrap();
    assert_eq!(json, yaml);
}

/// Schemas list `on`, `off`, `yes` and `no` as texts.
#[test]
fn words_of_yaml_1_1_are_texts() {
    let yaml = Node::read("- on\n- off\n- yes\n- n\n- true\n").unwrap();
    let texts: Vec<_> = yaml.list().iter().map(Node::text).collect();
    assert_eq!(
        texts,
        [Some("on"), Some("off"), Some("yes"), Some("n"), None]
    );
}

#[test]
fn anchors_of_yaml_are_read_and_do_not_grow_without_end() {
    let yaml = Node::read("a: &x {b: 1}\nc: *x\n").unwrap();
    assert_eq!(yaml.get("a"), yaml.get("c"));
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let before = format!("*a{}, ", level - 1).repeat(10);
        writeln!(bomb, "a{level}: &a{level} [{before}]").unwrap();
    }
    assert_eq!(Node::read(&bomb).unwrap_err().kind(), ErrorKind::Syntax);
}

#[test]
fn a_fault_names_its_place() {
    let (place, text) = fault(r#"{"a":{"b/c":[1,]}}"#);
    assert_eq!(place.as_deref(), Some("/a/b~1c"));
    assert!(text.contains("line 1 column"), "{text}");
    let (place, text) = fault(r#"{"a":1,"a":2}"#);
    assert_eq!(place.as_deref(), Some("/a"));
    assert!(text.contains("twice"), "{text}");
    assert_eq!(fault("a: 1\na: 2\n").0.as_deref(), Some(""));
}

/// The parser of YAML shows lines of the document below its text.
#[test]
fn a_fault_of_yaml_is_one_line_and_names_a_place_that_there_is() {
    let (place, text) = fault("a: 1\nb: [1, 2\n");
    assert_eq!(place.as_deref(), Some("/b"));
    assert_eq!(text, "at /b: line 2 column 4: unclosed bracket '['");
    let (place, text) = fault("x:\n  - {a: 1}\n  - *c\n");
    assert_eq!(place.as_deref(), Some("/x"));
    assert!(!text.contains("\\u{"), "{text}");
    assert!(text.ends_with("alias references unknown anchor"), "{text}");
}

#[test]
fn deep_documents_are_refused() {
    let deep = "[".repeat(5_000) + &"]".repeat(5_000);
    assert!(fault(&deep).1.contains("nested deeper than 100"));
    let levels: Vec<_> = (0..300)
        .map(|level| format!("{}a:", " ".repeat(level)))
        .collect();
    let yaml = levels.join("\n") + "\n";
    assert_eq!(Node::read(&yaml).unwrap_err().kind(), ErrorKind::Syntax);
}
