#!/usr/bin/env bash
# Counts the instructions of rustc for `cargo check` of the core with its default features, and of a crate that uses one sender, and the bytes
# of the quickstart in a release build: of this tree, and of each commit that is named. Needs valgrind; ten minutes a tree.
# With `--senders-of COMMIT`: of the last commit of this tree, and of that with no senders but those of COMMIT.
#
#   tests/compile_cost/core.sh 1dc36b2^
#   tests/compile_cost/core.sh --senders-of 1dc36b2^
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=${CARGO_TARGET_DIR:-$root/target}/core-cost
mkdir -p "$work"
sysroot=$(rustc --print sysroot)

# The command that cargo runs for a package of the workspace in this folder, run again under valgrind.
instructions() { # workspace package file
  local command crate=${2//-/_}
  cd "$1"
  cargo check --quiet --package "$2"
  touch "$3"
  command=$(cargo check -v --package "$2" 2>&1 | sed -n "s/^ *Running \`\(.*--crate-name $crate .*\)\`$/\1/p")
  eval "CARGO_PKG_VERSION=0.1.0 CARGO_MANIFEST_DIR=$1 LD_LIBRARY_PATH=$sysroot/lib valgrind --tool=cachegrind --cache-sim=no \
    --cachegrind-out-file=/dev/null $sysroot/bin/rustc ${command#*rustc }" >"$work/log" 2>&1 || { tail -n 5 "$work/log" >&2; return 1; }
  sed -n 's/.*I *refs: *//p' "$work/log" | tr -d ,
  cd "$root"
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
  core=$(instructions "$1" webhook-core webhook-core/src/lib.rs)
  one_sender "$1"
  one=$(instructions "$work/one" one src/lib.rs)
  (cd "$1" && cargo build --quiet --release --example quickstart)
  size=$(stat --format %s "$CARGO_TARGET_DIR/release/examples/quickstart")
  printf '%s: core %s instructions, a crate with one sender %s, quickstart %s bytes\n' "$2" "$core" "$one" "$size"
}

# Measures a commit in a worktree of its own, with all of its senders or only those of another commit.
commit() { # commit name senders
  local folder
  folder=$(mktemp -d)
  git -C "$root" worktree add --quiet --detach "$folder/tree" "$1"
  if [[ -n ${3:-} ]]; then
    python3 "$root/tests/compile_cost/senders_of.py" "$folder/tree" "$3"
  fi
  tree "$folder/tree" "$2"
  git -C "$root" worktree remove --force "$folder/tree"
}

if [[ ${1:-} == --senders-of ]]; then
  earlier=$(git -C "$root" rev-parse --short "${2:?of which commit}")
  commit HEAD all
  commit HEAD "senders-of-$earlier" "$earlier"
  exit
fi
tree "$root" here
for named in "$@"; do
  commit "$named" "$(git -C "$root" rev-parse --short "$named")"
done
