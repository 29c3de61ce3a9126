//! A part reads what `serde_json` reads.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::rc::Rc;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::json::outline::Outline;
use crate::payload::part::Part;

#[derive(Debug, Deserialize, PartialEq)]
struct Unit;

#[derive(Debug, Deserialize, PartialEq)]
struct Newtype(Vec<u8>);

#[derive(Debug, Deserialize, PartialEq)]
struct Pair(i64, f64);

#[derive(Debug, Deserialize, PartialEq)]
struct Named {
    #[serde(alias = "b")]
    a: Option<Box<Self>>,
    #[serde(default)]
    c: String,
}

#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
enum External {
    A,
    B(u8),
    C(u8, u8),
    D { x: u8 },
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(tag = "t")]
enum Internal {
    A,
    B { x: u8 },
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    A,
    B(u8),
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(untagged)]
enum Untagged {
    Number(u64),
    Text(String),
    List(Vec<Self>),
    Object { x: u8 },
}

#[derive(Debug, Deserialize, PartialEq)]
struct Flattened {
    a: u8,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

fn compare<T: DeserializeOwned + Debug>(json: &str) {
    let expected = serde_json::from_str::<T>(json);
    let document = Rc::new(Outline::new(json.into(), 128).unwrap());
    let read = T::deserialize(Part::inner(&document, document.root()));
    let name = std::any::type_name::<T>();
    match (&expected, &read) {
        (Ok(expected), Ok(read)) => {
            assert_eq!(
                format!("{expected:?}"),
                format!("{read:?}"),
                "{name} of {json}"
            );
        }
        (Err(_), Err(_)) => {}
        _ => panic!("{name} of {json}: {expected:?}, but {read:?}"),
    }
}

fn compare_all(json: &str) {
    compare::<Value>(json);
    compare::<IgnoredAny>(json);
    compare::<Box<RawValue>>(json);
    compare::<bool>(json);
    compare::<u8>(json);
    compare::<i64>(json);
    compare::<u128>(json);
    compare::<f32>(json);
    compare::<f64>(json);
    compare::<char>(json);
    compare::<String>(json);
    compare::<()>(json);
    compare::<Option<Option<u8>>>(json);
    compare::<Unit>(json);
    compare::<Newtype>(json);
    compare::<Pair>(json);
    compare::<(u8,)>(json);
    compare::<[u8; 2]>(json);
    compare::<Named>(json);
    compare::<External>(json);
    compare::<Internal>(json);
    compare::<Adjacent>(json);
    compare::<Untagged>(json);
    compare::<Flattened>(json);
    compare::<BTreeMap<String, Box<RawValue>>>(json);
    compare::<BTreeMap<i8, Value>>(json);
    compare::<BTreeMap<u128, Value>>(json);
    compare::<BTreeMap<bool, Value>>(json);
    compare::<BTreeMap<char, Value>>(json);
    compare::<BTreeMap<Option<String>, Value>>(json);
    compare::<BTreeMap<External, Value>>(json);
}

const DOCUMENTS: &[&str] = &[
    "null",
    "true",
    "-0",
    "255",
    "256",
    "1e2",
    "1.5",
    "1e999",
    "-170141183460469231731687303715884105728",
    "18446744073709551616",
    r#""""#,
    r#""a""#,
    r#""A""#,
    r#""\u00e9\n\ud83d\ude00""#,
    r#""\ud800""#,
    "[]",
    "[1]",
    "[1,2]",
    "[1, 2.5 ]",
    "[1,2,3]",
    "[[],[[1]],{}]",
    "{}",
    r#"{"a":null}"#,
    r#"{"a":{"a":{"c":"x"},"z":[{}]},"c":"\""}"#,
    r#"{"b":{"b":null}}"#,
    r#"{"\u0061":1,"c":"x"}"#,
    r#"{"a":1,"a":2}"#,
    r#"{"a":[null,"x"]}"#,
    r#"{"A":null}"#,
    r#"{"A":1}"#,
    r#"{"B":1}"#,
    r#"{"B":1,"A":null}"#,
    r#"{"C":[1,2]}"#,
    r#"{"C":[1,2,3]}"#,
    r#"{"D":{"x":1}}"#,
    r#"{"D":[1]}"#,
    r#"{"E":1}"#,
    r#"{"t":"A"}"#,
    r#"{"x":1,"t":"B"}"#,
    r#"{"t":"B","c":1}"#,
    r#"{"c":1,"t":"B","z":0}"#,
    r#"{"x":1}"#,
    r#"["t","x",["y",{"x":2}],3]"#,
    r#"{"1":1,"-2":[],"127":{}}"#,
    r#"{" 1":1}"#,
    r#"{"1 ":1}"#,
    r#"{"1.5":1}"#,
    r#"{"128":1}"#,
    r#"{"true":1,"false":0}"#,
    r#"{"\ud800":1}"#,
    r#"{"a":"\ud800"}"#,
    r#"{"":1}"#,
    r#"{"$serde_json::private::RawValue":"x"}"#,
    "{\n\t\"a\" :\r1 , \"c\" : \"x\" }",
];

#[test]
fn every_type_reads_every_document_as_serde_json_does() {
    for document in DOCUMENTS {
        compare_all(document);
        compare_all(&format!(r#"{{"a":{document},"c":"x"}}"#));
        compare_all(&format!("[{document},{document}]"));
        compare_all(&format!(r#"{{"B":{document}}}"#));
        compare_all(&format!(r#"{{"t":"B","x":{document}}}"#));
    }
}
