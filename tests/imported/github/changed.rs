//! The same deliveries, changed in the ways in which senders change them: none fails.

use bytes::Bytes;
use serde_json::{Map, Value, json};
use webhook_core::Dispatcher;

use crate::examples::{
    Example, dispatcher, every_example_reaches_the_handler_of_its_event, examples, last,
};

/// One test, because both look at what the handlers were given.
#[tokio::test]
async fn github_sends_what_its_document_says_and_other_things() {
    every_example_reaches_the_handler_of_its_event().await;
    no_change_fails_an_event().await;
}

/// So many places of a payload are changed one by one, for each kind.
const PICKS: usize = 4;

async fn no_change_fails_an_event() {
    let dispatcher = dispatcher();
    let mut random = fastrand::Rng::with_seed(18);
    let mut sent = 0;
    for example in examples() {
        let payload: Value = serde_json::from_str(example.payload.get()).unwrap();
        for kind in [
            Kind::Drop,
            Kind::Add,
            Kind::Word,
            Kind::Null,
            Kind::Text,
            Kind::Number,
            Kind::List,
        ] {
            let places = count(&payload, kind, 0);
            let mut picks = vec![None];
            picks.extend((0..PICKS.min(places)).map(|_| Some(random.usize(..places))));
            for pick in picks {
                let mut changed = payload.clone();
                change(&mut changed, kind, pick, &mut 0, 0);
                send(&dispatcher, &example, &changed, (kind, pick)).await;
                sent += 1;
            }
        }
    }
    assert!(sent > 329 * 7, "{sent}");
    println!("{sent} changed deliveries, 0 failures");
}

async fn send(
    dispatcher: &Dispatcher,
    example: &Example,
    changed: &Value,
    how: (Kind, Option<usize>),
) {
    let body = Bytes::from(changed.to_string());
    let reply = dispatcher
        .dispatch(example.signed(body.clone()).map(http_body_util::Full::new))
        .await;
    assert_eq!(reply.status(), 200, "{} {how:?} {changed}", example.name());
    assert_eq!(last(), Some((example.name(), body)), "{how:?}");
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A member is gone.
    Drop,
    /// A member is new.
    Add,
    /// A text is another one: a value that a list does not have.
    Word,
    /// A scalar is null.
    Null,
    /// A number is a text.
    Text,
    /// A text is a number.
    Number,
    /// An object is an array, and an array is an object.
    List,
}

fn is_place(value: &Value, kind: Kind) -> bool {
    match kind {
        Kind::Drop => true,
        Kind::Add => value.is_object(),
        Kind::Word | Kind::Number => value.is_string(),
        Kind::Null => !value.is_object() && !value.is_array(),
        Kind::Text => value.is_number(),
        Kind::List => value.is_object() || value.is_array(),
    }
}

fn children(value: &Value) -> Vec<&Value> {
    match value {
        Value::Object(members) => members.values().collect(),
        Value::Array(elements) => elements.iter().collect(),
        _ => Vec::new(),
    }
}

/// How many places there are below the root. `/action` is what the group reads.
fn count(value: &Value, kind: Kind, depth: usize) -> usize {
    let own = usize::from(depth > 0 && is_place(value, kind));
    let below = children(value).into_iter();
    own + below
        .map(|value| count(value, kind, depth + 1))
        .sum::<usize>()
}

/// Changes the place with the number `pick`, or all places, but not `/action`.
fn change(value: &mut Value, kind: Kind, pick: Option<usize>, number: &mut usize, depth: usize) {
    let is_picked = |number: &mut usize, value: &Value| {
        let is_place = is_place(value, kind);
        let picked = is_place && pick.is_none_or(|pick| pick == *number);
        *number += usize::from(is_place);
        picked
    };
    match value {
        Value::Object(members) => {
            let old = std::mem::take(members);
            for (name, mut value) in old {
                let is_action = depth == 0 && name == "action";
                let picked = is_picked(number, &value) && !is_action;
                // With all of them, what is below goes with it.
                if !picked || kind == Kind::Add {
                    change(&mut value, kind, pick, number, depth + 1);
                }
                if !picked {
                    members.insert(name, value);
                } else if let Some(value) = changed(value, kind) {
                    members.insert(name, value);
                }
            }
        }
        Value::Array(elements) => {
            let old = std::mem::take(elements);
            for mut value in old {
                let picked = is_picked(number, &value);
                if !picked || kind == Kind::Add {
                    change(&mut value, kind, pick, number, depth + 1);
                }
                if picked {
                    elements.extend(changed(value, kind));
                } else {
                    elements.push(value);
                }
            }
        }
        _ => {}
    }
}

fn changed(value: Value, kind: Kind) -> Option<Value> {
    Some(match kind {
        Kind::Drop => return None,
        Kind::Add => match value {
            Value::Object(mut members) => {
                members.insert("added_since".to_owned(), json!({"a": [1, null]}));
                Value::Object(members)
            }
            value => value,
        },
        Kind::Word => json!("no_value_of_any_list"),
        Kind::Null => Value::Null,
        Kind::Text => json!(value.to_string()),
        Kind::Number => json!(1_700_000_000),
        Kind::List => match value {
            Value::Array(elements) => {
                let members = elements.into_iter().enumerate();
                Value::Object(
                    members
                        .map(|(index, value)| (index.to_string(), value))
                        .collect::<Map<_, _>>(),
                )
            }
            value => json!([value]),
        },
    })
}
