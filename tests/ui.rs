//! What the compiler says to mistakes (`ui/<topic>/<mistake>.rs`), and that it says nothing to what is right (`ui/pass`).
//!
//! The texts are compared where the compiler's minor version is the pinned one; elsewhere a fixture must only fail,
//! because compilers word their own part of an error anew from time to time.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// The version whose texts the `.stderr` files hold.
const PINNED: &str = "rustc 1.95.";

/// Set in the second run on another compiler: where the copies of the fixtures are.
const COPIES: &str = "WEBHOOK_UI_COPIES";

#[test]
fn mistakes_are_explained() -> Result<(), Box<dyn std::error::Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = String::from_utf8(Command::new(rustc).arg("--version").output()?.stdout)?;
    let copies = env::var_os(COPIES).map(PathBuf::from);
    if version.starts_with(PINNED) || copies.is_some() {
        let cases = trybuild::TestCases::new();
        for fixture in fixtures(copies.as_deref().unwrap_or(&here))? {
            if fixture
                .parent()
                .is_some_and(|topic| topic.ends_with("pass"))
            {
                cases.pass(fixture);
            } else {
                cases.compile_fail(fixture);
            }
        }
        return Ok(());
    }
    // Overwriting the texts asks for a failure and no more; it happens to copies, in a run with another environment.
    let copies = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ui");
    for fixture in fixtures(&here)? {
        let copy = copies.join(fixture.strip_prefix(&here)?);
        fs::create_dir_all(copy.parent().unwrap_or(&copies))?;
        fs::copy(fixture, copy)?;
    }
    let mut again = Command::new(env::current_exe()?);
    let again = again.env("TRYBUILD", "overwrite").env(COPIES, copies);
    assert!(again.status()?.success(), "fixtures fail on {version}");
    Ok(())
}

/// Every fixture, in the order of their names.
fn fixtures(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for topic in fs::read_dir(root)? {
        for file in fs::read_dir(topic?.path())? {
            let path = file?.path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
