//! The crates and the packages that they bring state the oldest compiler that builds them.

use std::collections::HashMap;
use std::process::Command;

use serde_json::Value;

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn minor(version: &str) -> u32 {
    let minor = version.strip_prefix("1.").unwrap();
    minor.split('.').next().unwrap().parse().unwrap()
}

/// The `rust-version` of each package that the workspace may bring, by `name vVERSION`.
fn stated() -> HashMap<String, Option<u32>> {
    let metadata: Value = serde_json::from_str(&cargo(&[
        "metadata",
        "--format-version",
        "1",
        "--all-features",
    ]))
    .unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let stated = packages.map(|package| {
        let text = |key: &str| package[key].as_str();
        let name = format!("{} v{}", text("name").unwrap(), text("version").unwrap());
        (name, text("rust_version").map(minor))
    });
    stated.collect()
}

/// The packages that state more than 1.88, of those that are built with `features` besides the default ones.
fn newer(stated: &HashMap<String, Option<u32>>, features: &str) -> Vec<String> {
    let tree = cargo(&[
        "tree",
        "--package",
        "webhook-core",
        "--features",
        features,
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    let packages = tree.lines().map(|line| {
        let mut words = line.split(' ');
        format!("{} {}", words.next().unwrap(), words.next().unwrap())
    });
    let mut packages: Vec<String> = packages.collect();
    packages.sort();
    packages.dedup();
    assert!(packages.len() > 40, "{features}: {packages:?}");
    packages.retain(|package| stated[package].is_some_and(|minor| minor > 88));
    packages
}

#[test]
fn nothing_that_is_built_states_more_than_the_crates_do() {
    let stated = stated();
    for name in ["webhook-core v0.1.0", "webhook-macros v0.1.0"] {
        assert_eq!(stated[name], Some(88), "{name}");
    }
    for features in ["default", "axum", "asymmetric", "axum,asymmetric"] {
        assert_eq!(newer(&stated, features), [""; 0], "{features}");
    }
}

/// What `Cargo.toml` and the docs say of these features.
#[test]
fn the_features_that_need_more_are_known() {
    let stated = stated();
    let features = [
        "inventory",
        "tracing",
        "tower",
        "actix-web",
        "rocket",
        "warp",
        "lambda_http",
        "tiny_http",
        "metrics",
    ];
    let more = features
        .into_iter()
        .filter(|feature| !newer(&stated, feature).is_empty());
    assert_eq!(more.collect::<Vec<_>>(), ["actix-web", "rocket"]);
}
