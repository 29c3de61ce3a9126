//! Tells events apart: which values or conditions an event of the document has.

mod apart;
mod groups;
mod keys;
mod rule;
mod select;
mod signature;

use crate::document::At;
use crate::error::Error;
use crate::options::Options;
use crate::read::{Operation, Source};

pub(crate) use groups::Group;
pub(crate) use select::Selection;
pub(crate) use signature::Signature;

/// One event of a group.
#[derive(Clone, Debug)]
pub(crate) struct Event<'d> {
    /// Its values joined by dots, or its name.
    pub(crate) name: String,
    /// The literals of `#[event(..)]`.
    pub(crate) values: Vec<String>,
    pub(crate) conditions: Vec<Condition>,
    /// What names its variant and, if the document does not, its payload.
    pub(crate) label: String,
    pub(crate) operation: Operation<'d>,
    pub(crate) payload: Payload<'d>,
    /// Told apart by what its payload accepts: then the payload's type has to be as strict as the document.
    pub(crate) is_structural: bool,
}

/// What an event carries.
#[derive(Clone, Debug)]
pub(crate) enum Payload<'d> {
    /// Nothing: the request has no body.
    Nothing,
    /// Any value: the document does not describe it.
    Any,
    /// Any value, because the document has nothing at this pointer of the body.
    Absent(String),
    /// What these schemas say together.
    Described(Vec<At<'d>>),
    /// A type of the user's, of a plain list.
    Named(String),
}

/// A condition of an event: the value at the pointer, or that there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) pointer: String,
    pub(crate) value: Option<String>,
}

/// All groups of a document.
#[derive(Debug)]
pub(crate) struct Routes<'d> {
    pub(crate) groups: Vec<Group<'d>>,
    /// Operations from which a group gets no event, and why.
    pub(crate) left_out: Vec<(String, String)>,
}

impl<'d> Routes<'d> {
    pub(crate) fn of(source: &Source<'d>, options: &Options) -> Result<Self, Error> {
        let mut routes = Self {
            groups: Vec::new(),
            left_out: source.left_out.clone(),
        };
        groups::fill(&mut routes, source, options)?;
        Ok(routes)
    }
}
