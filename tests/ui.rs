//! The compiler's messages for mistakes (`ui/<topic>/<mistake>.rs`). Correct code compiles without messages
//! (`ui/pass`), and so do other crates: those of `crates`, what the README shows, and the template.
//!
//! The texts are compared only if the compiler has the pinned minor version, because other versions may word their part
//! of an error differently. With other versions, a fixture only has to fail. `TRYBUILD=overwrite` writes the texts.

mod crates;
mod mistakes;
mod pasted;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// The version whose texts the `.stderr` files hold.
const PINNED: &str = "rustc 1.95.";

/// Set in the second run on another compiler: where the copies of the fixtures are.
const COPIES: &str = "WEBHOOK_UI_COPIES";

#[test]
fn mistakes_are_explained() -> TestResult {
    let copies = env::var_os(COPIES).map(PathBuf::from);
    if compiler_is_pinned()? || copies.is_some() {
        let cases = trybuild::TestCases::new();
        for fixture in mistakes(copies.as_deref().unwrap_or(&here()))? {
            cases.compile_fail(fixture);
        }
        return Ok(());
    }
    // Overwriting the texts asks for a failure and no more; it happens to copies, in a run with another environment.
    let copies = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ui");
    for fixture in mistakes(&here())? {
        let copy = copies.join(fixture.strip_prefix(here())?);
        fs::create_dir_all(copy.parent().unwrap_or(&copies))?;
        fs::copy(fixture, copy)?;
    }
    let mut again = Command::new(env::current_exe()?);
    let again = again.args(["--exact", "mistakes_are_explained"]);
    let again = again.env("TRYBUILD", "overwrite").env(COPIES, copies);
    assert!(again.status()?.success(), "fixtures fail on this compiler");
    Ok(())
}

// Apart from the mistakes, because trybuild checks all fixtures in one run only where each is to fail.
#[test]
fn what_is_right_compiles_and_runs() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui")
}

fn workspace() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_owned()
}

fn compiler_is_pinned() -> io::Result<bool> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"));
    let version = Command::new(rustc).arg("--version").output()?.stdout;
    Ok(version.starts_with(PINNED.as_bytes()))
}

/// Every fixture of a mistake below `root`, in the order of their names.
fn mistakes(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for topic in fs::read_dir(root)? {
        let topic = topic?.path();
        if topic.ends_with("pass") {
            continue;
        }
        for file in fs::read_dir(topic)? {
            let path = file?.path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Runs `cargo check` in the project at `directory` and gives its messages, one JSON object each.
///
/// All projects share one directory of built dependencies.
fn check(directory: &Path) -> Result<Vec<serde_json::Value>, Box<dyn std::error::Error>> {
    // The versions that are at hand without a network.
    fs::copy(workspace().join("Cargo.lock"), directory.join("Cargo.lock"))?;
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("checked");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let output = Command::new(cargo)
        .current_dir(directory)
        .args([
            "check",
            "--workspace",
            "--offline",
            "--keep-going",
            "--message-format=json",
        ])
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS")
        .output()?;
    let messages: Vec<serde_json::Value> = serde_json::Deserializer::from_slice(&output.stdout)
        .into_iter()
        .collect::<Result<_, _>>()?;
    let built = messages
        .iter()
        .any(|message| message["target"]["name"] == "webhook_core");
    assert!(built, "{}", String::from_utf8_lossy(&output.stderr));
    Ok(messages)
}

/// The errors among cargo's messages: the target's name, the first line, and the text as a person sees it.
fn errors(messages: &[serde_json::Value]) -> Vec<(&str, &str, &str)> {
    messages
        .iter()
        .filter(|message| {
            message["reason"] == "compiler-message" && message["message"]["level"] == "error"
        })
        .filter_map(|message| {
            let target = message["target"]["name"].as_str()?;
            let rendered = message["message"]["rendered"].as_str()?;
            let first = message["message"]["message"].as_str()?.lines().next()?;
            Some((target, first, rendered))
        })
        .filter(|(_, first, _)| !first.starts_with("aborting due to"))
        .collect()
}
