//! Groups whose deliveries carry many events: their pointers are relative to the item.

use syn::LitStr;

use crate::errors::Errors;
use crate::event_group::parse::GroupArguments;

const ITEM: &str = "$item#";
const BODY: &str = "$request.body";

/// Makes every pointer of the group's keys one into the item, and `each` itself one into the body.
pub(super) fn resolve(given: &mut GroupArguments, errors: &mut Errors) {
    let Some(each) = &mut given.each else { return };
    let text = each.value();
    let pointer = text
        .strip_prefix(BODY)
        .map_or(text.as_str(), |rest| rest.strip_prefix('#').unwrap_or(rest));
    if pointer.is_empty() == (text == BODY) && (pointer.is_empty() || pointer.starts_with('/')) {
        *each = LitStr::new(pointer, each.span());
    } else {
        let help = "help: write `/events`, or `$request.body` where the whole body is the array";
        errors.at(&*each, format!("`{text}` is no place of items\n{help}"));
        *each = LitStr::new("/x", each.span());
    }
    let relative = given
        .discriminator
        .iter_mut()
        .chain(&mut given.id)
        .chain(&mut given.payload);
    relative.for_each(|literal| to_item(literal, errors));
    if let Some((key, _)) = &given.body {
        errors.at(
            key,
            "`body` has no effect beside `each`: items are found in JSON",
        );
    }
}

/// `$item#/type` to `/type`; what is outside the item has no pointer here.
pub(super) fn to_item(literal: &mut LitStr, errors: &mut Errors) {
    let text = literal.value();
    if let Some(pointer) = text.strip_prefix(ITEM) {
        *literal = LitStr::new(pointer, literal.span());
    } else if let Some(rest) = text.strip_prefix(BODY) {
        let pointer = rest.strip_prefix('#').unwrap_or("/..");
        let help = format!("help: write `{ITEM}{pointer}`");
        errors.at(
            &*literal,
            format!("in a group with `each` a pointer is one into the item\n{help}"),
        );
        *literal = LitStr::new(pointer, literal.span());
    }
}
