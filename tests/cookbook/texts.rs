//! What the pages say besides their programs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use webhook_core::config::SchemeConfig;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cookbook")
}

/// The name and the text of each page, without the index.
fn pages() -> Vec<(String, String)> {
    let pages = fs::read_dir(folder()).unwrap().map(|page| {
        let page = page.unwrap();
        let name = page.file_name().into_string().unwrap();
        (name, fs::read_to_string(page.path()).unwrap())
    });
    pages.filter(|(name, _)| name != "README.md").collect()
}

/// The text of all blocks of a language.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let parts = page.split("```").skip(1).step_by(2);
    let with_language = |part: &'p str| part.strip_prefix(language)?.strip_prefix('\n');
    parts.filter_map(with_language).collect()
}

#[test]
fn the_index_names_every_page() {
    let index = fs::read_to_string(folder().join("README.md")).unwrap();
    let linked: BTreeSet<&str> = index
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')').map(|(link, _)| link))
        .filter(|link| !link.contains('/'))
        .collect();
    let pages = pages();
    let names: BTreeSet<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(linked, names);
}

/// A block in another form would be left out of what is compiled.
#[test]
fn every_block_of_rust_is_compiled() {
    for (name, page) in pages() {
        assert!(!blocks(&page, "rust").is_empty(), "{name}");
        for fence in page.lines().filter(|line| line.starts_with("```")) {
            let known = ["```", "```rust", "```sh", "```text", "```toml", "```nginx"];
            assert!(known.contains(&fence), "{name}: {fence}");
        }
    }
}

/// A reader who runs the `cargo add` lines has every crate that the program names.
#[test]
fn the_crates_of_a_program_are_added() {
    let known = [
        "axum",
        "http",
        "lambda_http",
        "serde",
        "serde_json",
        "sqlx",
        "tokio",
        "toml",
        "webhook_core",
        "webhook_inbox",
    ];
    for (name, page) in pages() {
        let commands = blocks(&page, "sh").concat().replace('-', "_");
        let words = commands.split_whitespace();
        let added: BTreeSet<&str> = words.filter_map(|word| word.rsplit('/').next()).collect();
        let code = blocks(&page, "rust").concat();
        let named = known.iter().filter(|krate| {
            let path = format!("{krate}::");
            let mut at = code.match_indices(&path).map(|(at, _)| at);
            at.any(|at| {
                !code[..at]
                    .ends_with(|before: char| before.is_alphanumeric() || "_:".contains(before))
            })
        });
        for krate in named {
            assert!(added.contains(krate), "{name}: `{krate}` is not added");
        }
    }
}

/// The page of the scheme in configuration lists the keys that serde knows, at every level.
#[test]
fn the_keys_of_a_scheme_are_listed() {
    let page = fs::read_to_string(folder().join("scheme-from-toml.md")).unwrap();
    let rows: BTreeMap<&str, BTreeSet<&str>> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('|'))
        .flat_map(|(keys, value)| {
            let inside: BTreeSet<&str> = value.split('`').skip(1).step_by(2).collect();
            let keys = keys.split(", ").map(|key| key.trim_matches(['`', ' ']));
            keys.map(move |key| (key, inside.clone()))
        })
        .collect();
    let listed: BTreeSet<&str> = rows.keys().copied().collect();
    assert_eq!(
        listed,
        keys(r#"{"?":1}"#).iter().map(String::as_str).collect()
    );
    for (key, faulty) in [
        ("list", r#"{"list":{"?":1}}"#),
        ("fields", r#"{"fields":{"ts":{"?":1}}}"#),
        ("timestamp", r#"{"timestamp":{"?":1}}"#),
        ("required_headers", r#"{"required_headers":[{"?":1}]}"#),
        ("algorithm_header", r#"{"algorithm_header":{"?":1}}"#),
        ("alternatives", r#"{"alternatives":[{"?":1}]}"#),
    ] {
        for known in keys(faulty) {
            assert!(rows[key].contains(&*known), "{key}: {known}");
        }
    }
}

/// The keys that serde expects in place of `?`.
fn keys(faulty: &str) -> BTreeSet<String> {
    let error = serde_json::from_str::<SchemeConfig>(faulty).unwrap_err();
    let text = error.to_string();
    let (_, expected) = text.split_once("expected ").unwrap();
    let keys = expected.split('`').skip(1).step_by(2);
    keys.map(str::to_owned).collect()
}

/// The lines of the pages are those that `PrintDeliveries` prints in their tests.
#[test]
fn the_lines_of_a_page_are_printed_by_its_test() {
    let mut compared = 0;
    for (name, page) in pages() {
        let module = name.trim_end_matches(".md").replace('-', "_");
        let lines: Vec<&str> = blocks(&page, "text")
            .iter()
            .flat_map(|block| block.lines())
            .collect();
        // A page of several crates is checked by `tests/crates.rs`.
        let several = blocks(&page, "rust")[0].contains("/src/lib.rs");
        if lines.is_empty() || several {
            continue;
        }
        let run = Command::new(env::current_exe().unwrap())
            .args([&format!("{module}::"), "--nocapture", "--test-threads=1"])
            .output()
            .unwrap();
        let printed = String::from_utf8([run.stderr, run.stdout].concat()).unwrap();
        let known: BTreeSet<String> = printed.lines().map(without_times).collect();
        for line in lines {
            let line = without_times(line);
            assert!(known.contains(&line), "{name}: {line}\n{printed}");
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared}");
}

/// The words of a line, without the time of receipt and the duration.
fn without_times(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_time = |word: &str| word.len() == 8 && word.matches(':').count() == 2;
    let is_unit = |at: usize| {
        words
            .get(at)
            .is_some_and(|word| ["µs", "ms", "s"].contains(word))
    };
    let kept = words.iter().enumerate().filter(|(at, word)| {
        let number = word.parse::<u64>().is_ok() && is_unit(at + 1);
        let unit = at
            .checked_sub(1)
            .is_some_and(|before| words[before].parse::<u64>().is_ok())
            && is_unit(*at);
        !number && !unit && !is_time(word)
    });
    kept.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
}
