//! The events of a group with a discriminator: the values that each operation has.

use std::collections::BTreeMap;

use crate::document::At;
use crate::document::place::{join, split};
use crate::error::{Error, ErrorKind};
use crate::options::From;
use crate::read::Operation;
use crate::route::rule::Rule;
use crate::route::{Event, Payload, Routes};
use crate::schema::{Constants, constants, union, walk};

/// Events with these keys at most: an `enum` may have many values.
const MOST_VALUES: usize = 10_000;

/// The events of these operations.
pub(super) fn events<'d>(
    operations: &[Operation<'d>],
    rule: &Rule,
    payload: Option<&str>,
    routes: &mut Routes<'d>,
) -> Result<Vec<Event<'d>>, Error> {
    let paths: Vec<_> = rule
        .parts
        .iter()
        .map(|part| rule.path(part))
        .collect::<Result<_, _>>()?;
    let mut events = Vec::new();
    let mut all = Vec::new();
    for operation in operations {
        match rows(operation, rule, &paths)? {
            Rows::Found(rows) => all.push((operation, rows)),
            Rows::LeftOut(reason) => routes.left_out.push((operation.key.clone(), reason)),
        }
    }
    let mut owners: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for (_, rows) in &all {
        for (values, _) in rows {
            *owners.entry(values.clone()).or_default() += 1;
        }
    }
    for (operation, rows) in all {
        // A list that has the values of other operations, and not its own, is one that all of them share.
        let is_shared = |values: &Vec<String>| owners.get(values).is_some_and(|count| *count > 1);
        if rows.len() > 1 && rows.iter().any(|(values, _)| is_shared(values)) {
            let reason = "the document lists for it the values of other events, and not its own";
            routes
                .left_out
                .push((operation.key.clone(), reason.to_owned()));
            continue;
        }
        for (values, body) in rows {
            events.push(Event {
                name: values.join("."),
                label: values.join(" "),
                values,
                conditions: Vec::new(),
                payload: payload_of(operation, body.as_ref(), rule, payload)?,
                operation: operation.clone(),
                is_structural: false,
            });
        }
        if events.len() > MOST_VALUES {
            return Err(Error::at(
                ErrorKind::Routing,
                &operation.place,
                "too many events",
            ));
        }
    }
    without_collisions(&events)?;
    Ok(events)
}

fn payload_of<'d>(
    operation: &Operation<'d>,
    body: Option<&At<'d>>,
    rule: &Rule,
    payload: Option<&str>,
) -> Result<Payload<'d>, Error> {
    if let Some(listed) = &operation.listed {
        return Ok(listed.payload.clone().map_or(Payload::Any, Payload::Named));
    }
    if let Some(schema) = &operation.payload {
        return Ok(Payload::Described(vec![schema.clone()]));
    }
    let Some(body) = body else {
        return Ok(Payload::Nothing);
    };
    let mut path = Vec::new();
    if let Some(each) = &rule.each {
        path = split(each);
        path.push("*".to_owned());
    }
    path.extend(payload.map(split).unwrap_or_default());
    let schemas = walk(body, &path)?;
    Ok(if schemas.is_empty() {
        Payload::Absent(join(&path))
    } else {
        Payload::Described(schemas)
    })
}

enum Rows<'d> {
    Found(Vec<(Vec<String>, Option<At<'d>>)>),
    LeftOut(String),
}

/// The keys of an operation, each with the body that it comes with.
fn rows<'d>(
    operation: &Operation<'d>,
    rule: &Rule,
    paths: &[Vec<String>],
) -> Result<Rows<'d>, Error> {
    let mut rows: Vec<(Vec<String>, Option<At<'d>>)> = vec![(Vec::new(), operation.body.clone())];
    for (index, (part, path)) in rule.parts.iter().zip(paths).enumerate() {
        let mut longer = Vec::new();
        for (values, body) in rows {
            // The values before it are the whole key if a later one has no constant.
            if values.len() < index {
                longer.push((values, body));
                continue;
            }
            for (value, body) in values_of(operation, part.from, path, body.as_ref())? {
                let mut values = values.clone();
                values.extend(value);
                longer.push((values, body));
            }
        }
        rows = longer;
    }
    let is_named = |values: &[String]| values.first().is_some_and(|value| !value.is_empty());
    if rows.iter().all(|(values, _)| is_named(values)) && !rows.is_empty() {
        return Ok(Rows::Found(rows));
    }
    let first = rule
        .parts
        .first()
        .map_or("", |part| part.expression.as_str());
    Ok(Rows::LeftOut(format!(
        "the document does not say which value it has at `{first}`"
    )))
}

