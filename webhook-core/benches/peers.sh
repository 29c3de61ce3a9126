#!/usr/bin/env bash
# Our dispatch beside what people use in other languages: needs node with npm, and python3. Never part of CI.
#
#   webhook-core/benches/peers.sh
#
# Each prints a case, a name and nanoseconds of one delivery, in turns of three.
set -euo pipefail
cd "$(dirname "$0")"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cargo build --quiet --release --no-default-features --bin peer
peer="${CARGO_TARGET_DIR:-target}/release/peer"
cp peers/node.mjs "$scratch"
(cd "$scratch" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund @octokit/webhooks stripe)
"$peer" bodies > "$scratch/bodies.json"

for turn in 1 2 3; do
  "$peer" measure
  node "$scratch/node.mjs" "$scratch/bodies.json"
  python3 peers/plain.py "$scratch/bodies.json"
done | python3 peers/table.py
