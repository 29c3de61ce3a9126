//! Alternatives: one type where all are alike, and an enum where a constant tells them apart. Nothing is guessed.

use crate::document::At;
use crate::document::node::Node;
use crate::error::Error;
use crate::schema::{Constants, Union, constants};
use crate::types::enums::{Listed, listed};
use crate::types::shape::Said;
use crate::types::{Mode, Type, Types};

/// The types that a value may have. `None`: any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kinds(Option<Vec<String>>);

impl Kinds {
    /// What all schemas allow: an integer is a number, too.
    pub(super) fn of(views: &[At<'_>]) -> Self {
        let mut kinds: Option<Vec<String>> = None;
        for own in views.iter().filter_map(|view| view.node.get("type")) {
            let own: Vec<&str> = match own {
                Node::Text(text) => vec![text],
                node => node.list().iter().filter_map(Node::text).collect(),
            };
            let own = own
                .into_iter()
                .filter(|kind| *kind != "null")
                .map(str::to_owned);
            let own: Vec<_> = own.collect();
            // Documents write `null` beside an `allOf` where they mean that the value may be null.
            kinds = match kinds {
                None => Some(own),
                Some(known) if own.is_empty() => Some(known),
                Some(known) if known.is_empty() => Some(own),
                Some(known) => Some(both(&known, &own)),
            };
        }
        // A schema with members or values is not only null, either.
        let says_more = |view: &At<'_>| {
            ["properties", "enum", "const", "items"]
                .iter()
                .any(|key| view.node.get(key).is_some())
        };
        if kinds.as_ref().is_some_and(Vec::is_empty) && views.iter().any(says_more) {
            kinds = None;
        }
        Self(kinds)
    }

    pub(super) const fn is_any(&self) -> bool {
        self.0.is_none()
    }

    pub(super) fn is_none(&self) -> bool {
        self.0.as_ref().is_some_and(Vec::is_empty)
    }

    pub(super) fn may_be(&self, kind: &str) -> bool {
        self.0
            .as_ref()
            .is_none_or(|kinds| kinds.iter().any(|known| known == kind))
    }

    /// The only type.
    pub(super) fn only(&self) -> Option<&str> {
        let kinds = self.0.as_deref()?;
        let mut names: Vec<_> = kinds.iter().map(String::as_str).collect();
        if names.contains(&"number") {
            names.retain(|name| *name != "integer");
        }
        match names.as_slice() {
            [name] => Some(name),
            _ => None,
        }
    }
}

fn both(known: &[String], own: &[String]) -> Vec<String> {
    let is_in = |kind: &str, kinds: &[String]| {
        kinds
            .iter()
            .any(|other| other == kind || (kind == "integer" && other == "number"))
    };
    let mut both: Vec<_> = known
        .iter()
        .filter(|kind| is_in(kind, own))
        .cloned()
        .collect();
    for kind in own {
        if is_in(kind, known) && !both.contains(kind) {
            both.push(kind.clone());
        }
    }
    both
}

/// What an alternative is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Texts(Vec<String>),
    Integer,
    Number,
    Bool,
    Object,
    Other,
}

fn kind(member: &At<'_>) -> Result<Kind, Error> {
    let said = Said::of(std::slice::from_ref(member))?;
    match listed(&said.views) {
        Listed::Nothing => {}
        Listed::Texts(values) => return Ok(Kind::Texts(values)),
        Listed::Integers => return Ok(Kind::Integer),
        Listed::Numbers => return Ok(Kind::Number),
        Listed::Bools => return Ok(Kind::Bool),
        Listed::Mixed => return Ok(Kind::Other),
    }
    let kinds = Kinds::of(&said.views);
    if !said.unions.is_empty() {
        return Ok(Kind::Other);
    }
    if !said.members().is_empty() && kinds.may_be("object") {
        return Ok(Kind::Object);
    }
    Ok(match kinds.only() {
        Some("string") => Kind::Text,
        Some("integer") => Kind::Integer,
        Some("number") => Kind::Number,
        Some("boolean") => Kind::Bool,
        _ => Kind::Other,
    })
}