type Found<'d> = Vec<(Option<String>, Option<At<'d>>)>;

fn values_of<'d>(
    operation: &Operation<'d>,
    from: From,
    path: &[String],
    body: Option<&At<'d>>,
) -> Result<Found<'d>, Error> {
    let whole = || body.cloned();
    if let Some(listed) = &operation.listed {
        return Ok(vec![(Some(listed.value.clone()), whole())]);
    }
    let key = || operation.bare_key().to_owned();
    Ok(match from {
        From::Key => vec![(Some(key()), whole())],
        From::OperationId => vec![(operation.id.map(str::to_owned), whole())],
        From::OperationPrefix => vec![(Some(operation.prefix()), whole())],
        // Stripe's document names the event beside the schema of its payload.
        From::Schema if operation.payload.is_some() => vec![(Some(key()), None)],
        From::Schema => match body {
            Some(body) => of_schema(operation, path, body)?,
            None => vec![(None, None)],
        },
    })
}

fn of_schema<'d>(
    operation: &Operation<'d>,
    path: &[String],
    body: &At<'d>,
) -> Result<Found<'d>, Error> {
    let mut leaves: BTreeMap<String, Vec<At<'d>>> = BTreeMap::new();
    let mut order = Vec::new();
    for (value, leaf) in gather(body, path, 0)? {
        let leaves = leaves.entry(value.clone()).or_default();
        if leaves.is_empty() {
            order.push(value);
        }
        leaves.push(leaf);
    }
    let values = match constants(body, path)? {
        // One union of all: each value has its own alternative, if the document says so.
        _ if !order.is_empty() => order,
        Constants::Values(values) => values,
        Constants::Free | Constants::Absent => return Ok(vec![(None, Some(body.clone()))]),
    };
    // Operations may share one schema that lists the values of all of them.
    let own = values
        .iter()
        .find(|value| **value == operation.bare_key() || operation.id == Some(value.as_str()));
    let values = match own {
        Some(own) if values.len() > 1 => vec![own.clone()],
        _ => values,
    };
    let body_of = |value: &String| match leaves.get(value).map(Vec::as_slice) {
        Some([leaf]) => leaf.clone(),
        _ => body.clone(),
    };
    Ok(values
        .into_iter()
        .map(|value| (Some(value.clone()), Some(body_of(&value))))
        .collect())
}

/// Unions of unions.
const DEEPEST: usize = 8;

/// The alternatives of a body that have constants of their own at `path`.
fn gather<'d>(
    body: &At<'d>,
    path: &[String],
    depth: usize,
) -> Result<Vec<(String, At<'d>)>, Error> {
    let Some(union) = union(body)?.filter(|_| depth < DEEPEST) else {
        return Ok(Vec::new());
    };
    let names_member = path.len() == 1 && union.property() == path.first().map(String::as_str);
    let mut found = Vec::new();
    for member in &union.members {
        let deeper = gather(member, path, depth + 1)?;
        if !deeper.is_empty() {
            found.extend(deeper);
            continue;
        }
        let values = match constants(member, path)? {
            Constants::Values(values) => values,
            _ if names_member => union.values(member)?,
            Constants::Free | Constants::Absent => continue,
        };
        found.extend(values.into_iter().map(|value| (value, member.clone())));
    }
    Ok(found)
}

/// Two operations with one key cannot be told apart, nor two events with one name.
fn without_collisions(events: &[Event<'_>]) -> Result<(), Error> {
    let mut known: BTreeMap<&str, &Event<'_>> = BTreeMap::new();
    for event in events {
        if let Some(other) = known.insert(&event.name, event) {
            let (one, two) = (&other.operation, &event.operation);
            return Err(Error::at(
                ErrorKind::Routing,
                &two.place,
                format_args!(
                    "`{}` and `{}` (at {}) are both the event `{}`",
                    two.key, one.key, one.place, event.name
                ),
            ));
        }
    }
    Ok(())
}
