//! Every block of code that users read is compiled, and run if it can be: by rustdoc, or by what is named here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Blocks that rustdoc does not compile: the file, the language, how many, and what runs them.
const OTHERS: &[(&str, &str, usize, &str)] = &[
    ("README.md", "sh", 4, "tests/pasted.rs"),
    ("README.md", "text", 1, "tests/pasted.rs"),
    ("webhook-core/docs/landing.md", "sh", 2, "tests/pasted.rs"),
    ("webhook-inbox/README.md", "sh", 1, "tests/pasted.rs"),
    ("webhook-inbox-nats/README.md", "sh", 1, "tests/pasted.rs"),
    ("CONTRIBUTING.md", "sh", 2, ".ci/run"),
    (
        "webhook-core/docs/operating.md",
        "sh",
        1,
        "tests/it/operating.rs",
    ),
    (
        "webhook-core/docs/operating.md",
        "nginx",
        1,
        "tests/proxies/run",
    ),
    (
        "webhook-core/docs/operating.md",
        "haproxy",
        1,
        "tests/proxies/run",
    ),
    (
        "webhook-core/docs/operating.md",
        "apache",
        1,
        "tests/proxies/run",
    ),
    (
        "webhook-core/docs/operating.md",
        "vcl",
        1,
        "tests/proxies/run",
    ),
    (
        "webhook-core/docs/operating.md",
        "lighttpd",
        1,
        "tests/proxies/run",
    ),
    (
        "webhook-core/docs/operating.md",
        "caddyfile",
        1,
        "tests/proxies/run",
    ),
    (
        "webhook-inbox/docs/durable.md",
        "sql",
        1,
        "webhook-inbox/tests/sqlite/main.rs",
    ),
    // The servers of the tests have the same members.
    (
        "webhook-inbox/docs/durable.md",
        "text",
        1,
        "webhook-inbox-nats/tests/nats-servers",
    ),
    // Of its text, the names of places and parts.
    (
        "webhook-inbox-nats/src/subject.rs",
        "text",
        1,
        "webhook-inbox-nats/src/subject.rs",
    ),
    // Need package registries, and minutes.
    (
        "findings/README.md",
        "sh",
        1,
        "findings/svix_2_verify_returns_nothing.sh",
    ),
    (
        "webhook-inbox/load/README.md",
        "text",
        1,
        "webhook-inbox/load/src/bin/load.rs",
    ),
    // Not Rust: what is printed, and a command that runs for hours.
    (
        "webhook-core/src/observe/print/mod.rs",
        "text",
        1,
        "tests/pasted.rs",
    ),
    (
        "webhook-inbox/load/engine/src/main.rs",
        "text",
        1,
        "webhook-inbox/load/src/bin/load.rs",
    ),
    (
        "webhook-cli/README.md",
        "sh",
        5,
        "webhook-cli/tests/cli/hour.rs",
    ),
    (
        "webhook-import/README.md",
        "sh",
        1,
        "webhook-import/tests/outside",
    ),
    (
        "webhook-import/README.md",
        "rs",
        1,
        "webhook-import/tests/outside",
    ),
    (
        "webhook-cli/src/message.rs",
        "text",
        1,
        "webhook-cli/tests/cli/hour.rs",
    ),
];

/// Rust blocks that are compiled and not run, and why.
const NOT_RUN: &[(&str, usize, &str)] = &[
    (
        "README.md",
        2,
        "serve until they are killed; tests/pasted.rs runs the first",
    ),
    ("webhook-core/docs/landing.md", 1, "the README's first"),
    ("webhook-inbox/README.md", 1, "serves until it is killed"),
    (
        "webhook-inbox-nats/README.md",
        1,
        "needs servers; webhook-inbox-nats/tests/nats/worker.rs runs its handler",
    ),
    ("webhook-inbox-nats/src/lib.rs", 1, "needs servers"),
    ("webhook-inbox-nats/src/options.rs", 1, "needs servers"),
    (
        "webhook-inbox/docs/durable.md",
        2,
        "need a server, and a signal",
    ),
    ("webhook-inbox/src/inbox.rs", 1, "needs a signal"),
    ("webhook-page/README.md", 1, "serves until it is killed"),
    ("webhook-page/src/lib.rs", 1, "serves until it is killed"),
    (
        "webhook-inbox/src/admin.rs",
        1,
        "needs an inbox with dead deliveries",
    ),
];

/// Its programs are compiled, tested and compared by a test of their own, which is in this folder.
const COOKBOOK: (&str, &str) = ("docs/cookbook", "tests/cookbook");

