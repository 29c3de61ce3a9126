#!/usr/bin/env bash
# Counts the instructions of rustc for crates that measure.py has generated, because times of a shared machine are not
# stable. Needs valgrind; 250 events take five minutes each.
#
#   RUNS=1 tests/compile_cost/measure.py 25 && tests/compile_cost/instructions.sh hand-25 open-25 table-25
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=${CARGO_TARGET_DIR:-$root/target}/compile-cost
deps=$work/target/debug/deps
sysroot=$(rustc --print sysroot)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

newest() {
  find "$deps" -name "lib$1-*.rmeta" -printf '%T@ %p\n' | sort -rn | head -n 1 | cut -d' ' -f2
}

for crate in "$@"; do
  # The compiler itself: what cargo calls may be rustup's proxy.
  LD_LIBRARY_PATH=$sysroot/lib valgrind --tool=callgrind --callgrind-out-file="$scratch/out" \
    "$sysroot/bin/rustc" --edition 2024 --crate-type bin --crate-name generated --emit metadata \
    -o "$scratch/out.rmeta" -C incremental="$scratch/$crate" -L "dependency=$deps" \
    --extern "webhook_core=$(newest webhook_core)" --extern "serde=$(newest serde)" \
    --extern "serde_json=$(newest serde_json)" "$work/$crate/src/main.rs" >"$scratch/log" 2>&1 \
    || { cat "$scratch/log" >&2; exit 1; }
  printf '%s %s\n' "$crate" "$(grep -a Collected "$scratch/log" | grep -o '[0-9]*$')"
done
