//! The rules of a whole group, for descriptors that no derive has checked.

use crate::declare::body_kind::BodyKind;
use crate::declare::descriptor::Descriptor;
use crate::expression::Expression;
use crate::scheme::model::Scheme;
use crate::scheme::rules::danger::{
    body_is_signed, discriminator_beside_body_is_signed, discriminator_is_signed,
};
use crate::scheme::rules::reading::{attribute_of, of_item};
use crate::scheme::rules::separation::parts_may_touch;
use crate::text::diagnostic::Diagnostic;

/// Each rule of a signed group that a descriptor breaks, of those that `#[derive(EventGroup)]` knows.
///
/// A new rule of groups is one line here, and one in the derive, which has a place in the source for it.
pub(crate) fn broken(descriptor: &Descriptor) -> Vec<Diagnostic> {
    let Some(scheme) = &descriptor.sender.scheme else {
        return Vec::new();
    };
    let mut rules = Vec::new();
    if !descriptor.danger_unsigned_body {
        rules.push(body_is_signed(descriptor.name, scheme));
    }
    if !descriptor.danger_touching_parts {
        rules.push(parts_may_touch(scheme));
    }
    if !descriptor.danger_unsigned_discriminator {
        rules.extend(events_are_signed(descriptor, scheme));
    }
    rules.push(descriptor.reading_is_signed());
    rules.into_iter().filter_map(Result::err).collect()
}

/// What says which event a delivery is, place by place.
fn events_are_signed(
    descriptor: &Descriptor,
    scheme: &Scheme<'static>,
) -> Vec<Result<(), Diagnostic>> {
    // A body that is not signed is one mistake, which its own rule tells.
    let is_signed = if descriptor.danger_unsigned_body {
        discriminator_is_signed
    } else {
        discriminator_beside_body_is_signed
    };
    let conditions = descriptor.events.iter().flat_map(|event| event.conditions);
    let places = descriptor.sender.discriminator.iter().copied();
    let places = places
        .filter(|place| !descriptor.no_choice.contains(&Some(*place)))
        .chain(conditions.map(|condition| condition.expression));
    let mut known: Vec<Expression<'static>> = Vec::new();
    let mut rules = Vec::new();
    for place in places {
        if known.contains(&place) {
            continue;
        }
        known.push(place);
        let in_item = descriptor.each.is_some();
        rules.push(is_signed(
            scheme,
            if in_item { of_item(place) } else { place },
        ));
        // The attribute of a CloudEvent may be a header.
        if let (BodyKind::CloudEvent, Some(attribute)) = (descriptor.body, attribute_of(place)) {
            let header = format!("ce-{}", attribute.replace('/', "-"));
            rules.push(is_signed(scheme, Expression::Header(&header)));
        }
    }
    rules
}
