//! Writes the code: the groups, then their types in the order of their names.

mod group;
pub(crate) mod header;
mod item;
pub(crate) mod text;

use std::collections::BTreeSet;

use crate::emit::text::put;
use crate::error::{Error, ErrorKind};
use crate::ident;
use crate::options::Options;
use crate::report::Renamed;
use crate::route::{Event, Group, Payload};
use crate::types::{Id, Member, Names, Type, Types};

/// A group, with the types of its events' payloads.
#[derive(Debug)]
pub(crate) struct Typed<'d> {
    pub(crate) group: Group<'d>,
    /// The name of the enum.
    pub(crate) name: String,
    pub(crate) events: Vec<TypedEvent<'d>>,
}

#[derive(Debug)]
pub(crate) struct TypedEvent<'d> {
    pub(crate) event: Event<'d>,
    pub(crate) variant: String,
    /// The type of a described payload.
    pub(crate) payload: Option<Id>,
}

/// The code of some groups.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) code: String,
    pub(crate) renamed: Vec<Renamed>,
    pub(crate) types: usize,
    /// The types of the events' payloads, group by group.
    pub(crate) payloads: Vec<Vec<Option<String>>>,
}

/// What is found out while items are written.
#[derive(Debug, Default)]
struct Notes {
    /// What the code needs in scope.
    uses: BTreeSet<&'static str>,
    renamed: Vec<Renamed>,
}

impl Notes {
    fn add(&mut self, name: &'static str) {
        self.uses.insert(name);
    }

    fn write(&self, code: &mut String) {
        let has = |name: &str| self.uses.contains(name);
        let std: Vec<_> = ["BTreeMap"].into_iter().filter(|name| has(name)).collect();
        for name in &std {
            put(code, format_args!("use std::collections::{name};\n"));
        }
        if !std.is_empty() {
            code.push('\n');
        }
        if has("Deserialize") {
            code.push_str("use serde::Deserialize;\n");
        }
        let ours: Vec<_> = ["EventGroup", "Members", "OneOf", "Open", "Sent"]
            .into_iter()
            .filter(|name| has(name))
            .collect();
        match ours.as_slice() {
            [] => {}
            [one] => put(code, format_args!("use webhook_core::{one};\n")),
            many => put(
                code,
                format_args!("use webhook_core::{{{}}};\n", many.join(", ")),
            ),
        }
    }
}

