//! Says how a file and a document differ.

mod facts;

use std::fmt;
use std::path::Path;

use crate::document::Document;
use crate::emit::header::{Header, VERSION};
use crate::error::{Error, ErrorKind};
use crate::import::Importing;
use crate::options::Options;
use facts::Facts;

/// How a file differs from what its document would be imported as.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// The document has no such event any more.
    EventGone(String),
    /// The document has an event that the file does not have.
    EventNew(String),
    /// An event has another payload.
    PayloadChanged {
        /// The event.
        event: String,
        /// The type in the file.
        from: String,
        /// The type in the document.
        to: String,
    },
    /// A type has no such member or value any more.
    Gone {
        /// The type.
        of: String,
        /// The member or the value.
        what: String,
    },
    /// A type has a new member or value.
    New {
        /// The type.
        of: String,
        /// The member or the value.
        what: String,
    },
    /// A member has another type.
    TypeChanged {
        /// The type that has the member.
        of: String,
        /// The member.
        member: String,
        /// Its type in the file.
        from: String,
        /// Its type in the document.
        to: String,
    },
    /// Another version of this crate wrote the file.
    Version(String),
    /// The file is not what this version writes, though it means the same events and types: it was changed by hand, or the
    /// attributes of its group would be others.
    Edited,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EventGone(event) => write!(f, "event gone: {event}"),
            Self::EventNew(event) => write!(f, "event new: {event}"),
            Self::PayloadChanged { event, from, to } => {
                write!(f, "payload changed: {event} has {to}, and had {from}")
            }
            Self::Gone { of, what } => write!(f, "gone: {what} of {of}"),
            Self::New { of, what } => write!(f, "new: {what} of {of}"),
            Self::TypeChanged { of, member, from, to } => {
                write!(f, "type changed: {member} of {of} is {to}, and was {from}")
            }
            Self::Version(version) => {
                write!(f, "written by version {version}, and this is {VERSION}: import again")
            }
            Self::Edited => f.write_str(
                "the file is not what would be written, though events and types are the same: import again",
            ),
        }
    }
}

/// Checks that a file, or a folder of files, is what its document would be imported as. Only what the file uses counts; with
/// `all`, new events of the document count too.
///
/// For a test of your crate:
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = std::env::temp_dir().join(format!("webhook-import-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # let (json, rs) = (folder.join("orders.json"), folder.join("orders.rs"));
/// # std::fs::write(&json, r#"{"openapi":"3.1.0","webhooks":{"a":{"post":{"requestBody":{"content":{"application/json":
/// #     {"schema":{"properties":{"type":{"const":"a"}}}}}}}}}}"#)?;
/// # let mut options = webhook_import::Options::default();
/// # options.signature = Some("none".to_owned());
/// # std::fs::write(&rs, webhook_import::import(&webhook_import::Document::open(&json)?, &options)?.code)?;
/// // #[test]
/// fn events_are_those_of_the_document(rs: &std::path::Path, json: &std::path::Path) -> Result<(), webhook_import::Error> {
///     assert_eq!(webhook_import::check(rs, json, false)?, []);
///     Ok(())
/// }
/// # events_are_those_of_the_document(&rs, &json)?;
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// If one of the files cannot be read, the document cannot be imported, or the file was not written by this crate.
pub fn check(
    file: impl AsRef<Path>,
    document: impl AsRef<Path>,
    all: bool,
) -> Result<Vec<Difference>, Error> {
    let document = Document::open(document)?;
    let file = file.as_ref();
    let read = |path: &Path| {
        std::fs::read_to_string(path).map_err(|error| {
            Error::new(ErrorKind::File, format_args!("{}: {error}", path.display()))
        })
    };
    if !file.is_dir() {
        return check_code(&read(file)?, &document, all);
    }
    let entries = std::fs::read_dir(file).map_err(|error| {
        Error::new(ErrorKind::File, format_args!("{}: {error}", file.display()))
    })?;
    let mut paths: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    paths.retain(|path| {
        path.extension().is_some_and(|end| end == "rs") && !path.ends_with("mod.rs")
    });
    paths.sort();
    let mut differences = Vec::new();
    for path in paths {
        let found = check_code(&read(&path)?, &document, all)?;
        differences.extend(
            found
                .into_iter()
                .filter(|one| !differences.contains(one))
                .collect::<Vec<_>>(),
        );
    }
    Ok(differences)
}

/// The options that code was imported with. `None`: it was not written by this crate.
#[must_use]
pub fn options_of(code: &str) -> Option<Options> {
    Header::read(code).map(|header| header.options)
}

/// Checks that code is what a document would be imported as.
///
/// # Errors
///
/// As [`check`].
pub fn check_code(code: &str, document: &Document, all: bool) -> Result<Vec<Difference>, Error> {
    let header = Header::read(code).ok_or_else(|| {
        Error::new(
            ErrorKind::Options,
            "the file has no header of `webhook import`, which says what to compare it with",
        )
    })?;
    let (now, selection) = Importing {
        document,
        options: &header.options,
        may_be_gone: true,
    }
    .run(&mut |_| {})?;
    let wanted = match &header.group {
        None => Some(&now.code),
        Some(group) => {
            let name = format!("{group}.rs");
            now.folder
                .iter()
                .find(|(file, _)| *file == name)
                .map(|(_, code)| code)
        }
    };
    let then = Facts::read(code)?;
    let mut differences = Vec::new();
    match wanted {
        None => differences.extend(then.events.keys().cloned().map(Difference::EventGone)),
        Some(wanted) => {
            Facts::read(wanted)?.compare(&then, &mut differences);
            if differences.is_empty() && !facts::same_code(code, wanted)? {
                differences.push(Difference::Edited);
            }
        }
    }
    for pattern in selection.gone {
        let gone = Difference::EventGone(pattern);
        if !differences.contains(&gone) {
            differences.push(gone);
        }
    }
    if all && header.group.is_none() {
        let new = selection
            .all
            .into_iter()
            .filter(|name| !then.events.contains_key(name));
        for name in new.map(Difference::EventNew) {
            if !differences.contains(&name) {
                differences.push(name);
            }
        }
    }
    if header.version != VERSION {
        differences.push(Difference::Version(header.version));
    }
    Ok(differences)
}
