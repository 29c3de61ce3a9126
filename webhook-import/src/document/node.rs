//! A document as a tree. Objects keep their order, and a key that occurs twice is a fault.

use std::cell::RefCell;
use std::fmt;

use indexmap::IndexMap;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use crate::document::place::join;
use crate::error::{Error, ErrorKind};

/// Deeper documents are refused: schemas are not, and what reads them may recurse.
const DEEPEST: usize = 100;

/// One value of a document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Self>),
    Map(IndexMap<String, Self>),
}

impl Node {
    pub(crate) fn read(text: &str) -> Result<Self, Error> {
        let path = RefCell::new(Vec::new());
        let seed = Seed(&path);
        let begin = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        let read = if begin.starts_with(['{', '[']) {
            let mut json = serde_json::Deserializer::from_str(begin);
            seed.deserialize(&mut json)
                .and_then(|node| json.end().map(|()| node))
                .map_err(|error| error.to_string())
        } else {
            let options = serde_saphyr::options! { strict_booleans: true };
            serde_saphyr::with_deserializer_from_str_with_options(text, options, |yaml| {
                seed.deserialize(yaml)
            })
            .map_err(|error| first_line(&error.to_string()))
        };
        read.map_err(|text| Error::at(ErrorKind::Syntax, &join(&path.borrow()), text))
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.get(key),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn list(&self) -> &[Self] {
        match self {
            Self::List(nodes) => nodes,
            _ => &[],
        }
    }

    pub(crate) const fn map(&self) -> Option<&IndexMap<String, Self>> {
        match self {
            Self::Map(entries) => Some(entries),
            _ => None,
        }
    }
}

/// What is wrong, and the line. The lines of the document follow, as a picture.
fn first_line(error: &str) -> String {
    let line = error.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

/// Reads a value, and knows the path to what is being read.
#[derive(Clone, Copy)]
struct Seed<'a>(&'a RefCell<Vec<String>>);

impl Seed<'_> {
    fn enter<E: de::Error>(self, segment: String) -> Result<(), E> {
        let mut path = self.0.borrow_mut();
        path.push(segment);
        if path.len() > DEEPEST {
            return Err(E::custom(format_args!("nested deeper than {DEEPEST}")));
        }
        Ok(())
    }

    fn leave(self) {
        self.0.borrow_mut().pop();
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// An element of a list: it has a place once it begins.
struct Element<'a>(Seed<'a>, usize);

impl<'de> DeserializeSeed<'de> for Element<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let Self(seed, index) = self;
        seed.enter(index.to_string())?;
        let node = seed.deserialize(deserializer)?;
        seed.leave();
        Ok(node)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Node, E> {
        Ok(Number::from_f64(value).map_or(Node::Null, Node::Number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = elements.next_element_seed(Element(self, nodes.len()))? {
            nodes.push(node);
        }
        Ok(Node::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut nodes = IndexMap::new();
        while let Some(key) = entries.next_key::<String>()? {
            self.enter(key.clone())?;
            if nodes.contains_key(&key) {
                return Err(de::Error::custom("the key occurs twice"));
            }
            let node = entries.next_value_seed(self)?;
            self.leave();
            nodes.insert(key, node);
        }
        Ok(Node::Map(nodes))
    }
}

#[cfg(test)]
#[path = "node_tests.rs"]
mod tests;
