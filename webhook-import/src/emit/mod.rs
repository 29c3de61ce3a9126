//! Writes the code: the groups, then their types in the order of their names.

mod group;
pub(crate) mod header;
mod item;
pub(crate) mod text;

use std::collections::BTreeSet;

use crate::error::{Error, ErrorKind};
use crate::ident;
use crate::options::Options;
use crate::report::Renamed;
use crate::route::{Event, Group, Payload};
use crate::types::{Id, Names, Type, Types};

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

/// What the code needs in scope.
#[derive(Debug, Default)]
struct Uses(BTreeSet<&'static str>);

impl Uses {
    fn add(&mut self, name: &'static str) {
        self.0.insert(name);
    }

    fn write(&self, code: &mut String) {
        let has = |name: &str| self.0.contains(name);
        let std: Vec<_> = ["BTreeMap"].into_iter().filter(|name| has(name)).collect();
        for name in &std {
            code.push_str(&format!("use std::collections::{name};\n"));
        }
        if !std.is_empty() {
            code.push('\n');
        }
        if has("Deserialize") {
            code.push_str("use serde::Deserialize;\n");
        }
        let core: Vec<_> = ["EventGroup", "OneOf", "Open", "Sent"]
            .into_iter()
            .filter(|name| has(name))
            .collect();
        match core.as_slice() {
            [] => {}
            [one] => code.push_str(&format!("use webhook_core::{one};\n")),
            many => code.push_str(&format!("use webhook_core::{{{}}};\n", many.join(", "))),
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
    let mut uses = Uses::default();
    let mut body = String::new();
    let writer = Writer {
        types,
        names: &names,
        options,
    };
    for group in groups {
        writer.group(group, &mut uses, &mut body);
    }
    let payloads = groups.iter().map(|group| {
        let events = group.events.iter();
        events
            .map(|event| writer.payload(event, &mut Uses::default()))
            .collect()
    });
    let payloads = payloads.collect();
    for (name, id) in &names.written {
        writer.item(name, *id, &mut uses, &mut body);
    }
    let mut code = String::new();
    uses.write(&mut code);
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
        renamed: names.renamed,
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
    fn payload(&self, event: &TypedEvent<'_>, uses: &mut Uses) -> Option<String> {
        let id = match (&event.event.payload, event.payload) {
            (Payload::Nothing, _) => return None,
            (Payload::Named(path), _) => return Some(path.clone()),
            (Payload::Any, _) | (Payload::Described(_), None) => {
                return Some("serde_json::Value".to_owned());
            }
            (Payload::Described(_), Some(id)) => id,
        };
        let entry = self.types.get(id)?;
        let is_whole = matches!(
            entry.ty,
            Type::Object { .. } | Type::Union { .. } | Type::Any
        );
        let plain = self.plain(id, false, uses);
        Some(if is_whole || entry.is_strict {
            plain
        } else {
            uses.add("Sent");
            format!("Sent<{plain}>")
        })
    }

    /// A type that accepts only what it promises, but for parts that are members or elements.
    fn plain(&self, id: Id, is_member: bool, uses: &mut Uses) -> String {
        let Some(entry) = self.types.get(id) else {
            return "serde_json::Value".to_owned();
        };
        let open = |name: &str, uses: &mut Uses| {
            if entry.is_strict {
                name.to_owned()
            } else {
                uses.add("Open");
                format!("Open<{name}>")
            }
        };
        match &entry.ty {
            Type::Any => "serde_json::Value".to_owned(),
            Type::Bool => "bool".to_owned(),
            Type::Integer => "i64".to_owned(),
            Type::Number => "f64".to_owned(),
            Type::Text => "String".to_owned(),
            Type::Timestamp => open("jiff::Timestamp", uses),
            Type::Date => open("jiff::civil::Date", uses),
            Type::Uuid => open("uuid::Uuid", uses),
            Type::Decimal => open("rust_decimal::Decimal", uses),
            Type::Enum(_) => open(self.names.get(id), uses),
            // A payload stays small, and a type may have itself as a member.
            Type::Object { .. } if is_member => format!("Box<{}>", self.names.get(id)),
            Type::Object { .. } | Type::Union { .. } => self.names.get(id).to_owned(),
            Type::List(item) => format!("Vec<{}>", self.element(*item, uses)),
            Type::Map(value) => {
                uses.add("BTreeMap");
                format!("BTreeMap<String, {}>", self.element(*value, uses))
            }
        }
    }

    fn element(&self, id: Id, uses: &mut Uses) -> String {
        let plain = self.plain(id, false, uses);
        match self.types.get(id) {
            Some(entry) if !entry.is_strict && !is_open(&entry.ty) => {
                uses.add("Sent");
                format!("Sent<{plain}>")
            }
            _ => plain,
        }
    }

    fn member(&self, member: &crate::types::Member, is_strict: bool, uses: &mut Uses) -> String {
        let plain = self.plain(member.ty, true, uses);
        let accepts_all = self
            .types
            .get(member.ty)
            .is_some_and(|entry| is_open(&entry.ty));
        if member.is_required && !member.is_nullable {
            plain
        } else if is_strict || accepts_all {
            format!("Option<{plain}>")
        } else {
            uses.add("Sent");
            format!("Sent<{plain}>")
        }
    }
}

/// A type that accepts whatever is sent.
const fn is_open(ty: &Type) -> bool {
    matches!(ty, Type::Any | Type::Union { .. })
}

/// The names of variants: those of the events, numbered where two are one.
pub(crate) fn variants(labels: &[&str]) -> (Vec<String>, Vec<Renamed>) {
    let mut known = BTreeSet::from(["Self".to_owned()]);
    let mut renamed = Vec::new();
    let mut names = Vec::new();
    for label in labels {
        let wanted = ident::type_name(label);
        let name = ident::free(&wanted, |name| known.contains(name));
        if name != wanted {
            renamed.push(Renamed::new(label, wanted, name.clone()));
        }
        known.insert(name.clone());
        names.push(name);
    }
    (names, renamed)
}
