//! What was imported, what was not, and why.

use serde::Serialize;

use crate::document::Document;
use crate::read::Source;

/// What was imported, what was not, and why.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The name of the document.
    pub document: String,
    /// Its title.
    pub title: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Its SHA-256.
    pub sha256: String,
    /// How many webhooks and callbacks it has.
    pub operations: usize,
    /// The groups that were imported.
    pub groups: Vec<GroupReport>,
    /// How many structs and enums there are.
    pub types: usize,
    /// How many lines the file has.
    pub lines: usize,
    /// Operations without an event, and why.
    pub left_out: Vec<Left>,
    /// Places whose values stay raw, and why.
    pub raw: Vec<Left>,
    /// Names that were taken, so that another got a number.
    pub renamed: Vec<Renamed>,
}

/// A group that was imported.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct GroupReport {
    /// The name of its enum.
    pub name: String,
    /// Its events.
    pub events: Vec<EventReport>,
}

/// An event that was imported.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct EventReport {
    /// Its name, as in logs.
    pub name: String,
    /// Its variant.
    pub variant: String,
    /// The type of its payload. `None`: it has none.
    pub payload: Option<String>,
    /// Its key in the document.
    pub operation: String,
}

/// Something that was left out or left raw.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Left {
    /// The operation, or the place in the document.
    pub name: String,
    /// Why.
    pub reason: String,
}

impl Report {
    pub(crate) fn new(document: &Document, source: &Source<'_>) -> Self {
        Self {
            document: document.name().to_owned(),
            title: source.title.map(str::to_owned),
            version: source.version.map(str::to_owned),
            sha256: document.sha256().to_owned(),
            operations: source.operations.len() + source.left_out.len(),
            groups: Vec::new(),
            types: 0,
            lines: 0,
            left_out: Vec::new(),
            raw: Vec::new(),
            renamed: Vec::new(),
        }
    }

    /// How many events were imported.
    #[must_use]
    pub fn events(&self) -> usize {
        self.groups.iter().map(|group| group.events.len()).sum()
    }
}

/// A name that was taken, so that another has a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Renamed {
    /// The place in the document: the schema of a type or a member, the list of a value, the operation of an event.
    pub place: String,
    /// The name in the document.
    pub name: String,
    /// The identifier as it would have been.
    pub from: String,
    /// The identifier that is written.
    pub to: String,
}

impl Renamed {
    pub(crate) fn new(place: &str, name: &str, from: String, to: String) -> Self {
        Self {
            place: place.to_owned(),
            name: name.to_owned(),
            from,
            to,
        }
    }
}
