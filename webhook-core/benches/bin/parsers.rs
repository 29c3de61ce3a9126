//! What a faster parser would save: the floor with other crates that parse into serde's types, in times of the floor with `serde_json`.
//!
//! `cargo bench --bench parsers`; `ROUNDS=301` for calmer medians. Without native CPU flags, as a library is compiled.

use std::hint::black_box;

use serde::de::DeserializeOwned;
use struson::reader::{JsonReader as _, JsonStreamReader};
use webhook_benches::full::{Issues, PullRequests};
use webhook_benches::measure::{Contender, HEADING, compare, print};
use webhook_benches::types::Brief;
use webhook_benches::{Key, Samples, bodies, digest, floors, floors::Floor, key};

type Parse = fn(&Key, &[u8]) -> [u8; 32];

fn main() {
    let rounds = std::env::var("ROUNDS").ok();
    let rounds = rounds.and_then(|text| text.parse().ok()).unwrap_or(101);
    println!("{HEADING}");
    for (case, body, floor, parsers) in [
        (
            "11 KiB brief",
            bodies::ISSUES,
            &floors::BRIEF,
            of::<Brief>(),
        ),
        (
            "11 KiB full",
            bodies::ISSUES,
            &floors::ISSUES,
            of::<Issues>(),
        ),
        (
            "27 KiB brief",
            bodies::PULL_REQUEST,
            &floors::BRIEF,
            of::<Brief>(),
        ),
        (
            "27 KiB full",
            bodies::PULL_REQUEST,
            &floors::PULL_REQUESTS,
            of::<PullRequests>(),
        ),
    ] {
        run(rounds, case, body, floor, parsers);
    }
}

fn run(rounds: usize, case: &str, body: &str, floor: &Floor, parsers: [(&'static str, Parse); 3]) {
    let key = key();
    let samples = Samples::new("-", "-", &bodies::variants(body, bodies::VARIANTS));
    let own = [
        ("serde_json, bytes", floor.bytes),
        ("serde_json, text", floor.text),
    ];
    let contenders = own.into_iter().chain(parsers).map(|(name, parse)| {
        let (key, mut next) = (&key, samples.turns());
        Contender::new(name, move || parse(key, &next().body))
    });
    print(
        case,
        &compare(rounds, 2, samples.count(), contenders.collect()),
    );
}

fn of<T: DeserializeOwned>() -> [(&'static str, Parse); 3] {
    [
        ("sonic-rs", sonic::<T>),
        ("simd-json", simd::<T>),
        ("struson", struson::<T>),
    ]
}

fn sonic<T: DeserializeOwned>(key: &Key, body: &[u8]) -> [u8; 32] {
    let digest = digest(key, body);
    black_box(&sonic_rs::from_slice::<T>(body).expect("fits"));
    digest
}

/// It writes into the body, which a library that was handed the bytes must copy.
fn simd<T: DeserializeOwned>(key: &Key, body: &[u8]) -> [u8; 32] {
    let digest = digest(key, body);
    let mut copy = body.to_vec();
    black_box(&simd_json::serde::from_slice::<T>(&mut copy).expect("fits"));
    digest
}

/// Without `unsafe`.
fn struson<T: DeserializeOwned>(key: &Key, body: &[u8]) -> [u8; 32] {
    let digest = digest(key, body);
    let mut reader = JsonStreamReader::new(body);
    black_box(&reader.deserialize_next::<T>().expect("fits"));
    reader
        .consume_trailing_whitespace()
        .expect("nothing follows");
    digest
}
