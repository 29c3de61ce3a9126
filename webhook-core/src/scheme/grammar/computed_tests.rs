use super::*;

#[test]
fn every_computation_is_read_and_printed() {
    for text in [
        "$url | any_port",
        "$url | decoded",
        "$url | sorted_with_form",
        "$request.query | sorted",
        "$request.body | sorted_form",
        "$request.body | sha256",
        "$request.body | sha256_base64",
        "$request.body | sha512",
        "$request.body | sha512_base64",
        "$request.body | crc32",
        "h | header_values",
        "h | header_pairs",
    ] {
        let computed = Computed::parse(text).unwrap().unwrap();
        assert_eq!(computed.to_string(), text);
    }
    assert!(Computed::parse("$url").is_none());
}

#[test]
fn faults_say_what_there_is() {
    let refused = |text: &'static str| Computed::parse(text).unwrap().unwrap_err().to_string();
    assert_eq!(
        refused("$url | sorted"),
        "unknown computation `{$url | sorted}`\nhelp: write one of `any_port` `decoded` `sorted_with_form` after `|`"
    );
    assert!(refused("$request.body | md5").contains("`sorted_form` `sha256` `sha256_base64`"));
    assert!(refused("$request.query | sort").contains("write one of `sorted`"));
    assert!(refused("names | values").contains("`header_values`"));
    assert!(refused("$method | sha256").starts_with("unknown value in"));
}
