//! The floors of the library: a module uses only modules on the floors below its own. Inside a folder, files do not use
//! each other in circles. This holds for both crates.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The floors, lowest first. `lib` and `private` are above all of them and may use everything.
const FLOORS: &[&[&str]] = &[
    &["fair", "future", "guard", "id", "share", "text", "work"],
    &["delivery", "form", "gzip", "json", "multipart", "outcome"],
    &["expression", "payload", "segments"],
    &["scheme"],
    &["handshake", "observe", "verification"],
    &["declare"],
    &["recognise", "senders"],
    &["config", "group"],
    &["handle", "inbox"],
    &["manifest"],
    &["dispatcher"],
    &["adapter", "testing"],
];

/// Allowed circles: a type names its builder, a trait names the type that is made for it, and a list names its search.
const LEFT: &[(&str, &str)] = &[
    ("dispatcher/mod.rs", "dispatcher/start/builder.rs"),
    ("group/mod.rs", "group/recognised.rs"),
    ("senders/find.rs", "senders/mod.rs"),
];

#[test]
fn a_module_uses_only_the_floors_below_its_own() {
    let faults = floor_faults(&files("src"));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_of_a_folder_do_not_use_each_other_in_circles() {
    let core = files("src");
    let mut faults = circles(&core, LEFT);
    faults.extend(circles(&files("../webhook-macros/src"), &[]));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    for closing in LEFT {
        let others: Vec<_> = (LEFT.iter().copied())
            .filter(|left| left != closing)
            .collect();
        assert!(
            !circles(&core, &others).is_empty(),
            "{closing:?} closes no circle"
        );
    }
}

#[test]
fn only_tests_and_the_private_module_have_a_path() {
    for folder in ["src", "../webhook-macros/src"] {
        for file in files(folder) {
            let paths = file
                .text
                .lines()
                .filter(|line| line.trim_start().starts_with("#[path"));
            for path in paths {
                let named = ["tests.rs\"]", "tests/mod.rs\"]", "\"private.rs\"]"];
                assert!(
                    named.iter().any(|end| path.ends_with(end)),
                    "{}: {path}",
                    file.name
                );
            }
        }
    }
}

/// A source file that is not a test.
struct File {
    /// Relative to the folder of sources: `scheme/mod.rs`.
    name: String,
    text: String,
}

impl File {
    fn new(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
        }
    }

    /// The module that the file is: `["scheme"]`.
    fn module(&self) -> Vec<String> {
        let name = self.name.trim_end_matches(".rs").trim_end_matches("/mod");
        match name {
            "lib" => Vec::new(),
            "private" => vec!["__private".to_owned()],
            _ => name.split('/').map(str::to_owned).collect(),
        }
    }

    fn uses(&self) -> Vec<Use> {
        let mut uses = Vec::new();
        read(self.text.parse().unwrap(), &self.module(), &mut uses);
        uses
    }
}

