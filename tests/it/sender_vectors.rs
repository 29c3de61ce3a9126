//! `vectors/senders.jsonl`: deliveries of each sender, verified with its scheme of `senders::ALL`.

use std::collections::BTreeSet;

use serde_json::Value;
use webhook_core::scheme::{SignatureFailureKind, Verifier};
use webhook_core::senders;

use crate::signature_vectors::{delivery, file, keyring, now, preset};

const VECTORS: &str = include_str!("../vectors/senders.jsonl");

/// Vectors that are answered in another way than the file expects, with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[(
    "chargebee/basic-lower",
    "the word before credentials may be written in any case (RFC 9110, section 11.1)",
)];

/// Senders of whose scheme no delivery is recorded.
const UNRECORDED: &[&str] = &[];

fn vectors() -> impl Iterator<Item = Value> {
    VECTORS
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
}

fn text<'a>(vector: &'a Value, key: &str) -> &'a str {
    vector[key].as_str().unwrap()
}

fn answer(vector: &Value) -> &'static str {
    let scheme = preset(text(vector, "sender"));
    let verifier = Verifier::new(&scheme).unwrap();
    let keys = verifier.prepare(&keyring(&vector["secret"])).unwrap();
    let delivery = delivery(vector).with_received_at(now(vector));
    match verifier
        .verify(&delivery, &keys)
        .map_err(|failure| failure.kind())
    {
        Ok(_) => "ok",
        Err(SignatureFailureKind::Missing) => "missing",
        Err(SignatureFailureKind::Malformed) => "malformed",
        Err(SignatureFailureKind::BadSignature) => "bad_signature",
        Err(SignatureFailureKind::Expired) => "expired",
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn every_recorded_delivery_is_answered_as_expected() {
    let (mut passed, mut wrong) = (0, Vec::new());
    for vector in vectors() {
        let (id, answer) = (text(&vector, "id"), answer(&vector));
        let expected = match text(&vector, "expect") {
            "reject" => answer != "ok",
            expect => answer == expect,
        };
        let excepted = EXCEPTIONS.iter().any(|(other, _)| *other == id);
        if expected == excepted {
            wrong.push(format!("{id}: {answer}, and not {}", vector["expect"]));
        }
        passed += usize::from(expected);
    }
    println!(
        "{passed} deliveries as expected, {} exceptions",
        EXCEPTIONS.len()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A contributor of a sender adds at least one delivery. Senders that share their scheme share their deliveries.
#[test]
fn every_sender_has_a_recorded_delivery() {
    let older = file();
    let older = older["vectors"].as_array().unwrap().iter();
    let older = older.filter_map(|vector| Some(vector["scheme"].as_str()?.to_owned()));
    let newer = vectors().filter(|vector| vector["expect"] == "ok");
    let newer = newer.map(|vector| text(&vector, "sender").to_owned());
    let names: BTreeSet<String> = older.chain(newer).collect();
    let recorded: Vec<_> = names.iter().map(|name| preset(name)).collect();
    let unrecorded: Vec<&str> = (senders::ALL.iter())
        .filter_map(|(name, sender)| Some((*name, sender.scheme()?)))
        .filter(|(_, scheme)| !recorded.contains(scheme))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(unrecorded, UNRECORDED);
}
