use std::collections::BTreeMap;

use super::*;
use crate::Open;

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    On,
    Off,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Lamp {
    id: Sent<i64>,
    lit: Sent<bool>,
    watts: Sent<f64>,
    state: Sent<Open<State>>,
    inside: Sent<Box<Self>>,
    beside: Sent<Vec<Sent<Self>>>,
    names: Sent<BTreeMap<String, Sent<String>>>,
    any: Sent<Value>,
}

fn lamp(json: &str) -> Lamp {
    serde_json::from_str(json).unwrap()
}

fn sent<T: DeserializeOwned>(json: &str) -> Sent<T> {
    serde_json::from_str(json).unwrap()
}

#[test]
fn promised_values_are_values() {
    let lamp = lamp(
        r#"{"id":1,"lit":true,"watts":5,"state":"on","inside":{"id":2},"beside":[{"id":3},7,null],
            "names":{"de":"Lampe","en":null},"any":{"a":[1]}}"#,
    );
    assert_eq!(lamp.id, 1.into());
    assert_eq!(lamp.watts.get(), Some(&5.0));
    assert_eq!(lamp.state, Sent::Value(Open::Known(State::On)));
    assert_eq!(
        lamp.inside.into_value().map(|inside| inside.id),
        Some(2.into())
    );
    let beside = lamp.beside.get().unwrap();
    assert_eq!(beside[0].get().unwrap().id, 3.into());
    assert_eq!(beside[1..], [Sent::Other("7".into()), Sent::Nothing]);
    let names = lamp.names.get().unwrap();
    assert_eq!(
        (names["de"].as_deref(), &names["en"]),
        (Some("Lampe"), &Sent::Nothing)
    );
    assert_eq!(lamp.any.get().unwrap()["a"][0], 1);
}

#[test]
fn what_is_missing_or_null_is_nothing() {
    let empty = lamp("{}");
    assert_eq!(
        empty,
        lamp(r#"{"id":null,"inside":null,"state":null,"any":null}"#)
    );
    assert_eq!((empty.id, empty.inside), (Sent::Nothing, Sent::Nothing));
}

#[test]
fn anything_else_is_kept_as_its_json() {
    let others = [
        ("\"1\"", "\"1\""),
        ("true", "true"),
        ("1.5", "1.5"),
        ("[1]", "[1]"),
        (r#"{"a":[null,"\n"]}"#, r#"{"a":[null,"\n"]}"#),
        ("18446744073709551615", "18446744073709551615"),
    ];
    for (json, kept) in others {
        assert_eq!(sent::<i64>(json).other(), Some(kept), "{json}");
    }
    assert_eq!(sent::<String>("7"), Sent::Other("7".into()));
    assert_eq!(sent::<bool>("\"true\"").other(), Some("\"true\""));
    assert_eq!(sent::<Box<Lamp>>("\"lamp\"").other(), Some("\"lamp\""));
    assert_eq!(sent::<Open<State>>("3").other(), Some("3"));
    assert_eq!(
        sent::<Open<State>>("\"dim\""),
        Open::Unknown("dim".to_owned()).into()
    );
    assert_eq!(sent::<Vec<Sent<i64>>>("{}").other(), Some("{}"));
}

/// The fields of a struct would be taken by their places.
#[test]
fn no_struct_is_read_from_an_array() {
    assert_eq!(sent::<Lamp>("[1,true]").other(), Some("[1,true]"));
    assert_eq!(sent::<Box<Lamp>>("[]").other(), Some("[]"));
}

/// A part that has to be there is not swallowed by what is around it.
#[test]
fn a_required_part_of_a_value_is_required() {
    #[derive(Debug, Deserialize)]
    struct Strict {
        #[expect(dead_code, reason = "only whether it is there matters")]
        id: i64,
    }
    let refused = |json| {
        serde_json::from_str::<Sent<Box<Strict>>>(json)
            .unwrap_err()
            .to_string()
    };
    assert!(refused("{}").contains("missing field `id`"));
    assert!(refused(r#"{"id":"1"}"#).contains("invalid type"));
    assert!(
        serde_json::from_str::<Sent<Vec<i64>>>("[1,\"2\"]").is_err_and(|error| error.is_data())
    );
}

#[test]
fn deep_bodies_end_where_those_of_serde_json_end() {
    let deep = |levels: usize| {
        let json = "{\"inside\":".repeat(levels) + "{}" + &"}".repeat(levels);
        serde_json::from_str::<Lamp>(&json).map(drop)
    };
    deep(60).unwrap();
    assert!(
        deep(10_000)
            .unwrap_err()
            .to_string()
            .contains("recursion limit")
    );
}

#[test]
fn debug_prints_no_text_that_was_not_promised() {
    assert_eq!(format!("{:?}", sent::<i64>("\"secret\"")), "Other(8 bytes)");
    assert_eq!(
        format!("{:?} {:?}", sent::<i64>("7"), sent::<i64>("null")),
        "Value(7) Nothing"
    );
}