/// The source files below a folder, sorted by name.
fn files(folder: &str) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let (mut open, mut found) = (vec![root.clone()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if is_test(name) {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
                found.push(File::new(name, &fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

fn is_test(name: &str) -> bool {
    name.trim_end_matches(".rs").ends_with("tests")
}

/// A path to an item of the crate.
struct Use {
    /// As written: `["crate", "scheme", "keys"]`. Braces right after `crate` are kept as `{`.
    written: Vec<String>,
    /// From the root of the crate: `["scheme", "keys"]`.
    target: Vec<String>,
}

/// Finds the paths in `code` of `module`, except in tests.
fn read(code: TokenStream, module: &[String], uses: &mut Vec<Use>) {
    let tokens: Vec<TokenTree> = code.into_iter().collect();
    let children: Vec<String> = (tokens.windows(2))
        .filter(|pair| is(&pair[0], "mod"))
        .map(|pair| pair[1].to_string())
        .collect();
    read_block(&tokens, module, &children, uses);
}

fn read_block(tokens: &[TokenTree], module: &[String], children: &[String], uses: &mut Vec<Use>) {
    let mut at = 0;
    while at < tokens.len() {
        if is(&tokens[at], "mod")
            && let Some(TokenTree::Group(body)) = tokens.get(at + 2)
        {
            let name = tokens[at + 1].to_string();
            if !is_test(&name) {
                read(body.stream(), &[module, &[name]].concat(), uses);
            }
            at += 3;
        } else if let TokenTree::Group(group) = &tokens[at] {
            let inside: Vec<_> = group.stream().into_iter().collect();
            read_block(&inside, module, children, uses);
            at += 1;
        } else {
            let goes_on = at > 0 && [".", "$"].iter().any(|sign| is(&tokens[at - 1], sign))
                || at > 1 && is_separator(&tokens[at - 2..at]);
            let mut paths = Vec::new();
            let end = read_path(tokens, at, &[], &mut paths);
            let ours = paths.into_iter().filter(|_| !goes_on);
            uses.extend(ours.filter_map(|written| {
                let target = target(&written, module, children)?;
                Some(Use { written, target })
            }));
            at = end;
        }
    }
}

/// Reads the path that begins at a token, and the paths in its braces. Returns its end.
fn read_path(
    tokens: &[TokenTree],
    mut at: usize,
    before: &[String],
    paths: &mut Vec<Vec<String>>,
) -> usize {
    let mut path = before.to_vec();
    loop {
        match tokens.get(at) {
            Some(TokenTree::Ident(name)) => path.push(name.to_string()),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                if path == ["crate"] {
                    path.push("{".to_owned());
                    paths.push(path.clone());
                    path.pop();
                }
                let inside: Vec<_> = group.stream().into_iter().collect();
                let mut inner = 0;
                while inner < inside.len() {
                    inner = read_path(&inside, inner, &path, paths);
                }
                return at + 1;
            }
            _ => return at + 1,
        }
        at += 1;
        if !tokens.get(at..at + 2).is_some_and(is_separator) {
            paths.push(path);
            return at;
        }
        at += 2;
    }
}

/// Whether two tokens are `::`, and not the colon before a type.
fn is_separator(tokens: &[TokenTree]) -> bool {
    let is_joint = |token: &TokenTree| matches!(token, TokenTree::Punct(colon) if colon.spacing() == Spacing::Joint);
    matches!(tokens, [first, second] if is(first, ":") && is(second, ":") && is_joint(first))
}

fn is(token: &TokenTree, text: &str) -> bool {
    matches!(token, TokenTree::Ident(_) | TokenTree::Punct(_)) && token.to_string() == text
}

/// Resolves a path in `module` from the root of the crate; `None` for a path to another crate.
fn target(path: &[String], module: &[String], children: &[String]) -> Option<Vec<String>> {
    let (first, rest) = path.split_first()?;
    if rest.is_empty() {
        return None;
    }
    match first.as_str() {
        "crate" => Some(rest.to_vec()),
        "self" => Some([module, rest].concat()),
        "super" => {
            let ups = path.iter().take_while(|part| *part == "super").count();
            let above = &module[..module.len().checked_sub(ups)?];
            Some([above, &path[ups..]].concat())
        }
        name if children.iter().any(|child| child == name) => Some([module, path].concat()),
        _ => None,
    }
}

/// Returns the uses of floors that are not below their own, and the uses that hide their target.
fn floor_faults(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        let module = file.module();
        let Some(top) = module.first().filter(|top| *top != "__private") else {
            continue;
        };
        for Use { written, target } in file.uses() {
            let used = target.first().map_or("", String::as_str);
            let fault = match written[0].as_str() {
                "crate" if used == "{" => "write each module in a `use` of its own, not `crate::{`",
                "super" if used != top => "`super` leaves the module: write `crate`",
                _ if used != top && floor(used) >= floor(top) => "not on a floor below",
                _ => continue,
            };
            faults.push(format!("{}: `{}`: {fault}", file.name, written.join("::")));
        }
    }
    faults
}

/// A module without a floor counts as above all others: give it a floor before another module uses it. The root is for users.
fn floor(module: &str) -> usize {
    let floor = FLOORS.iter().position(|floor| floor.contains(&module));
    floor.unwrap_or(FLOORS.len())
}

/// Returns the circles among the entries of a folder; a folder inside it counts as one entry.
fn circles(files: &[File], left: &[(&str, &str)]) -> Vec<String> {
    let modules: BTreeMap<_, _> = files
        .iter()
        .map(|file| (file.module(), &*file.name))
        .collect();
    // For each pair of entries, the files by which one uses the other.
    let mut edges = BTreeMap::<&str, BTreeMap<&str, String>>::new();
    for file in files.iter().filter(|file| file.name != "private.rs") {
        for Use { written, target } in file.uses() {
            // The paths in the braces have entries of their own.
            if written[1] == "{" {
                continue;
            }
            let mut prefixes = (0..=target.len()).rev().map(|end| &target[..end]);
            let Some(used) = prefixes.find_map(|prefix| modules.get(prefix)) else {
                continue;
            };
            if *used == file.name || left.contains(&(&file.name, used)) {
                continue;
            }
            let (one, other) = neighbours(&file.name, used);
            let by = format!("{} uses {used}", file.name);
            edges.entry(one).or_default().entry(other).or_insert(by);
        }
    }
    let mut faults = Vec::new();
    for (one, others) in &edges {
        for (other, by) in others {
            if reach(&edges, other).contains(one) {
                faults.push(format!("a circle of `{one}` and `{other}`: {by}"));
            }
        }
    }
    faults
}

/// Returns the two entries of the innermost folder that contains both files.
fn neighbours<'a>(one: &'a str, other: &'a str) -> (&'a str, &'a str) {
    let shared = one
        .bytes()
        .zip(other.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let entry = |file: &'a str| {
        file[shared..]
            .find('/')
            .map_or(file, |end| &file[..shared + end])
    };
    (entry(one), entry(other))
}

fn reach<'a>(
    edges: &BTreeMap<&'a str, BTreeMap<&'a str, String>>,
    from: &'a str,
) -> BTreeSet<&'a str> {
    let (mut open, mut found) = (vec![from], BTreeSet::from([from]));
    while let Some(entry) = open.pop() {
        let next = edges.get(entry).into_iter().flat_map(BTreeMap::keys);
        open.extend(next.filter(|entry| found.insert(entry)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPELLINGS: [&str; 6] = [
        "use crate::scheme::keys::Key;",
        "use super::keys::Key;",
        "use super::{keys::{self, Key}};",
        "use crate::{scheme::{keys::Key, model}};",
        "fn key() -> crate::scheme::keys::Key { todo!() }",
        "mod inner { use super::super::keys::Key; }",
    ];

    const HARMLESS: [&str; 6] = [
        "// use crate::scheme::keys::Key;",
        "/// [`Key`](super::keys::Key)\nstruct Model;",
        "const TEXT: &str = \"crate::scheme::keys\";",
        "mod tests { use super::super::keys::Key; }",
        "macro_rules! key { () => { $crate::scheme::keys::Key } }",
        "use ::scheme::keys::Key; use keys::Key;",
    ];

    fn circle(spelling: &str) -> [File; 3] {
        [
            File::new(
                "scheme/mod.rs",
                "pub mod keys; pub mod model; pub use keys::Key;",
            ),
            File::new("scheme/keys.rs", "use crate::scheme::model::Model;"),
            File::new("scheme/model.rs", spelling),
        ]
    }

    #[test]
    fn a_circle_is_found_however_it_is_written() {
        for spelling in SPELLINGS {
            assert_eq!(circles(&circle(spelling), &[]).len(), 2, "{spelling}");
            let left = [("scheme/model.rs", "scheme/keys.rs")];
            assert_eq!(circles(&circle(spelling), &left), [""; 0], "{spelling}");
        }
        for harmless in HARMLESS {
            assert_eq!(circles(&circle(harmless), &[]), [""; 0], "{harmless}");
        }
    }

    #[test]
    fn a_circle_is_found_between_folders_and_with_their_own_file() {
        let folders = [
            File::new(
                "scheme/keys/one.rs",
                "use crate::scheme::model::other::Other;",
            ),
            File::new("scheme/keys/two.rs", ""),
            File::new("scheme/model/one.rs", "use crate::scheme::keys::two::Two;"),
            File::new("scheme/model/other.rs", ""),
        ];
        assert_eq!(circles(&folders, &[]).len(), 2);
        for spelling in [
            "use keys::Key;",
            "use self::keys::Key;",
            "fn key() { keys::key() }",
        ] {
            let own = [
                File::new("scheme/mod.rs", &format!("mod keys; {spelling}")),
                File::new("scheme/keys.rs", "use crate::scheme::Scheme;"),
            ];
            assert_eq!(circles(&own, &[]).len(), 2, "{spelling}");
        }
    }

    #[test]
    fn a_use_of_a_floor_above_is_found_however_it_is_written() {
        let faults = |text| floor_faults(&[File::new("scheme/keys.rs", text)]).len();
        for fault in [
            "use crate::group::Group;",
            "use crate::{group::Group, json};",
            "use crate::{json};",
            "use crate::Delivery;",
            "use super::super::group::Group;",
            "use super::super::{json};",
            "fn of(group: crate::group::Group) {}",
        ] {
            assert_ne!(faults(fault), 0, "{fault}");
        }
        for good in [
            "use crate::json::Reader;",
            "use super::model::Model;",
            "use crate::scheme::Scheme;",
        ] {
            assert_eq!(faults(good), 0, "{good}");
        }
        assert!(
            floor_faults(&[File::new("lib.rs", "mod group; pub use group::Group;")]).is_empty()
        );
    }
}