impl<'d> Types<'d> {
    pub(super) fn union(
        &mut self,
        said: &Said<'d>,
        place: &str,
        mode: &Mode,
        label: &str,
    ) -> Result<Type, Error> {
        let [members] = said.unions.as_slice() else {
            return Ok(self.raw(place.to_owned(), "several unions of one value"));
        };
        let mut kinds = Vec::new();
        for member in members {
            kinds.push(kind(member)?);
        }
        let all = |is: fn(&Kind) -> bool| kinds.iter().all(is);
        if all(|kind| matches!(kind, Kind::Texts(_))) {
            let mut values = Vec::new();
            for kind in &kinds {
                if let Kind::Texts(own) = kind {
                    values.extend(
                        own.iter()
                            .filter(|value| !values.contains(*value))
                            .cloned()
                            .collect::<Vec<_>>(),
                    );
                }
            }
            return Ok(Type::Enum(values));
        }
        if all(|kind| matches!(kind, Kind::Text | Kind::Texts(_))) {
            return Ok(Type::Text);
        }
        if all(|kind| *kind == Kind::Integer) {
            return Ok(Type::Integer);
        }
        if all(|kind| matches!(kind, Kind::Integer | Kind::Number)) {
            return Ok(Type::Number);
        }
        if all(|kind| *kind == Kind::Bool) {
            return Ok(Type::Bool);
        }
        if !all(|kind| *kind == Kind::Object) {
            return Ok(self.raw(place.to_owned(), "a union of several kinds of value"));
        }
        let Some((property, values)) = told_apart(said, members)? else {
            let reason = "a union that no constant tells apart";
            return Ok(self.raw(place.to_owned(), reason));
        };
        let mut alternatives = Vec::new();
        for (index, (member, values)) in members.iter().zip(values).enumerate() {
            let label = format!("{label} {}", index + 1);
            let id = self.entry(vec![member.clone()], mode.clone(), &label)?;
            alternatives.push((values, id));
        }
        Ok(Type::Union {
            property,
            alternatives,
        })
    }
}

/// The member whose value names the alternative, and the values of each.
type Apart = (String, Vec<Vec<String>>);

fn told_apart(said: &Said<'_>, members: &[At<'_>]) -> Result<Option<Apart>, Error> {
    let discriminator = said.views.iter().find_map(|view| view.get("discriminator"));
    let union = Union {
        members: members.to_vec(),
        discriminator,
    };
    if let Some(property) = union.property() {
        let mut all = Vec::new();
        for member in members {
            // The constants of the alternatives are what is sent; the mapping has names of components where they have none.
            let own = constants(member, &[property.to_owned()])?;
            all.push(match own {
                Constants::Values(values) => values,
                _ => union.values(member)?,
            });
        }
        return Ok(is_clear(&all).then(|| (property.to_owned(), all)));
    }
    let Some(first) = members.first() else {
        return Ok(None);
    };
    for name in Said::of(std::slice::from_ref(first))?.members().keys() {
        let mut all = Vec::new();
        for member in members {
            match constants(member, &[(*name).to_owned()])? {
                Constants::Values(values) => all.push(values),
                _ => break,
            }
        }
        if all.len() == members.len() && is_clear(&all) {
            return Ok(Some(((*name).to_owned(), all)));
        }
    }
    Ok(None)
}

/// Whether each alternative has values, and no other has them.
fn is_clear(all: &[Vec<String>]) -> bool {
    let mut known: Vec<&String> = Vec::new();
    for values in all {
        if values.is_empty()
            || values
                .iter()
                .any(|value| value.is_empty() || known.contains(&value))
        {
            return false;
        }
        known.extend(values);
    }
    true
}
