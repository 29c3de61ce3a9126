//! The types of payloads: one entry for each schema, then one type for all that are equal.

mod enums;
mod equal;
mod name;
mod shape;
mod unions;

use std::collections::{HashMap, VecDeque};

use crate::document::At;
use crate::document::folder::stem;
use crate::document::place::{push, split};
use crate::error::{Error, ErrorKind};
use crate::options::{Options, With};

pub(crate) use name::Names;

/// Types that a document may need; more are an attack, or not one sender's.
const MOST_TYPES: usize = 200_000;

/// The number of an entry.
pub(crate) type Id = usize;

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Any,
    Bool,
    Integer,
    Number,
    Text,
    Timestamp,
    Date,
    Uuid,
    Decimal,
    Enum(Vec<String>),
    Object {
        members: Vec<Member>,
        denies_others: bool,
    },
    List(Id),
    Map(Id),
    Union {
        property: String,
        alternatives: Vec<(Vec<String>, Id)>,
    },
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) name: String,
    /// The place of its schema, or of the first of those that are merged.
    pub(crate) place: String,
    pub(crate) ty: Id,
    pub(crate) is_required: bool,
    pub(crate) is_nullable: bool,
    pub(crate) description: Option<String>,
}

/// One schema, and the type that is made of it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) ty: Type,
    pub(crate) is_strict: bool,
    /// The place of the schema, or of the first of those that are merged.
    pub(crate) place: String,
    /// The name of the component, if the schema is one.
    pub(crate) component: Option<String>,
    /// Words that name it: the nearest component or the event, and the members on the way.
    pub(crate) label: String,
    pub(crate) description: Option<String>,
}

/// How the values of a schema are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Mode {
    pub(crate) is_strict: bool,
    /// Members that have to be there: the number of the user's pointer, and the rest of it.
    pub(crate) required: Vec<(usize, Vec<String>)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    places: Vec<String>,
    mode: Mode,
}

/// All types of the events that are imported.
#[derive(Debug)]
pub(crate) struct Types<'d> {
    pub(crate) entries: Vec<Entry>,
    known: HashMap<Key, Id>,
    open: VecDeque<(Id, Vec<At<'d>>, Mode)>,
    with: Vec<With>,
    /// Values that stay raw, and why.
    pub(crate) raw: Vec<(String, &'static str)>,
    /// Which of the user's pointers were found.
    found: Vec<bool>,
}

impl<'d> Types<'d> {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            entries: Vec::new(),
            known: HashMap::new(),
            open: VecDeque::new(),
            with: options.with.clone(),
            raw: Vec::new(),
            found: vec![false; options.require.len()],
        }
    }

    /// The mode of a payload.
    pub(crate) fn mode(options: &Options, is_structural: bool) -> Mode {
        let required = options.require.iter().enumerate();
        Mode {
            is_strict: options.strict || is_structural,
            required: required
                .map(|(index, pointer)| (index, split(pointer)))
                .collect(),
        }
    }

    /// The entry of what these schemas say together.
    pub(crate) fn entry(
        &mut self,
        schemas: Vec<At<'d>>,
        mode: Mode,
        label: &str,
    ) -> Result<Id, Error> {
        let mut targets = Vec::new();
        for schema in schemas {
            targets.push(plain_target(schema)?);
        }
        let key = Key {
            places: targets.iter().map(|at| at.place.clone()).collect(),
            mode: mode.clone(),
        };
        if let Some(id) = self.known.get(&key) {
            return Ok(*id);
        }
        let id = self.entries.len();
        let first = targets.first();
        if id >= MOST_TYPES {
            let place = first.map_or("", |at| at.place.as_str());
            return Err(Error::at(ErrorKind::Document, place, "too many types"));
        }
        let component = match targets.as_slice() {
            [one] => component(&one.place),
            _ => None,
        };
        self.entries.push(Entry {
            ty: Type::Any,
            is_strict: mode.is_strict,
            place: first.map(|at| at.place.clone()).unwrap_or_default(),
            label: component.clone().unwrap_or_else(|| label.to_owned()),
            component,
            description: first
                .and_then(|at| at.text("description"))
                .map(str::to_owned),
        });
        self.known.insert(key, id);
        self.open.push_back((id, targets, mode));
        Ok(id)
    }

    /// Makes the types of all entries, and of those that they need. `tick` is told how many are done.
    pub(crate) fn fill(&mut self, tick: &mut dyn FnMut(usize)) -> Result<(), Error> {
        while let Some((id, schemas, mode)) = self.open.pop_front() {
            let label = self
                .entries
                .get(id)
                .map(|entry| entry.label.clone())
                .unwrap_or_default();
            let ty = self.shape(&schemas, &mode, &label)?;
            if let Some(entry) = self.entries.get_mut(id) {
                entry.ty = ty;
            }
            tick(id);
        }
        Ok(())
    }

    /// The user's pointers that no payload has.
    pub(crate) fn missing(&self, options: &Options) -> Option<String> {
        let all = options.require.iter().zip(&self.found);
        let mut missing = all.filter(|(_, found)| !**found);
        missing.next().map(|(pointer, _)| pointer.clone())
    }

    pub(crate) fn get(&self, id: Id) -> Option<&Entry> {
        self.entries.get(id)
    }
}

/// What a schema refers to, if it says nothing more.
fn plain_target(at: At<'_>) -> Result<At<'_>, Error> {
    let mut at = at;
    for _ in 0..64 {
        let is_plain = at.node.map().is_some_and(|map| {
            map.keys()
                .all(|key| matches!(key.as_str(), "$ref" | "description" | "summary"))
        });
        match at.target()?.filter(|_| is_plain) {
            Some(target) => at = target,
            None => return Ok(at),
        }
    }
    at.resolved()
}

/// The name of a component.
fn component(place: &str) -> Option<String> {
    let segments = split(place);
    let names: Vec<_> = segments.iter().map(String::as_str).collect();
    match names.as_slice() {
        ["components", "schemas", name] | ["definitions" | "$defs", name] => {
            Some((*name).to_owned())
        }
        // Of a folder, a file is one, and has some.
        [file] => stem(file).map(str::to_owned),
        [file, "definitions" | "$defs", name] if stem(file).is_some() => Some((*name).to_owned()),
        _ => None,
    }
}

/// A place below another.
pub(crate) fn below(place: &str, segment: &str) -> String {
    let mut place = place.to_owned();
    push(&mut place, segment);
    place
}
