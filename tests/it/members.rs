//! `#[derive(Members)]` reads what serde's derive reads, with the same errors.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde::de::value::{BytesDeserializer, Error, MapDeserializer};
use serde_json::Value;
use webhook_core::{Members, Open, Sent};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    On,
    Off,
}

/// A struct by both derives, and what reads a text by both.
macro_rules! both {
    ($read:ident, $(#[$attribute:meta])* $name:ident { $($(#[$own:meta])* $field:ident: $ty:ty,)* }) => {
        mod $read {
            use super::*;

            #[derive(Clone, Debug, PartialEq, Members)]
            $(#[$attribute])*
            pub(super) struct $name { $($(#[$own])* pub(super) $field: $ty,)* }

            mod by_serde {
                use super::*;

                #[derive(Debug, PartialEq, Deserialize)]
                $(#[$attribute])*
                pub(super) struct $name { $($(#[$own])* $field: $ty,)* }
            }

            pub(super) fn check(json: &str) -> Result<$name, String> {
                let own = alike::<$name, by_serde::$name>(serde_json::from_str(json), serde_json::from_str(json), json);
                if let Ok(value) = serde_json::from_str::<Value>(json) {
                    drop(alike::<$name, by_serde::$name>(serde_json::from_value(value.clone()), serde_json::from_value(value), json));
                }
                own
            }
        }
    };
}

/// Both read the same, or fail with the same text.
fn alike<Own: Debug + DeserializeOwned, Serde: Debug>(
    own: serde_json::Result<Own>,
    by_serde: serde_json::Result<Serde>,
    json: &str,
) -> Result<Own, String> {
    let own = own.map_err(|error| error.to_string());
    let by_serde = by_serde.map_err(|error| error.to_string());
    assert_eq!(format!("{own:?}"), format!("{by_serde:?}"), "{json}");
    own
}

both! { open, #[serde(rename_all = "camelCase")] Lamp {
    item_id: Sent<i64>,
    r#type: Sent<String>,
    state: Sent<Open<State>>,
    #[serde(rename = "in\"side")]
    inside: Sent<Box<Self>>,
    beside: Sent<Vec<Sent<Self>>>,
    watts: Option<f64>,
    names: Option<BTreeMap<String, Sent<String>>>,
    any: Option<Value>,
} }

both! { closed, #[serde(deny_unknown_fields)] Switch { on: Sent<bool>, label: Option<String>, } }

both! { empty, Nothing {} }

#[test]
fn what_is_sent_is_read_as_serde_reads_it() {
    for json in [
        "{}",
        r#"{"itemId":1,"type":"a","state":"on","in\"side":{"itemId":2},"beside":[{"itemId":3},7,null],"watts":1.5,
            "names":{"de":"Lampe"},"any":[1]}"#,
        r#"{"any":null,"names":null,"watts":null,"beside":null,"in\"side":null,"state":null,"type":null,"itemId":null}"#,
        r#"{"watts":2,"itemId":"1","state":"dim","type":7,"beside":{},"in\"side":[1]}"#,
        r#"{"other":{"itemId":[{}]},"itemId":1,"item_id":2,"":3,"ITEMID":4}"#,
        r#"{"\u0069temId":5,"t\u0079pe":"escaped"}"#,
        r#"{"itemId":1,"itemId":1}"#,
        r#"{"any":null,"any":null}"#,
        r#"{"in\"side":{"type":"a","type":"b"}}"#,
        r#"{"other":1,"other":2}"#,
        r#"{"watts":"1"}"#,
        r#"{"names":[]}"#,
        r#"{"itemId":1"#,
        r#"{"itemId"}"#,
        "null",
        "7",
        r#""itemId""#,
        "true",
    ] {
        drop(open::check(json));
        drop(closed::check(json));
        drop(empty::check(json));
    }
}

#[test]
fn members_have_their_values() -> Result<(), String> {
    let lamp = open::check(r#"{"watts":3,"\u0069temId":1,"in\"side":{"type":"a"},"beside":[{}]}"#)?;
    assert_eq!((lamp.item_id, lamp.watts), (1.into(), Some(3.0)));
    let inside = lamp.inside.into_value().map(|inside| inside.r#type);
    assert_eq!(inside, Some("a".to_owned().into()));
    assert_eq!(lamp.state, Sent::Nothing);
    Ok(())
}

#[test]
fn errors_name_the_member() {
    let twice = open::check(r#"{"itemId":1,"type":"","itemId":1}"#);
    assert!(twice.is_err_and(|error| error.starts_with("duplicate field `itemId`")));
    let other = closed::check(r#"{"on":true,"of":1}"#);
    let expected = "unknown field `of`, expected `on` or `label`";
    assert!(other.is_err_and(|error| error.starts_with(expected)));
    let wrong = open::check("7");
    assert!(wrong.is_err_and(|error| error.contains("expected struct Lamp")));
}

/// Its members would be taken by their places.
#[test]
fn an_array_is_no_struct() {
    for json in ["[]", r#"[true,"a"]"#] {
        let read = serde_json::from_str::<closed::Switch>(json).map_err(|error| error.to_string());
        let expected = "invalid type: sequence, expected struct Switch";
        assert!(read.is_err_and(|error| error.starts_with(expected)));
    }
}

/// Formats whose keys are bytes, or the numbers of the members.
#[test]
fn keys_are_texts_bytes_or_numbers() {
    let numbers = MapDeserializer::<_, Error>::new([(0_u64, true), (9, false)].into_iter());
    let switch = open_switch(numbers);
    assert_eq!(switch, Ok(Sent::Value(true)));
    let bytes = [(Bytes(b"on"), false), (Bytes(b"\xff"), true)];
    let switch = open_switch(MapDeserializer::<_, Error>::new(bytes.into_iter()));
    assert_eq!(switch, Ok(Sent::Value(false)));
    let denied = MapDeserializer::<_, Error>::new([(2_u64, true)].into_iter());
    assert!(closed::Switch::deserialize(denied).is_err());
}

fn open_switch<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Sent<bool>, D::Error> {
    #[derive(Members)]
    struct Switch {
        on: Sent<bool>,
    }
    Switch::deserialize(deserializer).map(|switch| switch.on)
}

struct Bytes(&'static [u8]);

impl serde::de::IntoDeserializer<'_, Error> for Bytes {
    type Deserializer = BytesDeserializer<'static, Error>;

    fn into_deserializer(self) -> Self::Deserializer {
        serde::de::IntoDeserializer::into_deserializer(self.0)
    }
}

/// More members than a word has bits, in another order than the struct's.
#[test]
fn a_struct_may_have_many_members() -> Result<(), serde_json::Error> {
    macro_rules! many {
        ($($field:ident)*) => {
            #[derive(Members)]
            struct Many { $($field: Sent<usize>,)* }

            impl Many {
                const NAMES: &'static [&'static str] = &[$(stringify!($field)),*];

                fn values(&self) -> Vec<Option<&usize>> {
                    vec![$(self.$field.get()),*]
                }
            }
        };
    }
    many! {
        a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 d0 d1 d2 d3 d4 d5 d6 d7 d8 d9
        e0 e1 e2 e3 e4 e5 e6 e7 e8 e9 f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 g0 g1 g2 g3 g4 g5 g6 g7 g8 g9 h0 h1 h2 h3 h4 h5 h6 h7 h8 h9
        i0 i1 i2 i3 i4 i5 i6 i7 i8 i9 j0 j1 j2 j3 j4 j5 j6 j7 j8 j9 k0 k1 k2 k3 k4 k5 k6 k7 k8 k9 l0 l1 l2 l3 l4 l5 l6 l7 l8 l9
        m0 m1 m2 m3 m4 m5 m6 m7 m8 m9 n0 n1 n2 n3 n4 n5 n6 n7 n8 n9
    }
    let pair = |(index, name): (usize, &&str)| format!("\"{name}\":{index}");
    let mut pairs: Vec<_> = Many::NAMES.iter().enumerate().map(pair).collect();
    pairs.reverse();
    let many: Many = serde_json::from_str(&format!("{{{}}}", pairs.join(",")))?;
    let expected: Vec<_> = (0..Many::NAMES.len()).collect();
    assert_eq!(many.values(), expected.iter().map(Some).collect::<Vec<_>>());
    for name in ["a0", "m7", "m8", "n9"] {
        let twice = serde_json::from_str::<Many>(&format!(r#"{{"{name}":1,"{name}":1}}"#));
        let expected = format!("duplicate field `{name}`");
        assert!(twice.is_err_and(|error| error.to_string().starts_with(&expected)));
    }
    Ok(())
}
