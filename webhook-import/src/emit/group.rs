//! The enum of a group.

use crate::emit::text::{Meta, doc, literal, put, spaces};
use crate::emit::{Notes, Typed, TypedEvent, Writer};
use crate::ident;
use crate::options::Options;
use crate::route::{Group, Signature};

impl Writer<'_, '_> {
    pub(super) fn group(&self, typed: &Typed<'_>, notes: &mut Notes, code: &mut String) {
        notes.add("EventGroup");
        code.push('\n');
        if self.options.descriptions
            && let Some(description) = typed.group.description
        {
            doc(0, description, code);
        }
        code.push_str("#[derive(Debug, EventGroup)]\n");
        attribute(typed, self.options).attribute(0, code);
        put(code, format_args!("pub enum {} {{\n", typed.name));
        for event in &typed.events {
            self.event(event, notes, code);
        }
        code.push_str("}\n");
    }

    fn event(&self, typed: &TypedEvent<'_>, notes: &mut Notes, code: &mut String) {
        let event = &typed.event;
        if self.options.descriptions
            && let Some(description) = event.operation.description
        {
            doc(4, description, code);
        }
        let mut parts: Vec<_> = event
            .values
            .iter()
            .map(|value| Meta::Word(literal(value)))
            .collect();
        if !event.conditions.is_empty() {
            let conditions = event.conditions.iter().map(|condition| {
                let pointer = literal(&condition.pointer);
                Meta::Word(match &condition.value {
                    Some(value) => format!("{pointer} = {}", literal(value)),
                    None => pointer,
                })
            });
            parts.push(Meta::List("when", conditions.collect()));
        }
        // The status by which the sender understands that processing failed.
        if event.operation.statuses.contains(&422) {
            parts.push(Meta::List("reply", vec![Meta::word("failed = 422")]));
        }
        Meta::List("event", parts).attribute(4, code);
        spaces(4, code);
        code.push_str(&typed.variant);
        if let Some(payload) = self.payload(typed, notes) {
            put(code, format_args!("({payload})"));
        }
        code.push_str(",\n");
    }
}

fn attribute(typed: &Typed<'_>, options: &Options) -> Meta {
    let group = &typed.group;
    let mut parts = vec![Meta::text("path", &path(typed))];
    match &group.signature {
        Signature::Preset(name) => parts.push(Meta::word(format!("preset = {name}"))),
        Signature::Of(name) => parts.push(Meta::word(format!("signature = {name}"))),
        Signature::None => parts.push(Meta::word("signature = none")),
        Signature::Custom => parts.push(Meta::word("signature = custom")),
        Signature::Described { .. } => {}
    }
    parts.extend(discriminator(group));
    if let Some(payload) = &group.payload {
        parts.push(Meta::text("payload", payload));
    }
    if let Some(id) = &group.id {
        parts.push(Meta::text("id", id));
    }
    parts.extend(described(&group.signature));
    parts.extend(group.dangers.iter().map(|key| Meta::word(*key)));
    if options.all || options.accept_unhandled {
        parts.push(Meta::word("unhandled = accept"));
    }
    Meta::List("event_group", parts)
}

fn path(typed: &Typed<'_>) -> String {
    let own = ident::field_name(&typed.name);
    match &typed.group.path {
        Some(path) => path.clone(),
        None => format!("/{own}"),
    }
}

fn discriminator(group: &Group<'_>) -> Option<Meta> {
    match group.discriminator.as_deref()? {
        [] => None,
        [one] => Some(Meta::text("discriminator", one)),
        many => {
            let parts = many.iter().map(|text| Meta::Word(literal(text)));
            Some(Meta::List("discriminator", parts.collect()))
        }
    }
}

fn described(signature: &Signature) -> Option<Meta> {
    let Signature::Described {
        algorithm,
        header,
        encoding,
        value,
        message,
    } = signature
    else {
        return None;
    };
    let mut parts = vec![
        Meta::text("algorithm", algorithm),
        Meta::text("header", header),
        Meta::word(format!("encoding = {encoding}")),
    ];
    parts.extend(value.iter().map(|value| Meta::text("value", value)));
    parts.extend(message.iter().map(|message| Meta::text("message", message)));
    Some(Meta::List("signature", parts))
}
