//! One request that carries many events: where each of them is in the body.

use std::ops::Range;

use serde_json::value::RawValue;

use crate::json::document::cause;
use crate::json::scan::{Fault, Slot, Until, scan};
use crate::json::trie::Trie;
use crate::work;

/// More items than this are refused: each costs a line in the log.
const MAX_ITEMS: usize = 10_000;

/// Finds the array that a group's `each` names.
#[derive(Debug)]
pub(crate) struct Each {
    trie: Trie,
    node: usize,
}

impl Each {
    /// Prepares a JSON pointer; the empty one is the whole body.
    pub(crate) fn new(pointer: &str) -> Self {
        let mut trie = Trie::new();
        let node = trie.insert(pointer);
        Self { trie, node }
    }

    /// The places of all items, in their order; an error is one of a fixed set of texts.
    pub(crate) fn split(&self, body: &str) -> Result<Vec<Range<usize>>, &'static str> {
        let mut slots = vec![Slot::Absent; self.trie.len()];
        scan(&self.trie, body, &mut slots, Until::End).map_err(|fault| match fault {
            Fault::Doubled => "a key on the way to the items is given twice",
            Fault::NotJson => cause(body),
        })?;
        let Some(Slot::Text(array)) = slots.get(self.node) else {
            return Err("there are no items");
        };
        work::read(array.len());
        let items: Vec<&RawValue> =
            serde_json::from_str(array).map_err(|_| "the items are not in an array")?;
        if items.len() > MAX_ITEMS {
            return Err("there are more than 10,000 items");
        }
        let place = |item: &RawValue| {
            let text = item.get();
            let start = text.as_ptr().addr().saturating_sub(body.as_ptr().addr());
            start..start.saturating_add(text.len())
        };
        Ok(items.into_iter().map(place).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items<'b>(pointer: &str, body: &'b str) -> Result<Vec<&'b str>, &'static str> {
        let places = Each::new(pointer).split(body)?;
        Ok(places
            .into_iter()
            .filter_map(|place| body.get(place))
            .collect())
    }

    #[test]
    fn items_keep_their_bytes_and_their_order() {
        let body = r#" {"events" : [ {"a":1.0} , null,"x", [ ] ], "more": 1} "#;
        assert_eq!(
            items("/events", body),
            Ok(vec![r#"{"a":1.0}"#, "null", r#""x""#, "[ ]"])
        );
        assert_eq!(items("", "[1,2]"), Ok(vec!["1", "2"]));
        assert_eq!(items("", " [] "), Ok(vec![]));
        assert_eq!(items("/a/0/b", r#"{"a":[{"b":[1]}]}"#), Ok(vec!["1"]));
    }

    #[test]
    fn what_is_no_array_of_items_is_refused() {
        let no_array = "the items are not in an array";
        let no_json = "the body is not one JSON document";
        for (body, expected) in [
            ("{}", "there are no items"),
            (r#"{"events":{}}"#, no_array),
            (r#"{"events":null}"#, no_array),
            (r#"{"events":[1,]}"#, no_json),
            (r#"{"events":[]} x"#, no_json),
            (
                r#"{"events":[1],"events":[2]}"#,
                "a key on the way to the items is given twice",
            ),
            ("", "the body is empty"),
        ] {
            assert_eq!(items("/events", body), Err(expected), "{body}");
        }
        let many = format!("[{}1]", "1,".repeat(MAX_ITEMS));
        assert_eq!(items("", &many), Err("there are more than 10,000 items"));
    }
}
