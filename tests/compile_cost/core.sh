#!/usr/bin/env bash
# Counts the instructions of rustc for `cargo check` of the core with its default features, and of a crate that uses one sender, and the bytes
# of the quickstart in a release build: of this tree, and of each commit that is named. Needs valgrind; ten minutes a tree.
#
#   tests/compile_cost/core.sh 1dc36b2^
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=${CARGO_TARGET_DIR:-$root/target}/core-cost
mkdir -p "$work"
sysroot=$(rustc --print sysroot)

# The command that cargo runs for the crate in this folder, run again under valgrind.
instructions() { # folder crate
  local command
  (cd "$1" && cargo check --quiet && touch src/lib.rs)
  command=$(cd "$1" && cargo check -v 2>&1 | sed -n "s/^ *Running \`\(.*--crate-name $2 .*\)\`$/\1/p")
  # The variables that cargo sets for the crate stand before the compiler.
  (cd "$1" && LD_LIBRARY_PATH=$sysroot/lib eval "${command%%rustc *} valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null \
    $sysroot/bin/rustc ${command#*rustc }" 2>&1 | sed -n 's/.*I *refs: *//p' | tr -d ,)
}

one_sender() { # tree
  mkdir -p "$work/one/src"
  printf '[package]\nname = "one"\nversion = "0.0.0"\nedition = "2024"\n\n[workspace]\n\n[dependencies]\nserde = { version = "1", features = ["derive"] }\nserde_json = "1"\nwebhook-core = { path = "%s/webhook-core" }\n' "$1" >"$work/one/Cargo.toml"
  cp "$1/Cargo.lock" "$work/one/Cargo.lock"
  cat >"$work/one/src/lib.rs" <<'RUST'
use webhook_core::{EventGroup, on_event};

#[derive(Debug, serde::Deserialize)]
pub struct Order {
    pub id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(preset = github)]
pub enum Repository {
    #[event("push")]
    Push(Order),
}

#[on_event(group = Repository, ty = Order)]
async fn pushed(order: Order) {
    println!("{}", order.id);
}
RUST
}

tree() { # folder name
  export CARGO_TARGET_DIR=$work/target-$2 CARGO_INCREMENTAL=0
  local core one size
  core=$(instructions "$1/webhook-core" webhook_core)
  one_sender "$1"
  one=$(instructions "$work/one" one)
  (cd "$1" && cargo build --quiet --release --example quickstart)
  size=$(stat --format %s "$CARGO_TARGET_DIR/release/examples/quickstart")
  printf '%s: core %s instructions, a crate with one sender %s, quickstart %s bytes\n' "$2" "$core" "$one" "$size"
}

tree "$root" here
for commit in "$@"; do
  folder=$(mktemp -d)
  git -C "$root" worktree add --quiet --detach "$folder/tree" "$commit"
  tree "$folder/tree" "$(git -C "$root" rev-parse --short "$commit")"
  git -C "$root" worktree remove --force "$folder/tree"
done
