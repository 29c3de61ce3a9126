//! The words in attributes: `danger_unsigned_discriminator` beside a preset that leaves its event unsigned says what is so,
//! and words are shown without quotes.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(preset = github, danger_unsigned_discriminator)]
enum GitHub {
    #[event("ping")]
    Ping,
}

#[derive(Debug, EventGroup)]
#[event_group(
    preset = gitlab_token,
    danger_unsigned_body,
    danger_unsigned_discriminator
)]
enum GitLab {
    #[event("ping")]
    Ping,
}

/// The event of the preset is signed, and a condition is not.
#[derive(Debug, EventGroup)]
#[event_group(preset = stripe, danger_unsigned_discriminator)]
enum Stripe {
    #[event("ping", when("$request.header.X-Tier" = "gold"))]
    Ping,
}

/// Tolerances in hours and days.
#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(
        algorithm = "hmac-sha256",
        header = "X-Sig",
        field("ts", header = "X-Time"),
        message = "{ts}{$request.body}",
        timestamp = "ts",
        tolerance("7d", "2h"),
    )
)]
enum Slow {
    #[event("ping")]
    Ping,
}

#[test]
fn a_tolerance_may_be_hours_or_days() {
    let freshness = Slow::DESCRIPTOR.scheme().unwrap().freshness().unwrap();
    assert_eq!(freshness.max_age(), Duration::from_hours(7 * 24));
    assert_eq!(freshness.max_skew(), Duration::from_hours(2));
}

#[test]
fn a_preset_that_needs_the_word_may_stand_beside_it() {
    for group in [GitHub::DESCRIPTOR, GitLab::DESCRIPTOR, Stripe::DESCRIPTOR] {
        let manifest = serde_json::to_value(group).unwrap();
        let unsigned = manifest["unsigned"].as_array().unwrap();
        assert!(
            unsigned.iter().any(|part| part == "discriminator"),
            "{manifest}"
        );
    }
}

/// The keys whose values are words. Other keys take texts: names, paths, expressions.
const WORD_KEYS: [&str; 14] = [
    "algorithm",
    "body",
    "conflict",
    "encoding",
    "handshake",
    "idempotent",
    "key",
    "media_type",
    "missing",
    "preset",
    "shape",
    "signature",
    "unhandled",
    "unit",
];

/// What users read or copy, from the root of the workspace.
const SHOWN: [&str; 13] = [
    "README.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "examples",
    "webhook-core/docs",
    "webhook-core/src",
    "webhook-core/benches",
    "webhook-inbox/README.md",
    "webhook-inbox/src",
    "webhook-inbox/examples",
    "webhook-inbox-nats/README.md",
    "webhook-inbox-nats/src",
    "tests/it",
];

#[test]
fn words_are_shown_without_quotes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    let mut files = 0;
    for file in SHOWN.iter().flat_map(|path| sources(&root.join(path))) {
        files += 1;
        let text = fs::read_to_string(&file).unwrap();
        let quoted = quoted_words(&text).into_iter();
        found.extend(quoted.map(|words| format!("{}: {words}", file.display())));
    }
    assert!(files > 200, "{files}");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_word_in_quotes_is_found() {
    for text in [
        r#"encoding = "hex""#,
        r#"(idempotent="digest")"#,
        r#"`unhandled = \"accept\"`"#,
    ] {
        assert_eq!(quoted_words(text).len(), 1, "{text}");
    }
    for text in [
        r#"algorithm = "hmac-sha256""#,
        r#"shape = "hex 32""#,
        r#"let body = "text";"#,
        "encoding = hex",
        "```toml\nencoding = \"hex\"\n```",
        "/// ```compile_fail\n/// encoding = \"hex\"\n/// ```",
    ] {
        assert_eq!(quoted_words(text), Vec::<String>::new(), "{text}");
    }
}

/// The values of `WORD_KEYS` that are identifiers in quotes, outside of TOML, of variables and of what does not compile.
fn quoted_words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_left_out = false;
    for line in text.lines() {
        if let Some(fence) = line.trim_start_matches(['/', '!', ' ']).strip_prefix("```") {
            is_left_out = matches!(fence, "toml" | "compile_fail");
        }
        if is_left_out {
            continue;
        }
        for (at, _) in line.match_indices('=') {
            let key = line[..at].trim_end();
            let before = key.trim_end_matches(|c: char| c == '_' || c.is_ascii_lowercase());
            let key = &key[before.len()..];
            let value = line[at + 1..].trim_start().trim_start_matches('\\');
            let word = value
                .strip_prefix('"')
                .and_then(|text| text.split('"').next());
            let word = word.unwrap_or_default().trim_end_matches('\\');
            let is_variable = before.ends_with("let ") || before.ends_with(['.', '-']);
            if WORD_KEYS.contains(&key) && !is_variable && is_identifier(word) {
                found.push(format!("{key} = \"{word}\""));
            }
        }
    }
    found
}

fn is_identifier(word: &str) -> bool {
    let mut letters = word.chars();
    letters
        .next()
        .is_some_and(|first| first == '_' || first.is_ascii_alphabetic())
        && letters.all(|c| c == '_' || c.is_ascii_alphanumeric())
}

/// The Rust and Markdown files at `path`, which is a file or a folder.
fn sources(path: &Path) -> Vec<PathBuf> {
    if path.is_dir() {
        let entries = fs::read_dir(path).unwrap();
        return entries
            .flat_map(|entry| sources(&entry.unwrap().path()))
            .collect();
    }
    let is_source = path
        .extension()
        .is_some_and(|end| end == "rs" || end == "md");
    // This file shows what is wrong.
    let shown = is_source && !path.ends_with("attribute_words.rs");
    shown.then(|| path.to_owned()).into_iter().collect()
}
