//! A set of JSON Schemas: `oneOf` at the root, of definitions that are events or unions of events.

use crate::document::At;
use crate::error::Error;
use crate::read::{Operation, Source};

/// Unions of unions of events.
const DEEPEST: usize = 8;

pub(super) fn is_set(root: &At<'_>) -> bool {
    let has = |key| root.get(key).is_some();
    (has("definitions") || has("$defs")) && (has("oneOf") || has("anyOf"))
}

pub(super) fn read<'d>(root: &At<'d>) -> Result<Source<'d>, Error> {
    let mut source = Source {
        title: root.text("title"),
        version: root.text("version"),
        operations: Vec::new(),
        groups: Vec::new(),
        left_out: Vec::new(),
    };
    let mut members = members(root);
    for _ in 0..DEEPEST {
        let mut deeper = Vec::new();
        for member in members {
            let Some(definition) = member.target()? else {
                let reason = "it is not a reference to a definition".to_owned();
                source.left_out.push((member.place, reason));
                continue;
            };
            let own = self::members(&definition);
            let is_union = own.iter().all(|member| member.text("$ref").is_some());
            if own.is_empty() || !is_union || definition.get("properties").is_some() {
                let reference = member.text("$ref").unwrap_or_default();
                let name = reference.rsplit('/').next().unwrap_or_default();
                // The definition of an event with one kind of payload, beside `issues$opened`.
                let id = name.strip_suffix("_event").unwrap_or(name);
                let mut operation = Operation::new(name, definition.place.clone());
                operation.id = Some(id);
                operation.description = definition.text("description");
                operation.body = Some(definition);
                source.operations.push(operation);
            } else {
                deeper.extend(own);
            }
        }
        if deeper.is_empty() {
            break;
        }
        members = deeper;
    }
    Ok(source)
}

fn members<'d>(at: &At<'d>) -> Vec<At<'d>> {
    let lists = ["oneOf", "anyOf"].into_iter().filter_map(|key| at.get(key));
    lists
        .flat_map(|list| list.elements().collect::<Vec<_>>())
        .collect()
}
