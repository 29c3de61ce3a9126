//! Imports of documents: GitHub's, reduced ones that show an oddity of a real document each, and faulty ones.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod differences;
mod faults;
mod folders;
mod github;
mod layout;
mod lists;
mod senders;

use std::collections::BTreeMap;

use webhook_import::{Document, Error, Imported, Options, Report, import};

/// Imports a document of a test.
fn imported(document: &str, options: &Options) -> Result<Imported, Error> {
    import(
        &Document::read("document.yaml", document.as_bytes())?,
        options,
    )
}

fn preset(name: &str) -> Options {
    let mut options = Options::default();
    options.preset = Some(name.to_owned());
    options
}

fn unsigned() -> Options {
    let mut options = Options::default();
    options.signature = Some("none".to_owned());
    options
}

/// The events of a report, and the operations that they are of.
fn events(report: &Report) -> BTreeMap<&str, &str> {
    let events = report.groups.iter().flat_map(|group| &group.events);
    events
        .map(|event| (event.name.as_str(), event.operation.as_str()))
        .collect()
}

fn document(name: &str) -> Document {
    Document::open(format!(
        "{}/tests/documents/{name}",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap()
}
