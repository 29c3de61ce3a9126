//! Groups with `each`, where a delivery carries many events, and `/type` is a place in the item.

use syn::LitStr;

use crate::errors::Errors;
use crate::event_group::parse::GroupKeys;

const ITEM: &str = "$item#";
const BODY: &str = "$request.body";

/// Makes `each` and `payload` pointers, the one into the body and the other into the item, and checks the expressions.
pub(super) fn resolve(given: &mut GroupKeys, errors: &mut Errors) {
    let Some(each) = &mut given.each else { return };
    let text = each.value();
    let rest = text.strip_prefix(BODY);
    let pointer = rest.map_or(&*text, |rest| rest.strip_prefix('#').unwrap_or(rest));
    if pointer.is_empty() == (text == BODY) && (pointer.is_empty() || pointer.starts_with('/')) {
        *each = LitStr::new(pointer, each.span());
    } else {
        let help = "help: write a pointer to an array such as `/events`, or `$request.body` if the body is the array";
        errors.at(&*each, format!("`{text}` is not a place of items\n{help}"));
        *each = LitStr::new("/x", each.span());
    }
    let each = &*each;
    for literal in given.id.iter_mut().chain(&mut given.discriminator) {
        to_item(literal, each, errors);
    }
    if let Some(literal) = &mut given.payload {
        let text = literal.value();
        let mut pointer = text.strip_prefix(ITEM).unwrap_or(&text);
        if let Some(rest) = text.strip_prefix(BODY) {
            let right = rest.strip_prefix('#').unwrap_or("/..");
            let text = "in a group with `each`, `payload` must point into the item";
            let help = format!("help: write `{ITEM}{right}`");
            errors.at(&*literal, format!("{text}\n{help}"));
            pointer = "/x";
        }
        *literal = LitStr::new(pointer, literal.span());
    }
    if let Some((key, body)) = &given.body
        && body.is_pairs()
    {
        let text = "`body` cannot be combined with `each`: items are read from JSON";
        errors.at(key, text);
    }
}

/// `/type` to `$item#/type`. Reports the whole body, elements that are not around an item, and a `*` that looks like one.
pub(super) fn to_item(literal: &mut LitStr, each: &LitStr, errors: &mut Errors) {
    let text = literal.value();
    if text.split('/').any(|key| key == "*") && text.starts_with('/') {
        let fault = format!("`{text}` is in the item, where `*` is a key and not every element");
        let help = format!(
            "help: write `{BODY}#{text}` for an element around the item, or `{ITEM}{text}` for the key"
        );
        errors.at(&*literal, format!("{fault}\n{help}"));
        *literal = LitStr::new("$item#/x", literal.span());
    } else if text.starts_with('/') {
        *literal = LitStr::new(&format!("{ITEM}{text}"), literal.span());
    } else if text == BODY {
        let text = "in a group with `each`, an expression is one value of the item or of the body";
        let help = format!("help: write `{ITEM}/..` or `{BODY}#/..`");
        errors.at(&*literal, format!("{text}\n{help}"));
        *literal = LitStr::new("$item#/x", literal.span());
    } else if let Some(pointer) = text.strip_prefix("$request.body#") {
        let elements = pointer.rfind("/*/").map(|end| &pointer[..end + 2]);
        let elements = if pointer.ends_with("/*") {
            Some(pointer)
        } else {
            elements
        };
        let each = each.value();
        let within = |elements: &str| format!("{each}/").starts_with(&format!("{elements}/"));
        let around = elements.is_none_or(within);
        if !around {
            let text = format!("the elements in `{text}` are not those around an item");
            let help = format!("help: begin as `each` does: `{BODY}#{each}`, up to a `*`");
            errors.at(&*literal, format!("{text}\n{help}"));
            *literal = LitStr::new("$item#/x", literal.span());
        }
    }
}
