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

/// `docs/cookbook/several-crates.md`, as it is printed, and with the mistakes that it tells of.
#[test]
fn the_recipe_of_the_cookbook_is_checked() -> TestResult {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(root.join("docs/cookbook/several-crates.md"))?;
    let project = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recipe");
    for (name, others, file, code) in recipe(&page)? {
        let folder = project.join(name);
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("src").join(file), code)?;
        let manifest = manifest(name, others, &root.join("webhook-core"));
        fs::write(folder.join("Cargo.toml"), manifest)?;
    }
    let workspace = "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n";
    fs::write(project.join("Cargo.toml"), workspace)?;

    let messages = check(&project)?;
    let found = errors(&messages);
    let of = |name| -> Vec<&str> {
        let found = found.iter().filter(|(target, ..)| *target == name);
        found.map(|(_, first, _)| *first).collect()
    };
    let missing = |event| format!("event `shop::_::_::{event}` of group `Shop` has no handler");
    assert_eq!(of("app_missing"), [missing("Paid")]);
    assert!(page.contains(&missing("Paid")));
    assert_eq!(of("app_unnamed"), ["Created", "Paid"].map(missing));
    assert_eq!(found.len(), 3, "{found:#?}");
    let built = messages.iter().any(|message| {
        message["reason"] == "compiler-artifact" && message["target"]["name"] == "app"
    });
    assert!(built, "the recipe was not checked");
    Ok(())
}

/// A crate's name, the other crates that it uses, its file and the code.
type Crate = (&'static str, &'static [&'static str], &'static str, String);

fn recipe(page: &str) -> Result<[Crate; 6], String> {
    let printed = |file: &str| {
        let rest = page.split_once(&format!("```rust\n// {file}\n"));
        let code = rest.and_then(|(_, rest)| rest.split_once("```"));
        let code = code.map(|(code, _)| code.to_owned());
        code.ok_or_else(|| format!("no block for {file}"))
    };
    let shop = printed("shop/src/lib.rs")?;
    let handlers = printed("handlers/src/lib.rs")?;
    let app = printed("app/src/main.rs")?;
    let (incomplete, _) = handlers
        .split_once("#[on_event(Shop::Paid)]")
        .ok_or("no handler of `Paid`")?;
    let incomplete = incomplete.to_owned();
    let named = "use handlers as _;";
    let missing = app.replace(named, "use incomplete as _;");
    let unnamed = app.replace(named, "");
    let (of_handlers, of_app) = (&["shop"], &["shop", "handlers", "incomplete"]);
    Ok([
        ("shop", &[], "lib.rs", shop),
        ("handlers", of_handlers, "lib.rs", handlers),
        ("incomplete", of_handlers, "lib.rs", incomplete),
        ("app", of_app, "main.rs", app),
        ("app_missing", of_app, "main.rs", missing),
        ("app_unnamed", of_app, "main.rs", unnamed),
    ])
}

fn manifest(name: &str, others: &[&str], core: &Path) -> String {
    let core = core.display().to_string();
    let mut manifest = format!(
        "[package]\nname = {name:?}\nedition = \"2024\"\n[dependencies]\n\
         webhook-core = {{ path = {core:?}, features = [\"axum\"] }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\n\
         axum = {{ version = \"0.8\", default-features = false, features = [\"http1\", \"tokio\"] }}\n\
         tokio = {{ version = \"1\", features = [\"full\"] }}\n"
    );
    for other in others {
        manifest.extend([other, " = { path = \"../", other, "\" }\n"]);
    }
    manifest
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
