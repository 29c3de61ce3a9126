//! A set of JSON Schemas: `oneOf` at the root, of definitions that are events or unions of events, or a folder of events.

use crate::document::At;
use crate::document::folder::{Folder, stem};
use crate::document::place::split;
use crate::error::Error;
use crate::read::{Operation, Source};

/// Unions of unions of events.
const DEEPEST: usize = 8;

pub(super) fn is_set(root: &At<'_>) -> bool {
    let has = |key| root.get(key).is_some();
    (has("definitions") || has("$defs")) && (has("oneOf") || has("anyOf"))
}

/// A set: the members of the union at its root, or of the unions that they are.
pub(super) fn read<'d>(root: &At<'d>) -> Result<Source<'d>, Error> {
    let mut source = empty(root);
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
            if is_union(&definition, &own) {
                deeper.extend(own);
                continue;
            }
            let mut operation = match split(&definition.place).as_slice() {
                [file] if stem(file).is_some() => event(file, &definition),
                _ => {
                    let reference = member.text("$ref").unwrap_or_default();
                    let name = reference.rsplit('/').next().unwrap_or_default();
                    let mut operation = Operation::new(name, definition.place.clone());
                    // The definition of an event with one kind of payload, beside `issues$opened`.
                    operation.id = Some(name.strip_suffix("_event").unwrap_or(name));
                    operation
                }
            };
            operation.description = definition.text("description");
            operation.body = Some(definition);
            source.operations.push(operation);
        }
        if deeper.is_empty() {
            break;
        }
        members = deeper;
    }
    Ok(source)
}

/// A folder: each file that no other refers to is an event. Where there is one such file, it may be the union of the others.
pub(super) fn read_folder(folder: &Folder) -> Result<Source<'_>, Error> {
    let root = At::root(&folder.files);
    let files = root
        .entries()
        .filter(|(name, _)| !folder.parts.contains(*name));
    let files: Vec<_> = files.collect();
    if let [(_, one)] = files.as_slice()
        && is_union(one, &members(one))
    {
        return read(one);
    }
    let mut source = empty(&root);
    for (file, schema) in files {
        if is_schema(&schema) {
            let mut operation = event(file, &schema);
            operation.description = schema.text("description");
            operation.body = Some(schema);
            source.operations.push(operation);
        } else {
            let reason = "it is not a JSON Schema of an object".to_owned();
            source.left_out.push((file.to_owned(), reason));
        }
    }
    Ok(source)
}

fn empty<'d>(root: &At<'d>) -> Source<'d> {
    Source {
        title: root.text("title"),
        version: root.text("version"),
        operations: Vec::new(),
        groups: Vec::new(),
        left_out: Vec::new(),
    }
}

/// The event that a file is named for.
fn event<'d>(file: &str, schema: &At<'d>) -> Operation<'d> {
    Operation::new(stem(file).unwrap_or(file), schema.place.clone())
}

/// Whether a schema is nothing but alternatives that are elsewhere.
fn is_union(schema: &At<'_>, members: &[At<'_>]) -> bool {
    let is_elsewhere = |member: &At<'_>| member.text("$ref").is_some();
    !members.is_empty() && members.iter().all(is_elsewhere) && schema.get("properties").is_none()
}

/// A folder may have other files: settings, packages, whole documents.
fn is_schema(at: &At<'_>) -> bool {
    let keys = ["properties", "$ref", "allOf", "oneOf", "anyOf"];
    let is_named = at
        .text("$schema")
        .is_some_and(|name| name.contains("json-schema.org/"));
    is_named || keys.iter().any(|key| at.get(key).is_some())
}

fn members<'d>(at: &At<'d>) -> Vec<At<'d>> {
    let lists = ["oneOf", "anyOf"].into_iter().filter_map(|key| at.get(key));
    lists
        .flat_map(|list| list.elements().collect::<Vec<_>>())
        .collect()
}