#[test]
fn every_block_is_compiled_or_run() {
    let mut found = BTreeMap::new();
    let mut not_run = BTreeMap::new();
    let mut faults = Vec::new();
    let included = included();
    for file in files() {
        let text = fs::read_to_string(root().join(&file)).unwrap();
        for kind in languages(&file, &text) {
            let words: Vec<&str> = kind.split(',').collect();
            if words.contains(&"ignore") {
                faults.push(format!("{file}: `ignore`"));
            } else if file.starts_with(COOKBOOK.0) {
                // Above.
            } else if !is_rust(&words) {
                *found.entry((file.clone(), kind)).or_insert(0) += 1;
            } else if has_end(&file, "md") && !included.contains(&file) {
                faults.push(format!(
                    "{file}: no crate includes it, so it is not compiled"
                ));
            } else if words.contains(&"no_run") {
                *not_run.entry(file.clone()).or_insert(0) += 1;
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));

    // A copy of the repository may lack a crate.
    let others: Vec<_> = OTHERS
        .iter()
        .filter(|(file, ..)| root().join(file).exists())
        .collect();
    for (.., runner) in &others {
        assert!(root().join(runner).is_file(), "no {runner}");
    }
    let others = others
        .into_iter()
        .map(|(file, kind, count, _)| ((String::from(*file), String::from(*kind)), *count));
    assert_eq!(found, others.collect(), "name in OTHERS what runs a block");
    let listed = NOT_RUN
        .iter()
        .map(|(file, count, _)| (String::from(*file), *count));
    assert_eq!(
        not_run,
        listed.collect(),
        "say in NOT_RUN why a block is not run"
    );
    let cookbook = root().join(COOKBOOK.0).exists();
    assert!(!cookbook || root().join(COOKBOOK.1).exists());
}

#[test]
fn blocks_are_found_in_pages_and_in_comments() {
    let page = "```sh\na\n```\n\n```\nb\n```\n~~~ignore\nc\n~~~\n- ```text\n  d\n  ```\n";
    assert_eq!(languages("a.md", page), ["sh", "", "ignore", "text"]);
    let code = "//! ```no_run\n//! a\n//! ```\nlet text = \"```\";\n    /// ```rust,ignore\n    /// b\n    /// ```\n";
    assert_eq!(languages("a.rs", code), ["no_run", "rust,ignore"]);
    assert!(is_rust(&[""]) && is_rust(&["rust", "no_run"]) && is_rust(&["should_panic"]));
    assert!(!is_rust(&["sh"]) && !is_rust(&["toml"]));
}

/// Whether rustdoc takes a block with these words for Rust.
fn is_rust(words: &[&str]) -> bool {
    const RUSTDOC: [&str; 7] = [
        "",
        "rust",
        "no_run",
        "should_panic",
        "compile_fail",
        "ignore",
        "edition2024",
    ];
    words.iter().all(|word| RUSTDOC.contains(word))
}

/// What stands behind the first fence of each block, in a page or in the docs of a source.
fn languages(file: &str, text: &str) -> Vec<String> {
    let mut languages = Vec::new();
    let mut open = None;
    for line in text.lines() {
        let line = line.trim_start();
        let line = if has_end(file, "md") {
            line.strip_prefix("- ").unwrap_or(line)
        } else {
            let docs = line
                .strip_prefix("///")
                .or_else(|| line.strip_prefix("//!"));
            match docs {
                Some(line) => line.trim_start(),
                None => continue,
            }
        };
        for fence in ["```", "~~~"] {
            let Some(kind) = line.strip_prefix(fence) else {
                continue;
            };
            if open.is_none() {
                languages.push(kind.trim().to_owned());
                open = Some(fence);
            } else if open == Some(fence) && kind.trim().is_empty() {
                open = None;
            }
        }
    }
    languages
}

/// The pages that a crate includes in its documentation, or in its tests.
fn included() -> Vec<String> {
    let mut found = Vec::new();
    for file in files().iter().filter(|file| has_end(file, "rs")) {
        let text = fs::read_to_string(root().join(file)).unwrap();
        for line in text
            .lines()
            .filter(|line| line.trim_start().starts_with('#') && line.contains("include_str!("))
        {
            let page = line.split('"').nth(1).unwrap();
            let from = root().join(file);
            let page = from.parent().unwrap().join(page).canonicalize().unwrap();
            let root = root().canonicalize().unwrap();
            found.push(name(page.strip_prefix(root).unwrap()));
        }
    }
    found
}

/// Pages and sources, from the root of the workspace.
fn files() -> Vec<String> {
    let mut found = Vec::new();
    collect(&root(), &mut found);
    assert!(found.len() > 300, "{}", found.len());
    found
        .iter()
        .map(|path| name(path.strip_prefix(root()).unwrap()))
        .collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if name != "target" && !name.starts_with('.') {
                collect(&path, found);
            }
        } else if has_end(name, "md") || has_end(name, "rs") {
            found.push(path);
        }
    }
}

fn has_end(file: &str, end: &str) -> bool {
    Path::new(file)
        .extension()
        .is_some_and(|found| found == end)
}

fn name(path: &Path) -> String {
    path.to_str().unwrap().replace('\\', "/")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
