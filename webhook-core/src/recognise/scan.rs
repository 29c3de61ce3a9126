//! One streaming pass over a body that keeps the source text of what was asked for.
//!
//! Nothing else of this module knows which parser does it: [`scan`], [`Slots`] and [`Fault`] are the whole interface.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde::{Deserialize as _, de};
use serde_json::value::RawValue;

use super::room::Room;
use super::trie::{ROOT, Trie};

/// What the pass found at every node of the trie.
pub(super) type Slots<'b> = Room<Slot<'b>>;

/// What the pass found at one node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Slot<'b> {
    #[default]
    Absent,
    /// A value that is only on the way to others.
    Passed,
    /// The source text of one value.
    Text(&'b str),
}

/// Why the pass failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The body is not one JSON document.
    NotJson,
    /// A key that leads to something asked for stands in its object twice.
    Doubled,
}

/// Reads all of `body`, and fills the slot of every node of `trie` that it has.
pub(super) fn scan<'b>(trie: &Trie, body: &'b str, slots: &mut Slots<'b>) -> Result<(), Fault> {
    let mut deserializer = serde_json::Deserializer::from_str(body);
    let mut walk = Walk {
        trie,
        slots,
        doubled: false,
    };
    let read = Step {
        walk: &mut walk,
        node: ROOT,
    }
    .deserialize(&mut deserializer);
    match read.and_then(|()| deserializer.end()) {
        Ok(()) => Ok(()),
        Err(_) if walk.doubled => Err(Fault::Doubled),
        Err(_) => Err(Fault::NotJson),
    }
}

struct Walk<'w, 'b> {
    trie: &'w Trie,
    slots: &'w mut Slots<'b>,
    doubled: bool,
}

impl<'b> Walk<'_, 'b> {
    /// Fills a slot; `false` if it was filled before.
    fn fill(&mut self, node: usize, slot: Slot<'b>) -> bool {
        let Some(place) = self.slots.get_mut(node) else {
            return true;
        };
        let first = *place == Slot::Absent;
        *place = slot;
        first
    }
}

/// Reads the value at one node.
struct Step<'s, 'w, 'b> {
    walk: &'s mut Walk<'w, 'b>,
    node: usize,
}

impl<'b> DeserializeSeed<'b> for Step<'_, '_, 'b> {
    type Value = ();

    fn deserialize<D: Deserializer<'b>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self { walk, node } = self;
        if !walk.trie.is_leaf(node) {
            return deserializer.deserialize_any(Below { walk, node });
        }
        let text = <&RawValue>::deserialize(deserializer)?.get();
        walk.fill(node, Slot::Text(text));
        if walk.trie.has_children(node) {
            // The text was read once to find its end, and is read again for what is in it.
            let mut inner = serde_json::Deserializer::from_str(text);
            return inner
                .deserialize_any(Below { walk, node })
                .map_err(D::Error::custom);
        }
        Ok(())
    }
}

/// Reads what is below one node.
struct Below<'s, 'w, 'b> {
    walk: &'s mut Walk<'w, 'b>,
    node: usize,
}

impl<'b> Visitor<'b> for Below<'_, '_, 'b> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'b>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { walk, node } = self;
        while let Some(child) = map.next_key_seed(Key {
            trie: walk.trie,
            node,
        })? {
            match child {
                Some(child) if walk.fill(child, Slot::Passed) => {
                    map.next_value_seed(Step { walk, node: child })?;
                }
                Some(_) => {
                    walk.doubled = true;
                    return Err(A::Error::custom("doubled"));
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'b>>(self, mut seq: A) -> Result<(), A::Error> {
        let Self { walk, node } = self;
        for index in 0.. {
            let more = match walk.trie.element(node, index) {
                Some(child) => seq.next_element_seed(Step { walk, node: child })?.is_some(),
                None => seq.next_element::<IgnoredAny>()?.is_some(),
            };
            if !more {
                break;
            }
        }
        Ok(())
    }

    // A scalar has nothing below it.

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// Looks up one key as its characters, however they are escaped.
struct Key<'w> {
    trie: &'w Trie,
    node: usize,
}

impl<'b> DeserializeSeed<'b> for Key<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'b>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<Option<usize>, E> {
        Ok(self.trie.child(self.node, key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts<'b>(pointers: &[&str], body: &'b str) -> Result<Vec<Slot<'b>>, Fault> {
        let mut trie = Trie::new();
        let nodes: Vec<_> = pointers
            .iter()
            .map(|pointer| trie.insert(pointer))
            .collect();
        let mut slots = Slots::new(trie.len());
        scan(&trie, body, &mut slots)?;
        Ok(nodes
            .iter()
            .map(|node| slots.get(*node).copied().unwrap())
            .collect())
    }

    #[test]
    fn keeps_source_texts() {
        let body =
            r#" {"a" : [1, {"b": 1.50e+3}], "c\u0064": "x\ty", "e": null , "f": {"g": { } } } "#;
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
}
