#!/usr/bin/env bash
# Counts the instructions of rustc for crates that measure.py has generated, because times of a shared machine are not
# stable: what `cargo check` of the crate alone runs, with incremental compilation. `-touched` after a name counts a second
# check, after the body of one handler was changed. Needs valgrind; 250 events take five minutes each.
#
#   RUNS=1 tests/compile_cost/measure.py 25 && tests/compile_cost/instructions.sh hand-25 open-25 hand-25-touched open-25-touched
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

# The compiler itself: what cargo calls may be rustup's proxy.
check() { # command that runs it
  LD_LIBRARY_PATH=$sysroot/lib "$@" "$sysroot/bin/rustc" --edition 2024 --crate-type bin --crate-name generated --emit metadata \
    -o "$scratch/out.rmeta" -C incremental="$scratch/state" -L "dependency=$deps" \
    --extern "webhook_core=$(newest webhook_core)" --extern "serde=$(newest serde)" \
    --extern "serde_json=$(newest serde_json)" "$scratch/main.rs" >"$scratch/log" 2>&1 \
    || { cat "$scratch/log" >&2; exit 1; }
}

for crate in "$@"; do
  rm -rf "$scratch/state"
  cp "$work/${crate%-touched}/src/main.rs" "$scratch/main.rs"
  if [[ $crate == *-touched ]]; then
    check env
    sed -i '0,/println!(/s//println!("touched"); println!(/' "$scratch/main.rs"
  fi
  # It counts as callgrind does, in less than half of the time.
  check valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null
  printf '%s %s\n' "$crate" "$(sed -n 's/.*I *refs: *//p' "$scratch/log" | tr -d ,)"
done
