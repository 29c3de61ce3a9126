//! Takes the programs out of the pages of `docs/cookbook`, so that the crate compiles what a reader pastes.
//!
//! The blocks of Rust of a page are one program, in their order. In the written file each line has the number that it has in the
//! page. A page whose blocks begin with the files of several crates, `// shop/src/lib.rs`, is a test of its own.

use std::{env, fs, io};

const PAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/cookbook");

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={PAGES}");
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let mut pages: Vec<_> = fs::read_dir(PAGES)?.collect::<Result<_, _>>()?;
    pages.sort_by_key(fs::DirEntry::file_name);
    let mut modules = Vec::new();
    for page in pages {
        let name = page.file_name().into_string().unwrap_or_default();
        let program = program(&fs::read_to_string(page.path())?);
        let (Some(name), false) = (name.strip_suffix(".md"), program.trim().is_empty()) else {
            continue;
        };
        let name = name.replace('-', "_");
        let file = format!("{out}/{name}.rs");
        fs::write(&file, program)?;
        modules.push(format!("#[path = {file:?}]\nmod {name};\n"));
    }
    fs::write(format!("{out}/pages.rs"), modules.concat())
}

/// The blocks of Rust, and an empty line for every other line.
fn program(page: &str) -> String {
    let (mut program, mut rust) = (String::new(), false);
    for line in page.lines() {
        let fence = line.starts_with("```");
        if rust && !fence {
            if line.starts_with("// ") && line.contains("/src/") {
                return String::new();
            }
            program.push_str(line);
        }
        program.push('\n');
        rust = if fence { line == "```rust" } else { rust };
    }
    program
}
