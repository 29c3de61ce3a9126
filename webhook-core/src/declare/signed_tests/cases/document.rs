//! The documents of genuine requests, part by part.

use serde_json::{Value, json};

pub(crate) fn hex(bytes: &[u8]) -> String {
    let text = &mut [0; 64];
    base16ct::lower::encode_str(bytes, text).unwrap().to_owned()
}

pub(crate) fn add(document: &mut Value, more: &Value) {
    let more = more.as_object().into_iter().flatten();
    for (name, value) in more {
        document[name] = value.clone();
    }
}

/// A document with an array at this pointer, whose only item is `item`.
pub(crate) fn around(each: &str, item: &Value) -> Value {
    let keys = each.rsplit('/').filter(|key| !key.is_empty());
    keys.fold(json!([item]), |inner, key| match key {
        "*" => json!([inner]),
        key => json!({ key: inner }),
    })
}

/// Puts a text at a pointer.
pub(crate) fn place(document: &mut Value, pointer: &str, text: &str) {
    let mut at = document;
    for key in pointer.split('/').skip(1) {
        if !at.is_object() {
            *at = json!({});
        }
        at = &mut at[key];
    }
    if at.is_null() || !pointer.starts_with("/signature") {
        *at = text.into();
    }
}
