//! Members of a JSON document.

use serde_json::{Value, json};

use crate::error::{Error, Result};

/// Sets a member, and makes the objects on the way to it.
pub(super) fn place(document: &mut Value, pointer: &str, value: Value) -> Result<()> {
    let names = pointer
        .strip_prefix('/')
        .ok_or_else(|| Error::usage(format!("a pointer begins with `/`: `{pointer}`")))?;
    let mut at = document;
    for name in names.split('/') {
        let name = name.replace("~1", "/").replace("~0", "~");
        if at.is_null() {
            *at = json!({});
        }
        at = match at {
            Value::Object(members) => members.entry(name).or_insert(Value::Null),
            Value::Array(elements) => {
                let element = name
                    .parse()
                    .ok()
                    .and_then(|index: usize| elements.get_mut(index));
                element
                    .ok_or_else(|| Error::usage(format!("no element `{name}`, in `{pointer}`")))?
            }
            _ => {
                return Err(Error::usage(format!(
                    "neither an object nor an array holds `{name}`, in `{pointer}`"
                )));
            }
        };
    }
    *at = value;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_set_on_the_way() {
        let mut document = json!({"items": [{"n": 1}], "text": "x"});
        place(&mut document, "/items/0/n", 2.into()).unwrap();
        place(&mut document, "/data/object/a~1b", "c".into()).unwrap();
        assert_eq!(
            document,
            json!({"items": [{"n": 2}], "text": "x", "data": {"object": {"a/b": "c"}}})
        );
        for wrong in ["/items/1/n", "/text/x", "items", ""] {
            assert_eq!(
                place(&mut document, wrong, 1.into()).unwrap_err().exit(),
                crate::error::Exit::Usage,
                "{wrong}"
            );
        }
    }
}
