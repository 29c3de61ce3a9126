//! The rules of a whole group, for descriptors that were written by hand.

use crate::declare::body_kind::BodyKind;
use crate::declare::descriptor::Descriptor;
use crate::declare::durable::OnceBy;
use crate::declare::rules::arrival::is_available;
use crate::expression::Expression;
use crate::scheme::model::Scheme;
use crate::scheme::rules::danger::{
    body_is_signed, discriminator_beside_body_is_signed, discriminator_is_signed, query_is_signed,
};
use crate::scheme::rules::parts::claims_are_given;
use crate::scheme::rules::reading::{attribute_of, of_item, of_query};
use crate::scheme::rules::separation::parts_may_touch;
use crate::text::diagnostic::Diagnostic;

/// Returns the rules of `#[derive(EventGroup)]` that a descriptor breaks.
///
/// A new rule of groups needs one line here, and one in the derive, which reports it at the right place in the source.
pub(crate) fn broken(descriptor: &Descriptor) -> Vec<Diagnostic> {
    let mut rules = durable_rules(descriptor);
    rules.extend(is_available(descriptor.body, descriptor.gzip.is_some()).err());
    if descriptor.idempotent == Some(OnceBy::Id) && descriptor.sender.id.is_none() {
        let text = "it is `idempotent` by an id, but declares none";
        rules.push(Diagnostic::new(text));
    }
    let Some(scheme) = &descriptor.sender.scheme else {
        return rules;
    };
    rules.extend(broken_by_scheme(descriptor, scheme));
    rules
}

/// The rules of a group that stores its deliveries.
fn durable_rules(descriptor: &Descriptor) -> Vec<Diagnostic> {
    let Some(durable) = descriptor.durable else {
        return Vec::new();
    };
    let is_unsigned = descriptor.sender.scheme.is_none();
    let rules = [
        (
            descriptor.idempotent.is_some(),
            "it is `durable` and `idempotent`: an inbox finds repeated deliveries by itself",
        ),
        (
            durable.key == Some(OnceBy::Id) && descriptor.sender.id.is_none(),
            "it is `durable` by an id, but declares none",
        ),
        (
            is_unsigned && !durable.danger_store_unsigned,
            "it is `durable` and unsigned: anyone can fill the inbox, unless the group says `danger_store_unsigned`",
        ),
    ];
    let broken = rules.into_iter().filter(|(is_broken, _)| *is_broken);
    broken.map(|(_, text)| Diagnostic::new(text)).collect()
}

fn broken_by_scheme(descriptor: &Descriptor, scheme: &Scheme<'static>) -> Vec<Diagnostic> {
    let mut rules = Vec::new();
    if !descriptor.danger_unsigned_body {
        rules.push(if descriptor.body.is_query() {
            query_is_signed(descriptor.name, scheme)
        } else {
            body_is_signed(descriptor.name, scheme)
        });
    }
    rules.push(claims_are_given(scheme));
    if !descriptor.danger_touching_parts {
        rules.push(parts_may_touch(scheme));
    }
    if !descriptor.danger_unsigned_discriminator {
        rules.extend(events_are_signed(descriptor, scheme));
    }
    rules.push(descriptor.reading_is_signed());
    rules.into_iter().filter_map(Result::err).collect()
}

/// Checks each place that tells which event a delivery is.
fn events_are_signed(
    descriptor: &Descriptor,
    scheme: &Scheme<'static>,
) -> Vec<Result<(), Diagnostic>> {
    // `body_is_signed` reports an unsigned body, so it is not reported again for each place in the body.
    let is_signed = if descriptor.danger_unsigned_body {
        discriminator_is_signed
    } else {
        discriminator_beside_body_is_signed
    };
    let conditions = descriptor.events.iter().flat_map(|event| event.conditions);
    let places = descriptor.sender.discriminator.iter().copied();
    let places = places
        .filter(|place| !descriptor.no_choice.contains(&Some(*place)))
        .chain(conditions.map(|condition| condition.expression))
        .flat_map(Expression::alternatives);
    let mut known: Vec<Expression<'static>> = Vec::new();
    let mut rules = Vec::new();
    for place in places {
        if known.contains(&place) {
            continue;
        }
        known.push(place);
        let in_item = descriptor.each.is_some();
        let place_of = match descriptor.body {
            BodyKind::Query => of_query(place),
            _ if in_item => of_item(place),
            _ => place,
        };
        rules.push(is_signed(scheme, place_of));
        // In binary mode, the attribute of a CloudEvent is a header.
        if let (BodyKind::CloudEvent, Some(attribute)) = (descriptor.body, attribute_of(place)) {
            let header = format!("ce-{}", attribute.replace('/', "-"));
            rules.push(is_signed(scheme, Expression::Header(&header)));
        }
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declare::durable::Durable;

    #[test]
    fn a_durable_group_by_hand_keeps_the_rules_of_the_derive() {
        let group = Descriptor::new("by_hand", &[]);
        let unsigned = Durable::by_digest().with_danger_store_unsigned();
        let texts = |descriptor: Descriptor| {
            let broken = broken(&descriptor).into_iter();
            broken
                .map(|text| text.as_str().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(texts(group.with_durable(unsigned)), Vec::<String>::new());
        let found = texts(group.with_durable(Durable::by_id()).with_idempotency());
        let words = [
            "`durable` and `idempotent`",
            "`durable` by an id",
            "`danger_store_unsigned`",
            "`idempotent` by an id",
        ];
        assert_eq!(found.len(), words.len());
        for (text, words) in found.iter().zip(words) {
            assert!(text.contains(words), "{text}");
        }
    }
}
