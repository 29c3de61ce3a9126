//! Every key that an attribute takes has a row on the page of its macro.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of a macro, its page, and how many keys it has at least.
const MACROS: [(&str, &str, usize); 4] = [
    ("event_group", "event_group.md", 60),
    ("members", "members.md", 4),
    ("on_event", "on_event.md", 5),
    ("one_of", "one_of.md", 3),
];

#[test]
fn every_key_is_on_the_page_of_its_macro() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (folder, page, least) in MACROS {
        let text = fs::read_to_string(root.join("webhook-core/docs").join(page)).unwrap();
        let mut keys = Vec::new();
        for file in sources(&root.join("webhook-macros/src").join(folder)) {
            keys.extend(declared(&fs::read_to_string(file).unwrap()));
        }
        assert!(keys.len() >= least, "{folder}: {keys:?}");
        keys.retain(|key| !has_row(&text, key));
        assert_eq!(keys, [""; 0], "not in a table of {page}");
    }
}

#[test]
fn keys_and_rows_are_found() {
    let code = "keys! {\n    struct A {\n        [values],\n        \"a\" | \"b\" => places: X = place,\n        \
                // \"x\" => comment\n        \"c\" => c: Y = |value| value.word(\"hex\"),\n    }\n}\nlet d = \"d\";\n";
    assert_eq!(declared(code), ["a", "b", "c"]);
    for row in [
        "| `a` | b |",
        "| `a(..)` |",
        "| x | `a`, `b` |",
        "| `a = 1` |",
    ] {
        assert!(has_row(row, "a"), "{row}");
    }
    for row in ["`a`", "| a |", "| `ab` |"] {
        assert!(!has_row(row, "a"), "{row}");
    }
}

/// The names in front of the arrows of each `keys!`.
fn declared(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for block in code
        .split("\nkeys! {\n")
        .skip(usize::from(!code.starts_with("keys! {\n")))
    {
        let block = block.split("\n}\n").next().unwrap();
        for line in block.lines().map(str::trim_start) {
            if let Some((keys, _)) = line.split_once(" =>")
                && line.starts_with('"')
            {
                names.extend(keys.split('"').skip(1).step_by(2).map(str::to_owned));
            }
        }
    }
    names
}

fn has_row(page: &str, key: &str) -> bool {
    let rows = page.lines().filter(|line| line.starts_with('|'));
    rows.flat_map(|row| row.split('`').skip(1).step_by(2))
        .any(|code| {
            code.strip_prefix(key)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '(']))
        })
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                sources(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| {
            !path
                .file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .contains("tests")
        })
        .collect()
}