/// Writes groups and types into one file, without its header.
pub(crate) fn write(
    groups: &[&Typed<'_>],
    types: &Types<'_>,
    options: &Options,
) -> Result<Written, Error> {
    let payloads: Vec<Id> = groups
        .iter()
        .flat_map(|group| group.events.iter().filter_map(|event| event.payload))
        .collect();
    let taken: Vec<_> = groups.iter().map(|group| group.name.clone()).collect();
    let names = Names::of(types, &payloads, &taken);
    let mut notes = Notes::default();
    let mut body = String::new();
    let writer = Writer {
        types,
        names: &names,
        options,
    };
    for group in groups {
        writer.group(group, &mut notes, &mut body);
    }
    let payloads = groups.iter().map(|group| {
        let events = group.events.iter();
        events
            .map(|event| writer.payload(event, &mut Notes::default()))
            .collect()
    });
    let payloads = payloads.collect();
    for (name, id) in &names.written {
        writer.item(name, *id, &mut notes, &mut body);
    }
    let mut code = String::new();
    notes.write(&mut code);
    code.push_str(&body);
    // Nothing that a document says may end in a file that is not Rust.
    syn::parse_file(&code).map_err(|error| {
        Error::new(
            ErrorKind::Document,
            format_args!("the code would not be Rust: {error}"),
        )
    })?;
    Ok(Written {
        code,
        types: names.written.len(),
        payloads,
        renamed: names.renamed.into_iter().chain(notes.renamed).collect(),
    })
}

/// What writing needs to know.
struct Writer<'a, 'd> {
    types: &'a Types<'d>,
    names: &'a Names,
    options: &'a Options,
}

impl Writer<'_, '_> {
    /// The type of an event's payload. `None`: it has none.
    fn payload(&self, event: &TypedEvent<'_>, notes: &mut Notes) -> Option<String> {
        let id = match (&event.event.payload, event.payload) {
            (Payload::Nothing, _) => return None,
            (Payload::Named(path), _) => return Some(path.clone()),
            (Payload::Any | Payload::Absent(_), _) | (Payload::Described(_), None) => {
                return Some("serde_json::Value".to_owned());
            }
            (Payload::Described(_), Some(id)) => id,
        };
        let entry = self.types.get(id)?;
        let is_whole = matches!(
            entry.ty,
            Type::Object { .. } | Type::Union { .. } | Type::Any
        );
        let plain = self.plain(id, false, notes);
        Some(if is_whole || entry.is_strict {
            plain
        } else {
            notes.add("Sent");
            format!("Sent<{plain}>")
        })
    }

    /// A type that accepts only what it promises, but for parts that are members or elements.
    fn plain(&self, id: Id, is_member: bool, notes: &mut Notes) -> String {
        let Some(entry) = self.types.get(id) else {
            return "serde_json::Value".to_owned();
        };
        let open = |name: &str, notes: &mut Notes| {
            if entry.is_strict {
                name.to_owned()
            } else {
                notes.add("Open");
                format!("Open<{name}>")
            }
        };
        match &entry.ty {
            Type::Any => "serde_json::Value".to_owned(),
            Type::Bool => "bool".to_owned(),
            Type::Integer => "i64".to_owned(),
            Type::Number => "f64".to_owned(),
            Type::Text => "String".to_owned(),
            Type::Timestamp => open("jiff::Timestamp", notes),
            Type::Date => open("jiff::civil::Date", notes),
            Type::Uuid => open("uuid::Uuid", notes),
            Type::Decimal => open("rust_decimal::Decimal", notes),
            Type::Enum(_) => open(self.names.get(id), notes),
            // A payload stays small, and a type may have itself as a member.
            Type::Object { .. } if is_member => format!("Box<{}>", self.names.get(id)),
            Type::Object { .. } | Type::Union { .. } => self.names.get(id).to_owned(),
            Type::List(item) => format!("Vec<{}>", self.element(*item, notes)),
            Type::Map(value) => {
                notes.add("BTreeMap");
                format!("BTreeMap<String, {}>", self.element(*value, notes))
            }
        }
    }

    fn element(&self, id: Id, notes: &mut Notes) -> String {
        let plain = self.plain(id, false, notes);
        match self.types.get(id) {
            Some(entry) if !entry.is_strict && !is_open(&entry.ty) => {
                notes.add("Sent");
                format!("Sent<{plain}>")
            }
            _ => plain,
        }
    }

    fn member(&self, member: &Member, is_strict: bool, notes: &mut Notes) -> String {
        let plain = self.plain(member.ty, true, notes);
        let accepts_all = self
            .types
            .get(member.ty)
            .is_some_and(|entry| is_open(&entry.ty));
        if has_to_be_sent(member) {
            plain
        } else if is_strict || accepts_all {
            format!("Option<{plain}>")
        } else {
            notes.add("Sent");
            format!("Sent<{plain}>")
        }
    }
}

/// A member without which a value is refused.
const fn has_to_be_sent(member: &Member) -> bool {
    member.is_required && !member.is_nullable
}

/// A type that accepts whatever is sent.
const fn is_open(ty: &Type) -> bool {
    matches!(ty, Type::Any | Type::Union { .. })
}

/// Identifiers for names, each with its place in the document: numbered where two are one, or one of those that are taken.
pub(crate) fn unique<'a>(
    names: impl IntoIterator<Item = (&'a str, &'a str)>,
    map: fn(&str) -> String,
    taken: &[&str],
    renamed: &mut Vec<Renamed>,
) -> Vec<String> {
    let mut known: BTreeSet<String> = taken.iter().copied().map(str::to_owned).collect();
    let mut unique = Vec::new();
    for (name, place) in names {
        let wanted = map(name);
        let free = ident::free(&wanted, |name| known.contains(name));
        if free != wanted {
            renamed.push(Renamed::new(place, name, wanted, free.clone()));
        }
        known.insert(free.clone());
        unique.push(free);
    }
    unique
}
