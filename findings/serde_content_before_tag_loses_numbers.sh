#!/usr/bin/env bash
# serde 1.0.229 with serde_json 1.0.154 (crates.io): an adjacently tagged enum depends on the order of two members.
#
# Behaviour: `#[serde(tag = "type", content = "data")]` reads `{"type":..,"data":..}` straight into the variant, and
# buffers the content when `data` comes first. What has been buffered is no longer JSON: a map with integer keys and a
# u128 then fail for every value, `1` included. An internally tagged enum always buffers, so there a u128 never parses.
# A guess: JSON members have no order, so both orders parse, or neither does.
# Seen: the output below.
# Why it matters: the tests pass, since they have the tag first, and a sender that sorts its members by name sends
# `data` before `type`. Finding the tag first and parsing the one type afterwards has no such case.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/src"
cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2021"

[dependencies]
serde = { version = "=1.0.229", features = ["derive"] }
serde_json = "=1.0.154"

[workspace]
TOML
cat >"$work/src/main.rs" <<'RS'
#![allow(dead_code)]
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "lowercase")]
enum Adjacent {
    Stock(BTreeMap<u32, u32>),
    Paid { amount: u128 },
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Internal {
    Paid { amount: u128 },
}

fn main() {
    for text in [
        r#"{"type":"stock","data":{"7":1}}"#,
        r#"{"data":{"7":1},"type":"stock"}"#,
        r#"{"type":"paid","data":{"amount":1}}"#,
        r#"{"data":{"amount":1},"type":"paid"}"#,
    ] {
        println!("{text} {:?}", serde_json::from_str::<Adjacent>(text).map_err(|error| error.to_string()));
    }
    let text = r#"{"type":"paid","amount":1}"#;
    println!("{text} {:?}", serde_json::from_str::<Internal>(text).map_err(|error| error.to_string()));
}
RS
cargo build --quiet --manifest-path "$work/Cargo.toml" --target-dir "$work/target" 2>"$work/cargo.log"

actual=$("$work/target/debug/finding")
expected=$(cat <<'OUT'
{"type":"stock","data":{"7":1}} Ok(Stock({7: 1}))
{"data":{"7":1},"type":"stock"} Err("invalid type: string \"7\", expected u32 at line 1 column 31")
{"type":"paid","data":{"amount":1}} Ok(Paid { amount: 1 })
{"data":{"amount":1},"type":"paid"} Err("u128 is not supported at line 1 column 35")
{"type":"paid","amount":1} Err("u128 is not supported")
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
