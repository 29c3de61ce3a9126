#!/usr/bin/env bash
# hifijson 0.4.0 (Rust), the last version that parses into serde's types: an `Option` that has a value is refused.
#
# Behaviour: `{"id": 1}` does not parse into a struct whose `id` is an `Option<u64>`; `null` and an absent member do. Version 0.5 has no
# feature `serde` any more.
# A guess: a deserializer that fits `u64` fits `Option<u64>`, because every other one for JSON asks whether the value is null.
# Seen: the output below. Numbers up to 2^64 - 1, escapes and unknown members are read as serde_json reads them.
# Why it matters: most members of a webhook's payload are optional, so a type with the samples' values is refused.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cargo init --quiet --vcs none --name options
cat >>Cargo.toml <<'TOML'
hifijson = { version = "=0.4.0", features = ["serde"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
TOML
cat >src/main.rs <<'RUST'
#[derive(Debug, serde::Deserialize)]
#[expect(dead_code)]
struct Order {
    id: Option<u64>,
    total: u64,
}

fn main() {
    for text in [r#"{"id":1,"total":18446744073709551615}"#, r#"{"id":null,"total":5}"#, r#"{"total":5,"other":"a\n"}"#] {
        let mut lexer = hifijson::SliceLexer::new(text.as_bytes());
        let read = hifijson::serde::exactly_one::<Order, _>(&mut lexer);
        println!("{text}");
        println!("  hifijson: {}", read.map_or_else(|error| format!("{error:?}"), |order| format!("{order:?}")));
        println!("  serde_json: {:?}", serde_json::from_str::<Order>(text).unwrap());
    }
}
RUST
actual=$(cargo run --quiet 2>/dev/null)
expected=$(cat <<'OUT'
{"id":1,"total":18446744073709551615}
  hifijson: Custom("invalid type: integer `1`, expected option")
  serde_json: Order { id: Some(1), total: 18446744073709551615 }
{"id":null,"total":5}
  hifijson: Order { id: None, total: 5 }
  serde_json: Order { id: None, total: 5 }
{"total":5,"other":"a\n"}
  hifijson: Order { id: None, total: 5 }
  serde_json: Order { id: None, total: 5 }
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
