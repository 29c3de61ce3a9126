//! What a variant of a group says, checked.

use std::collections::HashMap;

use proc_macro2::Ident;
use quote::ToTokens as _;
use syn::{Fields, LitStr, Type, Variant};

use super::each;
use crate::errors::Errors;
use crate::event_group::parse::{EventKeys, GroupKeys};
use crate::keys;
use crate::rule::{self, Member, Rule};
use crate::written::{mentions, owned};

/// A payload type, and the events whose variants write it the same way.
pub(crate) struct Payload<'a> {
    pub(crate) ty: &'a Type,
    pub(crate) indexes: Vec<usize>,
}

pub(crate) struct Event<'a> {
    pub(crate) member: Member<'a>,
    /// The index of its payload in the model.
    pub(crate) payload: Option<usize>,
    pub(crate) ignored: bool,
    pub(crate) replies: Vec<(Ident, u16)>,
}

impl<'a> Event<'a> {
    /// `None` for a variant of the wrong form. An event without a name gets that of its variant.
    pub(super) fn new(
        variant: &'a Variant,
        group: &GroupKeys,
        errors: &mut Errors,
    ) -> Option<Self> {
        let ident = &variant.ident;
        let before = errors.unparsed();
        keys::misplaced(&variant.attrs, "event_group", "the enum", errors);
        let (attribute, given) = keys::variant::<EventKeys>(variant, "event", errors);
        let mut rule = Rule::new(given.values, given.when);
        if let Some(each) = &group.each {
            for condition in &mut rule.conditions {
                each::to_item(&mut condition.expression, each, errors);
            }
        }
        let names: Vec<String> = rule.values.iter().map(LitStr::value).collect();
        // The name may be what did not parse.
        if names.is_empty() && errors.unparsed() == before {
            let help = "help: write `#[event(\"..\")]`";
            errors.at(ident, format!("event `{ident}` has no name\n{help}"));
        }
        check_values(&mut rule.values, group, errors);
        rule::check_expressions(&mut rule.expressions(), errors);
        let payload = check_payload(variant, errors).ok()?;
        if payload.is_none() && rule.is_structural() && !names.is_empty() {
            let text = format!("event `{ident}` needs a condition or a payload to be recognised");
            let help = "help: add `when(..)`, or give the variant a payload";
            errors.at(ident, format!("{text}\n{help}"));
        }
        let name = match names.as_slice() {
            [] => ident.to_string(),
            names => names.join("."),
        };
        Some(Self {
            member: Member {
                variant: ident,
                attribute,
                payload,
                name,
                rule,
            },
            payload: None,
            ignored: given.ignore.is_some(),
            replies: given.replies,
        })
    }
}

/// Checks the values, and removes those that no discriminator is compared with.
fn check_values(values: &mut Vec<LitStr>, group: &GroupKeys, errors: &mut Errors) {
    if !group.discriminator.is_empty() {
        if let Some(excess) = values.get(group.discriminator.len()) {
            errors.at(excess, rule::EXCESS);
        }
        return;
    }
    // Only const code knows how many expressions a preset has.
    if group.preset.is_some() {
        return;
    }
    // A sender can send an empty string. A name must not be empty.
    if let Some(first) = values.first()
        && values.iter().all(|value| value.value().is_empty())
    {
        errors.at(first, "the name of an event cannot be empty");
    }
    if let Some(excess) = values.get(1) {
        let text = "an event has one name if the group has no `discriminator`";
        errors.at(excess, text);
    }
    // The value is only the name.
    values.clear();
}

/// The payload, if the variant holds one. `Err` if it has the wrong form, which this function or rustc reports.
fn check_payload<'a>(variant: &'a Variant, errors: &mut Errors) -> Result<Option<&'a Type>, ()> {
    let ident = &variant.ident;
    match (rule::only_field(variant), &variant.fields) {
        (Some(Type::Reference(reference)), _) => {
            // rustc reports a reference without a lifetime.
            if reference.lifetime.is_some() {
                let text = format!("event `{ident}` borrows its payload");
                let help = format!("help: write `{ident}({})`", owned(reference));
                errors.at(reference, format!("{text}\n{help}"));
            }
            Err(())
        }
        // rustc reports `impl Trait`.
        (Some(ty), _) if mentions(ty.to_token_stream(), "impl") => Err(()),
        (None, Fields::Named(_) | Fields::Unnamed(_)) => {
            let text = "must hold one unnamed field or nothing";
            let help = format!("help: write `{ident}(Payload)`, or `{ident}` alone");
            errors.at(&variant.fields, format!("event `{ident}` {text}\n{help}"));
            Err(())
        }
        (payload, _) => Ok(payload),
    }
}

/// Groups the events by payload, because a payload type has one impl for all its events.
pub(super) fn gather_payloads<'a>(events: &mut [Event<'a>]) -> Vec<Payload<'a>> {
    let mut payloads: Vec<Payload<'_>> = Vec::new();
    let mut known = HashMap::new();
    for (index, event) in events.iter_mut().enumerate() {
        let Some(ty) = event.member.payload else {
            continue;
        };
        let number = known.entry(event.member.written());
        let number = *number.or_insert(payloads.len());
        event.payload = Some(number);
        match payloads.get_mut(number) {
            Some(payload) => payload.indexes.push(index),
            None => payloads.push(Payload {
                ty,
                indexes: vec![index],
            }),
        }
    }
    payloads
}
