//! Each mistake gives one error. This also writes a table of all mistakes with the first line of each compiler message.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use super::{TestResult, check, compiler_is_pinned, errors, here, mistakes};

/// What a fixture's first lines say: the mistake, and how many errors it makes.
struct Mistake {
    /// `topic__mistake`, the name of its program.
    name: String,
    text: String,
    errors: usize,
}

#[test]
fn each_mistake_is_one_error() -> TestResult {
    if !compiler_is_pinned()? {
        return Ok(());
    }
    let fixtures = mistakes(&here())?;
    let project = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mistakes");
    fs::create_dir_all(project.join("src"))?;
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../webhook-core");
    let mut manifest = format!(
        "[workspace]\n[package]\nname = \"mistakes\"\nedition = \"2024\"\nautobins = false\n[dependencies]\n\
         webhook-core = {{ path = {core:?}, features = [\"gzip\", \"jwt\", \"multipart\"] }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n"
    );
    let mut expected = Vec::new();
    for fixture in &fixtures {
        let mistake = read(fixture)?;
        writeln!(
            manifest,
            "[[bin]]\nname = {:?}\npath = {fixture:?}",
            mistake.name
        )?;
        expected.push(mistake);
    }
    fs::write(project.join("Cargo.toml"), manifest)?;

    let messages = check(&project)?;
    let found = errors(&messages);
    let mut table = String::from("| mistake | what the compiler says |\n|---|---|\n");
    let mut wrong = Vec::new();
    for mistake in &expected {
        let first: Vec<&str> = (found.iter().filter(|(target, ..)| *target == mistake.name))
            .map(|(_, first, _)| *first)
            .collect();
        if first.len() != mistake.errors {
            wrong.push((&mistake.name, mistake.errors, first.clone()));
        }
        let answer = first.first().unwrap_or(&"").replace('|', "\\|");
        writeln!(table, "| {} | {answer} |", mistake.text.replace('|', "\\|"))?;
    }
    fs::write(project.join("table.md"), table)?;
    assert!(
        wrong.is_empty(),
        "other numbers of errors than expected: {wrong:#?}"
    );
    Ok(())
}

#[test]
fn texts_are_short_and_name_nothing_private() -> TestResult {
    let mut lines = Vec::new();
    for fixture in mistakes(&here())? {
        let text = fs::read_to_string(fixture.with_extension("stderr"))?;
        // rustc writes the whole path of a generic method that has a bound.
        let mut said = text
            .lines()
            .filter(|line| !line.starts_with("note: required by a bound in"));
        assert!(
            !said.any(|line| line.contains("__private")),
            "{}",
            fixture.display()
        );
        lines.push((text.lines().count(), fixture));
    }
    lines.sort();
    let median = lines.get(lines.len() / 2).map_or(0, |(lines, _)| *lines);
    let longest = lines.last().ok_or("no fixtures")?;
    println!(
        "{} fixtures, median {median} lines, longest {longest:?}",
        lines.len()
    );
    assert!(
        lines.len() >= 80 && median <= 12 && longest.0 <= 25,
        "{longest:?}"
    );
    Ok(())
}

fn read(fixture: &Path) -> io::Result<Mistake> {
    let source = fs::read_to_string(fixture)?;
    let mut comments = source.lines().map_while(|line| line.strip_prefix("//!"));
    let text = comments.next().unwrap_or_default().trim().to_owned();
    let errors = comments.find_map(|line| line.trim().strip_prefix("Errors: ")?.strip_suffix('.'));
    let parts = fixture.iter().rev().take(2);
    let mut name: Vec<_> = parts.map(|part| part.to_string_lossy()).collect();
    name.reverse();
    Ok(Mistake {
        name: name.join("__").trim_end_matches(".rs").to_owned(),
        text,
        errors: errors.and_then(|errors| errors.parse().ok()).unwrap_or(1),
    })
}
