//! `senders/results.jsonl`, which `tests/senders/run` writes: the evidence of a sender is what was run there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use webhook_core::senders::{self, Evidence};

const RESULTS: &str = include_str!("../senders/results.jsonl");
const CASES: &str = include_str!("../senders/cases.json");

/// What both sides must say. Of other checks, such as an empty body, a library may think as it likes.
const MUST: &[(&str, &str)] = &[
    ("we sign", "accepted"),
    ("they sign", "accepted"),
    ("another body", "refused"),
    ("another URL", "refused"),
    ("another secret", "refused"),
    ("an older secret", "accepted"),
    ("no signature", "refused"),
];

fn rows() -> Vec<Value> {
    let rows = RESULTS.lines().map(serde_json::from_str);
    rows.collect::<Result<_, _>>().unwrap()
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap()
}

/// The libraries that ran, of the sender if there are any.
fn ran(sender: &str, rows: &[Value]) -> Option<(&'static str, String)> {
    for kind in ["own", "receiver"] {
        let of_kind = rows
            .iter()
            .filter(|row| row["sender"] == sender && row["kind"] == kind);
        let names = of_kind.map(|row| {
            let [library, version, registry] =
                ["library", "version", "registry"].map(|key| text(row, key));
            format!("{library} {version} of {registry}")
        });
        let names = names.collect::<Vec<_>>().join(", ");
        if !names.is_empty() {
            return Some((kind, names));
        }
    }
    None
}

#[test]
fn the_evidence_of_a_sender_is_what_ran() {
    let rows = rows();
    let mut wrong = Vec::new();
    let mut counts = BTreeMap::<&str, usize>::new();
    for (name, sender) in senders::ALL {
        let claimed = match sender.evidence() {
            Some(Evidence::RanOwnLibrary(names)) => Some(("own", names.to_owned())),
            Some(Evidence::RanReceiver(names)) => Some(("receiver", names.to_owned())),
            _ => None,
        };
        let ran = ran(name, &rows);
        *counts
            .entry(ran.as_ref().map_or("not run", |(kind, _)| kind))
            .or_default() += 1;
        if claimed != ran {
            wrong.push(format!("{name}: {claimed:?}, and it ran: {ran:?}"));
        }
    }
    println!("{} senders: {counts:?}", senders::ALL.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(counts["own"] >= 65, "{counts:?}");
    assert!(counts["own"] + counts["receiver"] >= 105, "{counts:?}");
    assert!(senders::ALL.len() >= 190);
}

/// Exceptions stand in `cases.json`, with the reason.
#[test]
fn no_library_and_this_one_disagree() {
    let cases: Value = serde_json::from_str(CASES).unwrap();
    let mut excepted = BTreeSet::new();
    let mut wrong = Vec::new();
    for row in rows() {
        let (sender, library) = (text(&row, "sender"), text(&row, "library"));
        let case = &cases[format!("{sender} {library}")];
        let checks = row["checks"].as_object().unwrap();
        for (check, said) in MUST {
            let is_as_it_must = checks.get(*check).is_none_or(|other| other == said);
            let reason = case["differs"][check].as_str();
            if is_as_it_must == reason.is_some() {
                wrong.push(format!(
                    "{sender} {library}: {check}: {:?}",
                    checks.get(*check)
                ));
            }
            excepted.extend(reason.map(|_| format!("{sender} {library}")));
        }
        let proofs = ["we sign", "they sign"].map(|check| checks.get(check));
        if !proofs.contains(&Some(&"accepted".into())) {
            wrong.push(format!("{sender} {library}: nothing was accepted"));
        }
    }
    let with_reason = cases.as_object().unwrap().iter();
    let with_reason = with_reason.filter(|(_, case)| !case["differs"].is_null());
    let with_reason: BTreeSet<String> = with_reason.map(|(name, _)| name.clone()).collect();
    assert_eq!(with_reason, excepted);
    assert!(wrong.is_empty(), "{wrong:#?}");
}
