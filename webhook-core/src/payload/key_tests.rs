//! A key that no type declares may be an address or a token, and is not in an error, whatever is wrong and wherever.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::*;
use crate::OneOf;
use crate::payload::open::Open;

const KEY: &str = "ada@example.com";

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only parsed")]
struct Plain {
    id: u8,
    name: Option<String>,
    inner: Option<Box<Self>>,
    list: Option<Vec<Self>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only parsed")]
struct Strict {
    id: u8,
    name: Option<String>,
    inner: Option<HashMap<String, Plain>>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only parsed")]
struct Flat<R> {
    id: u8,
    name: Option<String>,
    inner: Option<Value>,
    #[serde(flatten)]
    rest: R,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "name")]
#[expect(dead_code, reason = "only parsed")]
enum Internal {
    #[serde(rename = "n")]
    Named {
        id: u8,
    },
    Other(HashMap<String, u8>),
}

#[derive(Debug, Deserialize)]
#[serde(tag = "name", content = "inner")]
#[expect(dead_code, reason = "only parsed")]
enum Adjacent {
    #[serde(rename = "n")]
    Named(HashMap<String, u8>),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
#[expect(dead_code, reason = "only parsed")]
enum Untagged {
    Plain(Plain),
    Map(HashMap<String, u8>),
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only parsed")]
enum External {
    #[serde(rename = "id")]
    Id(u8),
    #[serde(rename = "inner")]
    Inner { id: u8 },
}

#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    #[serde(rename = "id")]
    Id,
}

#[derive(Debug, OneOf)]
#[one_of(crate = "crate", discriminator = "/name")]
#[expect(dead_code, reason = "only parsed")]
enum Ruled {
    #[one_of("n")]
    Plain(Plain),
    #[one_of("m")]
    Map(HashMap<String, u8>),
}

#[derive(Debug, OneOf)]
#[one_of(crate = "crate")]
#[expect(dead_code, reason = "only parsed")]
enum Shaped {
    Strict(Strict),
    Map(HashMap<String, Ruled>),
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only parsed")]
struct Holding {
    id: u8,
    name: Option<Open<Kind>>,
    inner: Option<Shaped>,
    list: Option<Vec<Ruled>>,
    #[serde(flatten)]
    rest: HashMap<String, Value>,
}

/// Documents of the types above, with the key in them or without.
fn documents() -> Vec<String> {
    let values = [
        "1",
        "300",
        r#""x""#,
        r#""n""#,
        "null",
        "{}",
        "[]",
        "1e999",
        r#""\ud800""#,
        r#"{"id":1}"#,
        r#"[1,"x"]"#,
        r#"{"ada@example.com":1e999}"#,
        r#"{"ada@example.com":"\ud800"}"#,
        r#"{"ada@example.com":{"id":"x"}}"#,
        r#"{"\ud800":1}"#,
        r#"{"id":1,"id":2}"#,
    ];
    let mut documents = Vec::new();
    for value in values {
        documents.push(value.to_owned());
        for other in ["1", r#""x""#, "300"] {
            documents.push(format!(r#"{{"id":{other},"ada@example.com":{value}}}"#));
            documents.push(format!(
                r#"{{"ada@example.com":{value},"id":{other},"name":"n"}}"#
            ));
        }
        for member in ["id", "name", "inner", "list"] {
            documents.push(format!(r#"{{"id":1,"name":"n","{member}":{value}}}"#));
            documents.push(format!(
                r#"{{"{member}":{value},"ada\u0040example.com":7}}"#
            ));
            for inside in [
                r#"{"id":1,"ada@example.com":X}"#,
                r#"[{"id":1,"ada@example.com":X}]"#,
                r#"{"ada@example.com":X,"name":"m"}"#,
            ] {
                let inside = inside.replace('X', value);
                documents.push(format!(r#"{{"id":1,"name":"n","{member}":{inside}}}"#));
            }
        }
    }
    documents
}

fn check<P: PayloadType + fmt::Debug>() {
    let mut refused = 0;
    for body in documents() {
        let Err(error) = Payload::new(&body, Some(&body), false).parse::<P>() else {
            continue;
        };
        refused += 1;
        let texts = [
            error.to_string(),
            format!("{error:?}"),
            error.path().unwrap_or_default().to_owned(),
        ];
        for text in texts {
            assert!(!text.contains("ada"), "{text}: {body}");
        }
    }
    assert!(
        refused > 5,
        "{refused} errors of {}",
        std::any::type_name::<P>()
    );
}

/// `serde_json` quotes keys itself, and a `OneOf` does not.
fn check_one_of<P: PayloadType + fmt::Debug>() {
    for body in documents() {
        if let Err(error) = serde_json::from_str::<P>(&body) {
            assert!(!error.to_string().contains("ada"), "{error}: {body}");
        }
    }
}

#[test]
fn no_error_says_a_key_that_no_type_declares() {
    assert!(documents().iter().filter(|body| body.contains(KEY)).count() > 200);
    check::<Plain>();
    check::<Strict>();
    check::<Flat<HashMap<String, u8>>>();
    check::<Flat<HashMap<String, String>>>();
    check::<Flat<BTreeMap<Kind, u8>>>();
    check::<Flat<Plain>>();
    check::<Flat<Internal>>();
    check::<Flat<External>>();
    check::<Flat<Option<Value>>>();
    check::<Internal>();
    check::<Adjacent>();
    check::<Untagged>();
    check::<External>();
    check::<BTreeMap<Kind, u8>>();
    check::<HashMap<String, Plain>>();
    check::<HashMap<u8, u8>>();
    check::<HashMap<String, Vec<Internal>>>();
    check::<HashMap<String, External>>();
    check::<Vec<Flat<HashMap<String, Value>>>>();
    check::<Value>();
    check::<HashMap<String, Box<RawValue>>>();
    check::<Ruled>();
    check::<Shaped>();
    check::<Holding>();
    check::<Option<Holding>>();
    check_one_of::<Ruled>();
    check_one_of::<Shaped>();
}

fn check_form<P: PayloadType + fmt::Debug>() -> Vec<String> {
    let values = ["", "1", "300", "n", "%FC", "\u{fc}"];
    let mut errors = Vec::new();
    for (of_key, of_id) in values.iter().flat_map(|key| values.map(|id| (key, id))) {
        for form in [
            format!("id={of_id}&ada%40example.com={of_key}"),
            format!("ada@example.com={of_key}&name=n&id={of_id}"),
            format!("id=1&name={of_id}&%FC=1&ada@example.com={of_key}&ada@example.com=2"),
            format!("ada@example.com={of_key}"),
        ] {
            let payload = Payload::new("{}", None, false).with_form(Some(form.as_bytes()));
            let Err(error) = payload.parse::<P>() else {
                continue;
            };
            for text in [error.to_string(), format!("{error:?}")] {
                assert!(!text.contains("ada"), "{text}: {form}");
            }
            errors.push(error.to_string());
        }
    }
    errors
}

#[test]
fn no_error_of_a_form_says_a_key_that_no_type_declares() {
    let named = "a string that is not Unicode text at `id`".to_owned();
    for errors in [
        check_form::<Plain>(),
        check_form::<Strict>(),
        check_form::<Flat<HashMap<String, String>>>(),
        check_form::<Flat<HashMap<String, u8>>>(),
        check_form::<Holding>(),
    ] {
        assert!(errors.contains(&named), "{errors:?}");
    }
    check_form::<Internal>();
    check_form::<Untagged>();
    let errors = check_form::<HashMap<String, u8>>();
    assert!(
        errors.contains(&"invalid value at `<key>`".to_owned()),
        "{errors:?}"
    );
    check_form::<BTreeMap<Kind, u8>>();
    check_form::<Vec<(String, u8)>>();
    check_form::<Value>();
}

#[test]
fn a_key_that_a_type_declares_is_said_beside_those_that_it_keeps() {
    type Type = Flat<HashMap<String, Value>>;
    for (body, expected) in [
        (
            r#"{"id":1,"name":"\ud800"}"#,
            "a string that is not Unicode text at `name`",
        ),
        (r#"{"id":1e999}"#, "number out of range at `id`"),
        (r#"{"id":300}"#, "invalid value at `id`"),
    ] {
        let error = Payload::new(body, Some(body), false)
            .parse::<Type>()
            .unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}
