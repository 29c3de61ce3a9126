//! The events of a group without a discriminator: told apart by a constant or a member that only one of them has.

use crate::document::At;
use crate::document::node::Node;
use crate::document::place::push;
use crate::error::Error;
use crate::read::Operation;
use crate::route::{Condition, Event, Payload};
use crate::schema::{Constants, constants, is_nullable, union, views};

/// Unions of unions.
const DEEPEST: usize = 8;

/// One alternative of an operation's body.
struct Leaf<'d> {
    operation: Operation<'d>,
    label: String,
    body: At<'d>,
    members: Vec<Member>,
}

struct Member {
    name: String,
    is_required: bool,
    is_nullable: bool,
    constant: Option<String>,
}

/// The events of these operations. An alternative of a union is an event of its own, under the name of its operation.
pub(super) fn events<'d>(operations: &[Operation<'d>]) -> Result<Vec<Event<'d>>, Error> {
    let mut leaves = Vec::new();
    let mut events = Vec::new();
    for operation in operations {
        match &operation.body {
            Some(body) => gather(operation, body, &operation.key, &mut leaves, 0)?,
            None => events.push(event(operation, operation.key.clone(), Payload::Nothing)),
        }
    }
    for (index, leaf) in leaves.iter().enumerate() {
        let condition = condition(leaf, index, &leaves);
        let payload = Payload::Described(vec![leaf.body.clone()]);
        events.push(Event {
            is_structural: condition.is_none(),
            conditions: condition.into_iter().collect(),
            ..event(&leaf.operation, leaf.label.clone(), payload)
        });
    }
    Ok(events)
}

fn event<'d>(operation: &Operation<'d>, label: String, payload: Payload<'d>) -> Event<'d> {
    let name = operation.bare_key().to_owned();
    Event {
        values: vec![name.clone()],
        name,
        conditions: Vec::new(),
        label,
        operation: operation.clone(),
        payload,
        is_structural: false,
    }
}

fn gather<'d>(
    operation: &Operation<'d>,
    body: &At<'d>,
    label: &str,
    leaves: &mut Vec<Leaf<'d>>,
    depth: usize,
) -> Result<(), Error> {
    if let Some(union) = union(body)?.filter(|_| depth < DEEPEST) {
        for (index, member) in union.members.iter().enumerate() {
            let component = member.target()?;
            let label = match component
                .as_ref()
                .and_then(|at| at.place.rsplit('/').next())
            {
                Some(name) => name.to_owned(),
                None => format!("{label} {}", index + 1),
            };
            gather(operation, member, &label, leaves, depth + 1)?;
        }
        return Ok(());
    }
    leaves.push(Leaf {
        operation: operation.clone(),
        label: label.to_owned(),
        body: body.clone(),
        members: members(body)?,
    });
    Ok(())
}

fn members(body: &At<'_>) -> Result<Vec<Member>, Error> {
    let views = views(std::slice::from_ref(body))?;
    let lists = views.iter().filter_map(|view| view.node.get("required"));
    let required: Vec<_> = lists.flat_map(Node::list).filter_map(Node::text).collect();
    let mut members: Vec<Member> = Vec::new();
    for view in &views {
        let own = view.get("properties");
        for (name, at) in own.iter().flat_map(At::entries) {
            if members.iter().any(|member| member.name == name) {
                continue;
            }
            let constant = match constants(body, &[name.to_owned()])? {
                Constants::Values(mut values) if values.len() == 1 => values.pop(),
                _ => None,
            };
            members.push(Member {
                name: name.to_owned(),
                is_required: required.contains(&name),
                is_nullable: is_nullable(&at)?,
                constant,
            });
        }
    }
    Ok(members)
}

/// A required constant, or else the first required member that no other event has.
fn condition(leaf: &Leaf<'_>, index: usize, leaves: &[Leaf<'_>]) -> Option<Condition> {
    let others = || {
        let others = leaves.iter().enumerate();
        others
            .filter(move |(other, _)| *other != index)
            .map(|(_, leaf)| leaf)
    };
    let named =
        |leaf: &Leaf<'_>, name: &str| leaf.members.iter().position(|member| member.name == name);
    let constant_of = |leaf: &Leaf<'_>, name: &str| {
        let member = named(leaf, name).and_then(|at| leaf.members.get(at));
        member.and_then(|member| member.constant.clone())
    };
    let required = || leaf.members.iter().filter(|member| member.is_required);
    let constant = required().find(|member| {
        member.constant.is_some()
            && others().all(|other| constant_of(other, &member.name) != member.constant)
    });
    let only = required().find(|member| {
        !member.is_nullable && others().all(|other| named(other, &member.name).is_none())
    });
    let member = constant.or(only)?;
    let mut pointer = String::new();
    push(&mut pointer, &member.name);
    Some(Condition {
        pointer,
        value: constant.and_then(|member| member.constant.clone()),
    })
}
