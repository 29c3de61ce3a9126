//! `enum` and `const`.

use crate::document::At;
use crate::document::node::Node;

/// What the list of a value's values says.
#[derive(Debug)]
pub(super) enum Listed {
    /// Nothing is listed.
    Nothing,
    Texts(Vec<String>),
    Integers,
    Numbers,
    Bools,
    Mixed,
}

pub(super) fn listed(views: &[At<'_>]) -> Listed {
    let mut lists = views.iter().filter_map(values);
    let Some(mut values) = lists.next() else {
        return Listed::Nothing;
    };
    // Each list has to have the value.
    for list in lists {
        if list.iter().any(|value| values.contains(value)) {
            values.retain(|value| list.contains(value));
        }
    }
    values.retain(|value| **value != Node::Null);
    let all = |is: fn(&Node) -> bool| !values.is_empty() && values.iter().all(|value| is(value));
    if all(|value| matches!(value, Node::Text(_))) {
        let mut texts = Vec::new();
        for text in values.iter().filter_map(|value| value.text()) {
            if !texts.iter().any(|known| known == text) {
                texts.push(text.to_owned());
            }
        }
        Listed::Texts(texts)
    } else if all(|value| matches!(value, Node::Bool(_))) {
        Listed::Bools
    } else if all(|value| matches!(value, Node::Number(number) if number.is_i64())) {
        Listed::Integers
    } else if all(|value| matches!(value, Node::Number(_))) {
        Listed::Numbers
    } else if values.is_empty() {
        Listed::Nothing
    } else {
        Listed::Mixed
    }
}

fn values<'d>(view: &At<'d>) -> Option<Vec<&'d Node>> {
    if let Some(value) = view.node.get("const") {
        return Some(vec![value]);
    }
    let list = view.node.get("enum")?.list();
    (!list.is_empty()).then(|| list.iter().collect())
}
