//! The way to what does not fit: what a type declares is named, and nothing else of the body.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::*;
use crate::payload::error::PayloadErrorKind;
use crate::payload::tests::refused;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only parsed")]
struct Strict {
    #[serde(default)]
    id: u8,
    #[serde(default)]
    address: Option<Box<Self>>,
    #[serde(default, rename = "priceList", alias = "prices")]
    price_list: HashMap<String, Vec<u8>>,
    #[serde(default)]
    by_number: BTreeMap<u64, u8>,
    #[serde(default)]
    by_kind: BTreeMap<Kind, u8>,
    #[serde(default)]
    paid: Option<Paid>,
    #[serde(default)]
    shape: Option<Shape>,
    #[serde(default)]
    pair: Option<(u8, u8)>,
}

#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Plain,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only parsed")]
enum Paid {
    Card {
        last4: u8,
    },
    Cash(u8, u8),
    Token(HashMap<String, u8>),
    Nothing,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[expect(dead_code, reason = "only parsed")]
enum Shape {
    Circle { radius: u8 },
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only parsed")]
struct Flattened {
    id: u8,
    #[serde(flatten)]
    rest: HashMap<String, u8>,
}

/// A map whose keys are the sender's, although they are asked for as names.
#[derive(Debug, Deserialize, PartialEq, Eq, Hash)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Named {
    Id,
    Other(String),
}

fn text<P: PayloadType + fmt::Debug>(body: &str) -> String {
    let error = refused::<P>(body);
    assert_eq!(error.kind(), PayloadErrorKind::Invalid, "{body}");
    assert!(!format!("{error:?}").contains("sk_live"), "{error:?}");
    let text = error.to_string();
    let (fault, _) = text.split_once(", line ").unwrap_or((&text, ""));
    fault.to_owned()
}

#[test]
fn declared_names_are_said_and_no_others() {
    for (body, expected) in [
        (r#"{"sk_live":1}"#, "unknown field at `<key>`"),
        (
            r#"{"address":{"sk_live":1}}"#,
            "unknown field at `address.<key>`",
        ),
        (r#"{"address":{"id":"x"}}"#, "invalid type at `address.id`"),
        (
            r#"{"a\u0064dress":{"id":"x"}}"#,
            "invalid type at `address.id`",
        ),
        (
            r#"{"priceList":{"sk_live":[1,"x"]}}"#,
            "invalid type at `priceList.<key>[1]`",
        ),
        (
            r#"{"prices":{"sk_live":7}}"#,
            "invalid type at `prices.<key>`",
        ),
        (
            r#"{"by_number":{"4242":"x"}}"#,
            "invalid type at `by_number.<key>`",
        ),
        (
            r#"{"by_number":{"sk_live":1}}"#,
            "invalid type at `by_number.<key>`",
        ),
        (
            r#"{"by_kind":{"plain":"x"}}"#,
            "invalid type at `by_kind.plain`",
        ),
        (
            r#"{"by_kind":{"sk_live":"x"}}"#,
            "invalid type at `by_kind.<key>`",
        ),
        (
            r#"{"paid":{"Card":{"last4":"x"}}}"#,
            "invalid type at `paid.Card.last4`",
        ),
        (
            r#"{"paid":{"Card":{}}}"#,
            "missing field `last4` at `paid.Card`",
        ),
        (
            r#"{"paid":{"Cash":[1,"x"]}}"#,
            "invalid type at `paid.Cash[1]`",
        ),
        (
            r#"{"paid":{"Token":{"sk_live":"x"}}}"#,
            "invalid type at `paid.Token.<key>`",
        ),
        (
            r#"{"paid":{"Nothing":7}}"#,
            "invalid type at `paid.Nothing`",
        ),
        (r#"{"paid":{"sk_live":7}}"#, "invalid type at `paid.<key>`"),
        (
            r#"{"shape":{"kind":"sk_live"}}"#,
            "unknown variant at `shape.kind`",
        ),
        (
            r#"{"shape":{"kind":"circle","radius":"x"}}"#,
            "invalid type at `shape`",
        ),
        (
            r#"{"shape":{"sk_live":1}}"#,
            "missing field `kind` at `shape`",
        ),
        (r#"{"id":1,"id":2}"#, "duplicate field `id`"),
        (r#"{"pair":[1]}"#, "invalid length at `pair`"),
    ] {
        assert_eq!(text::<Strict>(body), expected, "{body}");
    }
}

#[test]
fn a_key_that_is_only_passed_on_is_not_said() {
    for (body, expected) in [
        (r#"{"id":"x"}"#, "invalid type at `id`"),
        (r#"{"id":1,"sk_live":"x"}"#, "invalid type"),
        (r#"{"sk_live":1}"#, "missing field `id`"),
        (
            r#"{"id":1,"sk_live":"\ud800"}"#,
            "a string that is not Unicode text at `<key>`",
        ),
        (
            r#"{"id":1,"sk_live":{"\ud800":1}}"#,
            "a string that is not Unicode text at `<key>.<key>`",
        ),
        (
            r#"{"id":1,"\ud800":1}"#,
            "a string that is not Unicode text at `<key>`",
        ),
        (
            r#"{"id":1,"sk_live":[1e999]}"#,
            "number out of range at `<key>[0]`",
        ),
    ] {
        assert_eq!(text::<Flattened>(body), expected, "{body}");
    }
    for (body, expected) in [
        (r#"{"sk_live":"x"}"#, "invalid type at `<key>`"),
        (r#"{"id":"x"}"#, "invalid type at `<key>`"),
    ] {
        assert_eq!(text::<HashMap<Named, u8>>(body), expected, "{body}");
    }
    assert_eq!(
        text::<HashMap<bool, u8>>(r#"{"true":"x"}"#),
        "invalid type at `<key>`"
    );
    assert_eq!(
        text::<Vec<Paid>>(r#"["Nothing","sk_live",{"sk_live":1}]"#),
        "invalid type at `[2].<key>`"
    );
}

/// `serde_json` calls these faults of syntax, but the body is good JSON.
#[test]
fn what_a_type_refuses_is_invalid_although_serde_json_calls_it_syntax() {
    for (body, expected) in [
        (
            r#"{"by_number":{"x":1}}"#,
            "invalid type at `by_number.<key>`",
        ),
        (
            r#"{"by_number":{" 1":1}}"#,
            "invalid type at `by_number.<key>`",
        ),
        (r#"{"paid":7}"#, "invalid type at `paid`"),
        (r#"{"paid":[]}"#, "invalid type at `paid`"),
        (r#"{"paid":{}}"#, "invalid length at `paid`"),
        (
            r#"{"paid":{"Nothing":null,"Card":1}}"#,
            "invalid length at `paid`",
        ),
        (r#"{"pair":[1,2,3]}"#, "invalid length at `pair`"),
    ] {
        assert_eq!(text::<Strict>(body), expected, "{body}");
    }
}

#[test]
fn a_path_is_cut() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only parsed")]
    struct Tree {
        a_name_of_thirty_characters_xx: Option<Box<Self>>,
    }
    let body = (0..20).fold("7".to_owned(), |inner, _| {
        format!(r#"{{"a_name_of_thirty_characters_xx":{inner}}}"#)
    });
    let path = refused::<Tree>(&body)
        .path()
        .map(|path| path.chars().count());
    assert_eq!(path, Some(513));
}
