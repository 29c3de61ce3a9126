//! What a variant of a group says, checked.

use std::collections::HashMap;

use syn::{Fields, LitStr, Type, Variant};

use super::{Reply, check_replies};
use crate::errors::Errors;
use crate::event_group::parse::EventArguments;
use crate::keys;
use crate::rule::{self, Member};

/// A payload type, and the events whose variants write it alike.
pub(in crate::event_group) struct Payload<'a> {
    pub(in crate::event_group) ty: &'a Type,
    pub(in crate::event_group) indexes: Vec<usize>,
}

pub(in crate::event_group) struct Event<'a> {
    pub(in crate::event_group) member: Member<'a>,
    /// Which of the model's payloads it holds.
    pub(in crate::event_group) payload: Option<usize>,
    pub(in crate::event_group) ignored: bool,
    pub(in crate::event_group) replies: Vec<Reply>,
}

impl<'a> Event<'a> {
    /// `None` for a variant of another form; an event without a name keeps its variant's.
    pub(super) fn new(
        variant: &'a Variant,
        discriminators: usize,
        errors: &mut Errors,
    ) -> Option<Self> {
        let ident = &variant.ident;
        let attribute = keys::find(&variant.attrs, "event", errors);
        let mut given = attribute
            .map(|attribute| EventArguments::parse(attribute, errors))
            .unwrap_or_default();
        let names: Vec<String> = given.rule.values.iter().map(LitStr::value).collect();
        match (attribute, given.rule.values.get(discriminators.max(1))) {
            (None, _) => errors.at(
                variant,
                format!("event `{ident}` has no name\nhelp: add `#[event(\"..\")]`"),
            ),
            (Some(attribute), _) if names.is_empty() => {
                errors.at(
                    attribute,
                    "event has no name\nhelp: write `#[event(\"..\")]`",
                );
            }
            (_, Some(excess)) if discriminators == 0 => {
                errors.at(
                    excess,
                    "an event of a group without `discriminator` has one name",
                );
            }
            (_, Some(excess)) => {
                errors.at(excess, "more values than `discriminator` has expressions");
            }
            _ => {}
        }
        if discriminators == 0 {
            // The name recognises nothing.
            given.rule.values.clear();
        }
        rule::check_conditions(&given.rule, errors);
        let payload = rule::only_field(variant);
        if payload.is_none() && !matches!(variant.fields, Fields::Unit) {
            let help = format!("help: write `{ident}(Payload)`, or `{ident}` alone");
            errors.at(
                variant,
                format!(
                    "event `{ident}` holds its payload as one unnamed field, or nothing\n{help}"
                ),
            );
            return None;
        }
        if payload.is_none() && given.rule.is_structural() && !names.is_empty() {
            let help = "help: add `when(..)`, or give the variant a payload";
            errors.at(
                ident,
                format!("nothing recognises event `{ident}`, which holds nothing\n{help}"),
            );
        }
        let name = if names.is_empty() {
            ident.to_string()
        } else {
            names.join(".")
        };
        let member = Member {
            variant: ident,
            attribute,
            payload,
            name,
            rule: given.rule,
        };
        Some(Self {
            member,
            payload: None,
            ignored: given.ignore,
            replies: check_replies(given.reply, errors),
        })
    }
}

/// Groups the events by payload, since only one impl can say which events have it.
pub(super) fn gather_payloads<'a>(events: &mut [Event<'a>]) -> Vec<Payload<'a>> {
    let mut payloads: Vec<Payload<'_>> = Vec::new();
    let mut known = HashMap::new();
    for (index, event) in events.iter_mut().enumerate() {
        let Some(ty) = event.member.payload else {
            continue;
        };
        let number = *known
            .entry(event.member.written())
            .or_insert(payloads.len());
        match payloads.get_mut(number) {
            Some(payload) => payload.indexes.push(index),
            None => payloads.push(Payload {
                ty,
                indexes: vec![index],
            }),
        }
        event.payload = Some(number);
    }
    payloads
}
