//! What the core depends on, and why.

use std::fs;
use std::path::Path;

/// Every dependency that is not behind an adapter has its reason in CONTRIBUTING.
#[test]
fn contributing_says_what_each_dependency_is_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let manifest = fs::read_to_string(root.join("webhook-core/Cargo.toml")).unwrap();
    let (_, dependencies) = manifest.split_once("\n[dependencies]\n").unwrap();
    let (dependencies, _) = dependencies.split_once("\n[").unwrap();
    let by_default = ["inventory", "tracing"];
    let mut names: Vec<&str> = dependencies
        .lines()
        .filter_map(|line| {
            let name = line.split([' ', '.']).next().unwrap();
            (!line.contains("optional = true") || by_default.contains(&name)).then_some(name)
        })
        .filter(|name| !name.is_empty())
        .collect();
    assert!(names.len() > 10, "{names:?}");

    let page = fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap();
    let (_, section) = page.split_once("\n## Dependencies\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let mut listed: Vec<&str> = rows
        .flat_map(|row| row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2))
        .collect();
    names.sort_unstable();
    listed.sort_unstable();
    assert_eq!(listed, names);
}
