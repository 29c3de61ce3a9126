//! What a variant of a group says, checked.

use std::collections::HashMap;

use proc_macro2::Ident;
use quote::ToTokens as _;
use syn::{Fields, LitInt, LitStr, Type, Variant};

use super::each;
use crate::errors::Errors;
use crate::event_group::parse::{EventArguments, GroupArguments};
use crate::keys;
use crate::rule::{self, Member};
use crate::written::{mentions, owned};

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

/// A key of `reply(..)` and its status.
pub(in crate::event_group) struct Reply {
    pub(in crate::event_group) key: Ident,
    pub(in crate::event_group) status: u16,
}

impl<'a> Event<'a> {
    /// `None` for a variant of another form; an event without a name keeps its variant's.
    pub(super) fn new(
        variant: &'a Variant,
        group: &GroupArguments,
        discriminators: usize,
        errors: &mut Errors,
    ) -> Option<Self> {
        let ident = &variant.ident;
        let before = errors.count();
        keys::misplaced(&variant.attrs, "event_group", "the enum", errors);
        for field in &variant.fields {
            keys::misplaced(&field.attrs, "event", "a variant", errors);
        }
        let attribute = keys::find(&variant.attrs, "event", errors);
        let mut given = attribute
            .map(|attribute| EventArguments::parse(attribute, errors))
            .unwrap_or_default();
        if group.each.is_some() {
            for condition in &mut given.rule.conditions {
                each::to_item(&mut condition.expression, errors);
            }
        }
        let names: Vec<String> = given.rule.values.iter().map(LitStr::value).collect();
        // What did not parse may be the name.
        if names.is_empty() && errors.count() == before {
            let help = "help: write `#[event(\"..\")]`";
            errors.at(ident, format!("event `{ident}` has no name\n{help}"));
        }
        // A sender may well say nothing; a name says something.
        if let Some(first) = given.rule.values.first()
            && discriminators == 0
            && names.iter().all(String::is_empty)
        {
            errors.at(first, "an event's name is not empty");
        }
        if let Some(excess) = given.rule.values.get(discriminators.max(1)) {
            errors.at(
                excess,
                if discriminators == 0 {
                    "an event of a group without `discriminator` has one name"
                } else {
                    "more values than `discriminator` has expressions"
                },
            );
        }
        if discriminators == 0 {
            // The name recognises nothing.
            given.rule.values.clear();
        }
        rule::check_expressions(&given.rule.expressions(), errors);
        let payload = check_payload(variant, errors).ok()?;
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

/// The payload's type, if the variant holds one; nothing for a variant of another form.
/// The payload, if there is one; an error is one that this or rustc reports.
fn check_payload<'a>(variant: &'a Variant, errors: &mut Errors) -> Result<Option<&'a Type>, ()> {
    let ident = &variant.ident;
    match (rule::only_field(variant), &variant.fields) {
        (Some(Type::Reference(reference)), _) => {
            // rustc misses the lifetime, where there is none.
            if reference.lifetime.is_some() {
                let help = format!("help: write `{ident}({})`", owned(reference));
                errors.at(
                    reference,
                    format!("event `{ident}` borrows its payload\n{help}"),
                );
            }
            Err(())
        }
        // rustc says where `impl Trait` can be.
        (Some(ty), _) if mentions(ty.to_token_stream(), "impl") => Err(()),
        (None, Fields::Named(_) | Fields::Unnamed(_)) => {
            let help = format!("help: write `{ident}(Payload)`, or `{ident}` alone");
            let text = "holds its payload as one unnamed field, or nothing";
            errors.at(&variant.fields, format!("event `{ident}` {text}\n{help}"));
            Err(())
        }
        (payload, _) => Ok(payload),
    }
}

pub(super) fn check_replies(given: Vec<(Ident, LitInt)>, errors: &mut Errors) -> Vec<Reply> {
    let mut replies = Vec::new();
    for (key, literal) in given {
        match literal.base10_parse::<u16>() {
            Ok(status @ 200..=599) => replies.push(Reply { key, status }),
            _ => errors.at(literal, "a reply's status is from 200 to 599"),
        }
    }
    replies
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
