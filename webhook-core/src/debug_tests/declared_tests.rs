//! The public types that the source declares.

use std::fs;
use std::path::Path;

/// Types without a value here: the README's examples, two that only name an implementation, and an empty token that no
/// other module makes.
const WITHOUT_VALUE: [&str; 4] = ["Readme", "Synchronous", "Asynchronous", "Proof"];

/// The names of the public types whose feature is enabled.
///
/// The source is the list, because the lint `unreachable_pub` makes sure that every `pub` type can be reached.
pub(crate) fn types() -> Vec<String> {
    let mut names = Vec::new();
    read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut names,
    );
    names.sort();
    names.dedup();
    assert!(names.len() > 100, "the source is not read: {names:?}");
    names
}

fn read(directory: &Path, names: &mut Vec<String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if path.is_dir() {
            if !name.ends_with("tests") {
                read(&path, names);
            }
        } else if !name.ends_with("tests") && is_on(&path) {
            let text = fs::read_to_string(&path).unwrap();
            names.extend(text.lines().filter_map(declared).map(str::to_owned));
        }
    }
}

/// Returns the type that a line declares.
fn declared(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix("pub ")?;
    let rest = ["struct ", "enum ", "union "]
        .into_iter()
        .find_map(|word| rest.strip_prefix(word))?;
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
    let name = rest.get(..end.unwrap_or(rest.len()))?;
    (!WITHOUT_VALUE.contains(&name)).then_some(name)
}

/// Whether what is in a file is built.
fn is_on(path: &Path) -> bool {
    let folders = ["adapter", "testing", "verification"];
    let parent = path.parent();
    if !parent.is_some_and(|parent| folders.iter().any(|folder| parent.ends_with(folder))) {
        return true;
    }
    let name = path.file_stem().and_then(|name| name.to_str());
    let behind = [
        ("axum", cfg!(feature = "axum")),
        ("lambda_http", cfg!(feature = "lambda_http")),
        ("diagnose", cfg!(feature = "diagnose")),
        ("explain", cfg!(feature = "diagnose")),
        ("shell", cfg!(feature = "diagnose")),
        ("certificates", cfg!(feature = "fetched-keys")),
        ("jwks", cfg!(feature = "fetched-keys")),
    ];
    behind
        .iter()
        .all(|(feature, on)| *on || name != Some(feature))
}

#[test]
fn a_declaration_is_told_from_what_is_none() {
    for (line, name) in [
        ("pub struct Secret {", Some("Secret")),
        ("pub struct Event<G>(pub G);", Some("Event")),
        ("    pub enum OutcomeKind {", Some("OutcomeKind")),
        ("pub struct Unit;", Some("Unit")),
        ("/// pub struct Order { pub id: String }", None),
        ("pub(crate) struct ClaimGuard {", None),
        ("struct Private;", None),
        ("pub fn structure() {", None),
    ] {
        assert_eq!(declared(line), name, "{line}");
    }
}
