//! Groups with `each`, where a delivery carries many events and pointers are relative to the item.

use syn::LitStr;

use crate::errors::Errors;
use crate::event_group::parse::GroupKeys;

const ITEM: &str = "$item#";
const BODY: &str = "$request.body";

/// Makes the pointers of the group's keys relative to the item, and `each` relative to the body.
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
    let own = given.id.iter_mut().chain(&mut given.payload);
    for literal in own.chain(&mut given.discriminator) {
        to_item(literal, errors);
    }
    if let Some((key, _)) = &given.body {
        let text = "`body` cannot be combined with `each`: items are read from JSON";
        errors.at(key, text);
    }
}

/// `$item#/type` to `/type`. Reports a pointer outside of the item.
pub(super) fn to_item(literal: &mut LitStr, errors: &mut Errors) {
    let text = literal.value();
    if let Some(pointer) = text.strip_prefix(ITEM) {
        *literal = LitStr::new(pointer, literal.span());
    } else if let Some(rest) = text.strip_prefix(BODY) {
        let pointer = rest.strip_prefix('#').unwrap_or("/..");
        let text = "in a group with `each`, a pointer must point into the item";
        let help = format!("help: write `{ITEM}{pointer}`");
        errors.at(&*literal, format!("{text}\n{help}"));
        *literal = LitStr::new(pointer, literal.span());
    }
}
