//! Counts words that make a text read like a translation, in everything that users read.

use std::fs;
use std::path::{Path, PathBuf};

/// Files and folders, from the root of the workspace. In Rust files comments that are not docs, and tests, are left out.
const READ_BY_USERS: &[&str] = &[
    "README.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "docs/cookbook",
    "findings/README.md",
    "webhook-core/docs",
    "examples",
    "webhook-core/src",
    "webhook-import/README.md",
    "webhook-import/src",
    "webhook-inbox/README.md",
    "webhook-inbox/docs",
    "webhook-inbox/examples",
    "webhook-inbox/src",
    "webhook-inbox-nats/README.md",
    "webhook-inbox-nats/src",
    "webhook-macros/src",
    "webhook-page/README.md",
    "webhook-page/examples",
    "webhook-page/src",
    "tests/ui",
];

/// "It is no method": more than these few, over all files, are a habit.
const MOST: usize = 5;

const BANNED: [&str; 3] = ["whoever", "nobody", "somebody"];

#[test]
fn users_read_plain_english() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files: Vec<PathBuf> = READ_BY_USERS
        .iter()
        .flat_map(|path| files(&root.join(path)))
        .collect();
    assert!(files.len() >= READ_BY_USERS.len());
    let (mut negations, mut banned) = (Vec::new(), Vec::new());
    for file in files {
        let text = prose(&file);
        let at = |context: &str| format!("{}: {context}", file.display());
        negations.extend(is_no(&text).map(at));
        banned.extend(banned_words(&text).map(at));
    }
    assert!(banned.is_empty(), "{}", banned.join("\n"));
    assert!(negations.len() <= MOST, "{}", negations.join("\n"));
}

#[test]
fn the_words_are_found_across_lines_and_by_whole_words() {
    let found = |text: &str| is_no(text).count() + banned_words(text).count();
    for text in ["it is no `u8`", "is no JSON", "Nobody asks", "to whoever"] {
        assert_eq!(found(text), 1, "{text}");
    }
    for text in ["is no longer", "is no more than", "this no one", "is not"] {
        assert_eq!(found(text), 0, "{text}");
    }
    let code =
        "/// It is\n/// no method.\nfn f() {}\n// is no doc\n#[cfg(test)]\nmod tests {\n// nobody";
    assert_eq!(found(&joined(&docs_and_literals(code))), 1);
}

fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_dir() {
        let entries = fs::read_dir(path).unwrap();
        return entries
            .flat_map(|entry| files(&entry.unwrap().path()))
            .collect();
    }
    let name = path.file_name().unwrap().to_str().unwrap();
    let is_text = [".md", ".rs", ".stderr"]
        .iter()
        .any(|end| name.ends_with(end));
    if is_text && !name.contains("tests") {
        vec![path.to_owned()]
    } else {
        Vec::new()
    }
}

/// What a user reads of a file, on one line.
fn prose(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    if file.extension().is_some_and(|extension| extension == "rs") {
        joined(&docs_and_literals(&text))
    } else {
        joined(&text)
    }
}

/// Only docs and string literals hold words with spaces between them.
fn docs_and_literals(code: &str) -> String {
    code.lines()
        .take_while(|line| *line != "mod tests {")
        .map(str::trim_start)
        .filter(|line| {
            !line.starts_with("//") || line.starts_with("///") || line.starts_with("//!")
        })
        .map(|line| line.trim_start_matches(['/', '!']))
        .collect::<Vec<_>>()
        .join("\n")
}

fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_no(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("is no ").filter_map(|(at, found)| {
        let rest = &text[at + found.len()..];
        let word_before = text[..at].ends_with(char::is_alphanumeric);
        let idiom = rest.starts_with("longer") || rest.starts_with("more than");
        let follows = rest.starts_with(|next: char| next.is_ascii_alphabetic() || next == '`');
        (follows && !word_before && !idiom).then(|| around(text, at))
    })
}

fn banned_words(text: &str) -> impl Iterator<Item = &str> {
    let lower = text.to_ascii_lowercase();
    let found = BANNED.iter().flat_map(move |word| {
        let whole = |at: usize| {
            let (before, after) = (&lower[..at], &lower[at + word.len()..]);
            !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
        };
        let all = lower.match_indices(word).map(|(at, _)| at);
        all.filter(|at| whole(*at)).collect::<Vec<_>>()
    });
    found.map(|at| around(text, at))
}

/// The words beside a place in a text.
fn around(text: &str, at: usize) -> &str {
    let begin = text[..at].rfind(". ").map_or(0, |end| end + 2);
    let end = text[at..].find(". ").map_or(text.len(), |end| at + end);
    &text[begin..end]
}
