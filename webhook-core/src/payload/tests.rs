use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::*;
use crate::payload::error::PayloadErrorKind;

#[derive(Debug, Deserialize, PartialEq)]
struct Order {
    id: u64,
    #[serde(default)]
    lines: Vec<Line>,
    #[serde(default)]
    status: Option<Status>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Line {
    price: u8,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Status {
    Paid,
}

fn parse<P: PayloadType>(body: &str) -> Result<P, PayloadError> {
    Payload::new(body, Some(body), false).parse()
}

pub(crate) fn refused<P: PayloadType + fmt::Debug>(body: &str) -> PayloadError {
    parse::<P>(body).unwrap_err()
}

/// The payload at the first `@`, which is not part of the body.
fn part(marked: &str) -> (String, usize) {
    let offset = marked.find('@').unwrap();
    (marked.replacen('@', "", 1), offset)
}

#[test]
fn a_payload_that_fits_is_parsed() {
    assert_eq!(parse::<Order>(r#" {"id":7,"more":[1]} "#).unwrap().id, 7);
    assert_eq!(parse::<Vec<f64>>("[1,2.5]").unwrap(), [1.0, 2.5]);
    assert_eq!(parse::<String>(r#""a\u00e9""#).unwrap(), "a\u{e9}");
    assert_eq!(parse::<Option<Order>>("null").unwrap(), None);
    parse::<()>("null").unwrap();
    assert_eq!(parse::<Box<RawValue>>("[1, 2]").unwrap().get(), "[1, 2]");
}

#[test]
fn a_struct_comes_from_an_object_only() {
    #[derive(Debug, Deserialize)]
    struct Wrapped(#[expect(dead_code, reason = "only parsed")] Order);
    #[derive(Debug, Deserialize)]
    struct Empty {}
    #[derive(Debug, Deserialize)]
    struct Pair(u8, u8);
    #[derive(Debug, Deserialize)]
    struct Endless(#[expect(dead_code, reason = "only parsed")] Option<Box<Self>>);

    for error in [
        refused::<Order>(" [7,[]]"),
        refused::<Option<Order>>("[7,[]]"),
        refused::<Wrapped>("[7,[]]"),
        refused::<Option<Box<Wrapped>>>("[7,[]]"),
        refused::<Empty>("[]"),
        refused::<Order>("7"),
        refused::<Order>("null"),
    ] {
        assert_eq!(error.kind(), PayloadErrorKind::Invalid, "{error}");
        assert!(error.to_string().starts_with("invalid type"), "{error}");
    }
    let error = refused::<Order>("\n [7,[]]");
    assert_eq!((error.line(), error.column()), (Some(2), Some(1)));
    assert_eq!(
        parse::<Pair>("[1,2]")
            .map(|Pair(one, two)| (one, two))
            .unwrap(),
        (1, 2)
    );
    assert_eq!(parse::<Vec<u8>>("[1]").unwrap(), [1]);
    parse::<Endless>("null").unwrap();
    // An array that is cut off is not JSON.
    assert_eq!(
        refused::<Order>("[7,[]").kind(),
        PayloadErrorKind::Malformed
    );
}

#[test]
fn what_is_no_json_is_malformed() {
    let deep = format!(r#"{{"id":{}{}}}"#, "[".repeat(127), "]".repeat(127));
    let deep_and_invalid = format!(
        r#"{{"id":"x","skipped":{}{}}}"#,
        "[".repeat(127),
        "]".repeat(127)
    );
    for body in [
        "",
        " ",
        "{",
        r#"{"id":7"#,
        r#"{"id":7}}"#,
        r#"{"id":7} {"id":7}"#,
        r#"{"id":"x""#,
        r#"{"id":"x"}]"#,
        "{id:7}",
        "\u{feff}{\"id\":7}",
        r#"{"id":NaN}"#,
        "{\"id\":7,\"lines\":\"\u{1}\"}",
        &deep,
        &deep_and_invalid,
    ] {
        let error = refused::<Order>(body);
        assert_eq!(error.kind(), PayloadErrorKind::Malformed, "{body}: {error}");
    }
    assert_eq!(
        refused::<String>(r#""\ud800""#).to_string(),
        "a string that is not Unicode text, line 1 column 8"
    );
    assert_eq!(
        refused::<Order>("").to_string(),
        "the body is empty, line 1 column 0"
    );
    assert!(
        refused::<Order>("\u{feff}{}")
            .to_string()
            .contains("byte-order mark")
    );
}

#[test]
fn json_of_another_shape_is_invalid() {
    for (body, text) in [
        ("{}", "missing field `id`, line 1 column 2"),
        (
            r#"{"id":"secret"}"#,
            "invalid type at `id`, line 1 column 14",
        ),
        (r#"{"id":-5}"#, "invalid value at `id`, line 1 column 8"),
        (
            r#"{"id":1,"id":2}"#,
            "duplicate field `id`, line 1 column 12",
        ),
        (
            r#"{"id":1e999}"#,
            "number out of range at `id`, line 1 column 11",
        ),
        (
            r#"{"id":1,"status":"secret"}"#,
            "unknown variant at `status`, line 1 column 25",
        ),
        (
            "{\"id\":1,\n\"lines\":[{\"price\":1},\n {\"price\":256}]}",
            "invalid value at `lines[1].price`, line 3 column 13",
        ),
        (
            r#"{"id":1,"lines":[{}]}"#,
            "missing field `price` at `lines[0]`, line 1 column 19",
        ),
        (r#""secret""#, "invalid type, line 1 column 8"),
    ] {
        let error = refused::<Order>(body);
        assert_eq!(error.kind(), PayloadErrorKind::Invalid, "{body}");
        assert_eq!(error.to_string(), text, "{body}");
        assert!(!format!("{error:?}").contains("secret"));
    }
}

#[test]
fn only_a_declared_field_is_named_as_missing() {
    #[derive(Debug)]
    struct Quoting;
    impl<'de> Deserialize<'de> for Quoting {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let text = String::deserialize(deserializer)?;
            Err(serde::de::Error::custom(format!("missing field `{text}`")))
        }
    }
    // The type's own error about the whole payload has no place either.
    assert_eq!(
        refused::<Quoting>(r#""secret""#).to_string(),
        "missing field"
    );
}

#[test]
fn a_custom_error_is_not_quoted() {
    #[derive(Debug, Deserialize)]
    #[serde(try_from = "String")]
    struct Custom(#[expect(dead_code, reason = "never made")] u8);
    impl TryFrom<String> for Custom {
        type Error = String;
        fn try_from(text: String) -> Result<Self, String> {
            Err(text)
        }
    }
    let error = refused::<BTreeMap<String, Custom>>(r#"{"a":"secret"}"#);
    assert_eq!(error.kind(), PayloadErrorKind::Invalid);
    assert_eq!(
        error.to_string(),
        "a value that its type refuses at `<key>`, line 1 column 14"
    );
}

#[test]
fn positions_are_those_of_the_whole_body() {
    for (marked, position) in [
        (r#"{"data":@{"id":"x"}}"#, (1, 17)),
        ("{\n\"data\": @{\"id\":\"x\"}}", (2, 17)),
        ("{\n\"data\":@{\n\"id\":\"x\"}}", (3, 8)),
        ("{\n\"data\":@[7]}", (2, 7)),
    ] {
        let (body, offset) = part(marked);
        let text = body.get(offset..body.len() - 1);
        let error = Payload::new(&body, text, true)
            .parse::<Order>()
            .unwrap_err();
        assert_eq!(error.kind(), PayloadErrorKind::Invalid);
        assert_eq!(
            (error.line(), error.column()),
            (Some(position.0), Some(position.1)),
            "{body}"
        );
    }
}

#[test]
fn a_payload_is_found_again_by_its_range() {
    let body = r#"{"data":"x"}"#;
    let payload = Payload::new(body, body.get(8..11), true);
    assert_eq!(payload.range(), Some(8..11));
    let again = Payload::in_body(body, payload.range(), payload.is_checked());
    assert_eq!(again.parse::<String>().unwrap(), "x");
    assert_eq!(
        (Payload::new(body, None, true).range(), again.is_checked()),
        (None, true)
    );
}

#[test]
fn an_absent_payload_is_its_own_kind() {
    let error = Payload::new("{}", None, true).parse::<Order>().unwrap_err();
    assert_eq!(error.kind(), PayloadErrorKind::Absent);
    assert_eq!(
        (error.line(), error.column(), error.path()),
        (None, None, None)
    );
}

#[test]
fn an_absent_payload_is_what_an_absent_field_is() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(transparent)]
    struct Wrapped(Option<u8>);
    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Defaults {
        id: u8,
    }
    fn absent<P: PayloadType>() -> Result<P, PayloadErrorKind> {
        let payload = Payload::new("{}", None, true);
        payload.parse().map_err(|error| error.kind())
    }
    assert_eq!(absent::<Option<Order>>(), Ok(None));
    assert_eq!(absent::<Option<Option<u8>>>(), Ok(None));
    assert_eq!(absent::<Box<Option<u8>>>(), Ok(Box::new(None)));
    assert_eq!(absent::<Wrapped>(), Ok(Wrapped(None)));
    let refused = PayloadErrorKind::Absent;
    assert_eq!(absent::<()>(), Err(refused));
    assert_eq!(absent::<Order>(), Err(refused));
    assert_eq!(absent::<Defaults>(), Err(refused));
    assert_eq!(absent::<Vec<u8>>(), Err(refused));
    assert_eq!(absent::<serde_json::Value>(), Err(refused));
    assert_eq!(absent::<String>(), Err(refused));
}

#[test]
fn no_payload_needs_one_document() {
    Payload::new("{}", Some("{}"), false).none().unwrap();
    // A scan has looked at it before.
    Payload::new("{", Some("{"), true).none().unwrap();
    let error = Payload::new("{", Some("{"), false).none().unwrap_err();
    assert_eq!(error.kind(), PayloadErrorKind::Malformed);
}

#[test]
fn a_trial_fails_without_details() {
    let payload = Payload::new(r#"{"id":"x"}"#, Some(r#"{"id":"x"}"#), false).for_trial();
    let error = payload.parse::<Order>().unwrap_err();
    assert_eq!(
        (error.kind(), error.path()),
        (PayloadErrorKind::Invalid, None)
    );
}

#[test]
fn an_index_that_is_not_there_is_invalid() {
    let error = Payload::new("{}", Some("{}"), true).no_such_event();
    assert_eq!(error.kind(), PayloadErrorKind::Invalid);
    assert_eq!(error.to_string(), "no such event");
}

#[test]
fn depth_is_that_of_serde_json() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    for levels in [1, 126, 127] {
        check_document(&nested(levels)).unwrap();
        serde_json::from_str::<serde_json::Value>(&nested(levels)).unwrap();
    }
    for levels in [128, 129, 100_000] {
        let malformed = check_document(&nested(levels)).unwrap_err();
        assert_eq!(malformed.cause, "the body nests deeper than 127 levels");
        assert_eq!(malformed.position, (1, 127));
        serde_json::from_str::<serde_json::Value>(&nested(levels)).unwrap_err();
    }
    let in_text = format!(r#"{{"a\"":"\\{}","b":{}}}"#, "[".repeat(500), nested(126));
    check_document(&in_text).unwrap();
    assert_eq!(check_document("").unwrap_err().cause, "the body is empty");
}

#[test]
fn debug_shows_no_content() {
    let payload = Payload::new(r#"{"a":"secret"}"#, Some(r#""secret""#), true);
    assert_eq!(
        format!("{payload:?}"),
        "Payload { bytes: Some(8), body_bytes: 14, .. }"
    );
}
