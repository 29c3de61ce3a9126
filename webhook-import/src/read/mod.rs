//! Finds the operations of a document: what its sender sends.

mod apimatic;
mod json_schema;
mod list;
mod openapi;

use crate::document::{At, Content, Document};
use crate::error::{Error, ErrorKind};

pub(crate) use apimatic::{Extension, GroupData, SignatureData};
pub(crate) use list::Listed;

/// What a document says about webhooks, before events are told apart.
#[derive(Debug)]
pub(crate) struct Source<'d> {
    pub(crate) title: Option<&'d str>,
    pub(crate) version: Option<&'d str>,
    pub(crate) operations: Vec<Operation<'d>>,
    /// Groups of APIMatic's extension. Empty where the document has none: then all operations are one group.
    pub(crate) groups: Vec<GroupData<'d>>,
    pub(crate) left_out: Vec<(String, String)>,
}

/// One thing that a sender sends.
#[derive(Clone, Debug)]
pub(crate) struct Operation<'d> {
    /// Its key in the document.
    pub(crate) key: String,
    pub(crate) id: Option<&'d str>,
    pub(crate) place: String,
    /// The schema of its body, where it has one.
    pub(crate) body: Option<At<'d>>,
    pub(crate) description: Option<&'d str>,
    /// The statuses that its sender understands.
    pub(crate) statuses: Vec<u16>,
    /// The group that it is in, where it names one.
    pub(crate) group: Option<&'d str>,
    /// The type of its payload, in a plain list.
    pub(crate) listed: Option<Listed>,
    /// The schema of the payload itself, where the document describes no body around it.
    pub(crate) payload: Option<At<'d>>,
    pub(crate) extension: Extension,
}

impl Operation<'_> {
    pub(crate) fn new(key: &str, place: String) -> Self {
        Self {
            key: key.to_owned(),
            id: None,
            place,
            body: None,
            description: None,
            statuses: Vec::new(),
            group: None,
            listed: None,
            payload: None,
            extension: Extension::Webhooks,
        }
    }

    /// The key without the slash that some senders begin it with.
    pub(crate) fn bare_key(&self) -> &str {
        self.key.strip_prefix('/').unwrap_or(&self.key)
    }

    /// The part of the operation's id before the slash, or of its key.
    pub(crate) fn prefix(&self) -> String {
        let id = self.id.unwrap_or(&self.key);
        let end = id.find(['/', '$']).unwrap_or(id.len());
        let (prefix, _) = id.split_at(end);
        prefix.replace('-', "_")
    }
}

impl<'d> Source<'d> {
    pub(crate) fn read(document: &'d Document) -> Result<Self, Error> {
        let root = match &document.content {
            Content::List(text) => {
                return list::read(text).map_err(|error| error.of(document.name()));
            }
            Content::Folder(folder) => return json_schema::read_folder(folder),
            Content::Tree(node) => At::root(node),
        };
        if root.get("openapi").is_some() {
            return openapi::read(&root);
        }
        if json_schema::is_set(&root) {
            return json_schema::read(&root);
        }
        let text = if root.get("swagger").is_some() {
            "OpenAPI 2 has no webhooks; convert the document to 3.0 or 3.1"
        } else {
            "neither OpenAPI (`openapi: 3..`) nor a set of JSON Schemas (`oneOf` beside `definitions` or `$defs`)"
        };
        Err(Error::at(ErrorKind::Document, "", text))
    }
}
