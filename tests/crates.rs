//! The compile-time table across crates (`crates/`): a missing or duplicate handler is an error of `cargo check`.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use super::{TestResult, check, errors};

#[test]
fn the_table_is_checked_across_crates() -> TestResult {
    let messages = check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("crates"))?;
    let found = errors(&messages);
    let of = |name| -> Vec<&str> {
        let found = found.iter().filter(|(target, ..)| *target == name);
        found.map(|(_, first, _)| *first).collect()
    };
    assert_eq!(
        of("app_missing"),
        ["event `group::_::_::OrderUpdated` of group `Shop` has no handler"]
    );
    assert_eq!(
        of("app_unnamed"),
        ["OrderCreated", "OrderUpdated", "OrderPaid"]
            .map(|event| format!("event `group::_::_::{event}` of group `Shop` has no handler"))
    );
    assert_eq!(of("app_duplicate"), ["type annotations needed"]);
    let duplicate = found.iter().find(|(target, ..)| *target == "app_duplicate");
    let text = duplicate.map_or("", |(.., text)| *text);
    for part in [
        "HandlerOfOrderUpdated",
        "in the following crates: `newsletter`, `warehouse`",
        "newsletter::_::Announce",
        "warehouse::_::Updated",
        "group/src/lib.rs",
    ] {
        assert!(text.contains(part), "no `{part}` in {text}");
    }
    // Everything else is right: with the handlers named, under another name of the core, by way of a third crate.
    let expected = ["app_duplicate", "app_missing", "app_unnamed"];
    let others = found
        .iter()
        .filter(|(target, ..)| !expected.contains(target));
    assert_eq!(others.count(), 0, "{found:#?}");
    for right in ["app_right", "renamed", "reexported"] {
        let built = messages.iter().any(|message| {
            message["reason"] == "compiler-artifact" && message["target"]["name"] == right
        });
        assert!(built, "`{right}` was not checked");
    }
    Ok(())
}

#[test]
fn documentation_of_a_group_shows_nothing_generated() -> TestResult {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates");
    // The versions that are at hand without a network.
    fs::copy(crates.join("../../Cargo.lock"), crates.join("Cargo.lock"))?;
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("checked");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(crates)
        .args(["doc", "--no-deps", "--offline", "-p", "group"])
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("RUSTDOCFLAGS")
        .output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && !text.contains("warning"),
        "{text}"
    );
    let page = fs::read_to_string(target.join("doc/group/enum.Shop.html"))?;
    for shown in ["OrderCreated", "EventGroup", "SignedGroup"] {
        assert!(page.contains(shown), "no `{shown}`");
    }
    for generated in [
        "__",
        "dispatch_table",
        "EventAt",
        "EventOf",
        "Checked",
        "FirstArgument",
        "Handled",
        "PayloadType",
        "Convert",
    ] {
        assert!(!page.contains(generated), "`{generated}` is shown");
    }
    Ok(())
}
