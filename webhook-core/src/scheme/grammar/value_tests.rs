use super::*;

#[track_caller]
fn refused(text: &str) -> String {
    match ValueTemplate::parse(text) {
        Ok(value) => panic!("{text:?} is {value:?}"),
        Err(message) => message.to_string(),
    }
}

#[test]
fn prefix_and_suffix_are_found() {
    let value = ValueTemplate::parse("v0={digest}complex").unwrap();
    assert_eq!((value.prefix(), value.suffix()), ("v0=", "complex"));
    assert_eq!(value.to_string(), "v0={digest}complex");
    assert_eq!(
        ValueTemplate::parse("{digest}").ok(),
        Some(ValueTemplate::DIGEST)
    );
}

#[test]
fn faults_are_quoted() {
    assert_eq!(refused(""), "empty value\nhelp: write `{digest}`");
    assert_eq!(
        refused("CONST"),
        "no `{digest}` in `CONST`\nhelp: write `CONST{digest}`"
    );
    assert_eq!(
        refused("v1={diet}"),
        "no `{digest}` in `v1={diet}`\nhelp: write `v1={digest}`"
    );
    assert_eq!(
        refused("v1={ digest }"),
        "no `{digest}` in `v1={ digest }`\nhelp: write `v1={digest}`"
    );
    assert_eq!(
        refused("{digest},{digest}"),
        "`{digest}` is given twice in `{digest},{digest}`"
    );
    assert_eq!(
        refused("{{digest}}"),
        "a brace other than those of `{digest}` in `{{digest}}`"
    );
    for bad in [" {digest}", "{digest} ", "v1={digest}\n"] {
        assert_eq!(
            refused(bad),
            format!("white space around, or a control character in `{bad}`")
        );
    }
}
