#!/usr/bin/env bash
# Counts the instructions of rustc for `cargo check` of six of GitHub's events: as `webhook import` writes them, as typify does
# (strict types of the same schemas), and as oas3-gen does (server mode). Instructions, because times of a shared machine are not
# stable. Needs valgrind, and cargo-typify 0.8.0 and oas3-gen 0.29.0 on the PATH; half an hour on an idle machine.
#
#   tests/compile_cost/imported.sh [ours] [typify] [oas3-gen]
#   TIMES=1 tests/compile_cost/imported.sh       user seconds of rustc in place of instructions
#   WEBHOOK=target/release/webhook ..            that program in place of one that is built for it
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=${CARGO_TARGET_DIR:-$root/target}/imported-cost
events=(issues/opened push pull-request/opened star/created release/published check-run/completed)
mkdir -p "$work"
# Else what is counted is a second check, which finds the work of the first one.
export CARGO_INCREMENTAL=0
gunzip -c "$root/webhook-import/tests/data/github/openapi-webhooks.json.gz" >"$work/github.json"

# The document with these events only, and their schemas as JSON Schema.
python3 - "$work" "${events[@]}" <<'PYTHON'
import json, sys
work, events = sys.argv[1], sys.argv[2:]
document = json.load(open(f"{work}/github.json"))
schemas = document["components"]["schemas"]
hooks = {key: item for key, item in document["webhooks"].items() if item["post"]["operationId"] in events}
assert len(hooks) == len(events), hooks.keys()
needed = set()
def walk(node):
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str):
            name = reference.rsplit("/", 1)[1]
            if name not in needed:
                needed.add(name)
                walk(schemas[name])
        for value in node.values():
            walk(value)
    elif isinstance(node, list):
        for value in node:
            walk(value)
for item in hooks.values():
    for media in item["post"]["requestBody"]["content"].values():
        media.pop("examples", None)
    walk(item["post"]["requestBody"])
    item["post"].pop("parameters", None)
document["webhooks"] = hooks
document["components"] = {"schemas": {name: schemas[name] for name in sorted(needed)}}
json.dump(document, open(f"{work}/six.json", "w"))
text = json.dumps(document["components"]["schemas"]).replace("#/components/schemas/", "#/definitions/")
definitions = json.loads(text)
def untitled(node):
    # typify names a type by its title, and two of these would be one.
    if isinstance(node, dict):
        return {key: untitled(value) for key, value in node.items() if not (key == "title" and isinstance(value, str))}
    return [untitled(value) for value in node] if isinstance(node, list) else node
roots = [hook["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].replace("components/schemas", "definitions") for hook in hooks.values()]
schema = {"$schema": "http://json-schema.org/draft-07/schema#", "definitions": untitled(definitions), "oneOf": [{"$ref": root} for root in roots]}
json.dump(schema, open(f"{work}/six.schema.json", "w"))
PYTHON

crate() { # NAME, then lines of dependencies
  mkdir -p "$work/$1/src"
  printf '[package]\nname = "generated"\nversion = "0.0.0"\nedition = "2024"\n\n[lib]\npath = "src/lib.rs"\n\n[workspace]\n\n[dependencies]\n%s\n' "$2" >"$work/$1/Cargo.toml"
}

ours() {
  crate ours "serde = { version = \"1\", features = [\"derive\"] }
serde_json = \"1\"
webhook-core = { path = \"$root/webhook-core\", default-features = false }"
  local webhook=(cargo run --quiet --manifest-path "$root/Cargo.toml" -p webhook-cli --)
  [[ -z ${WEBHOOK:-} ]] || webhook=("$WEBHOOK")
  "${webhook[@]}" import "$work/six.json" --preset github --all --out "$work/ours/src/lib.rs"
}

typify() {
  crate typify "serde = { version = \"1\", features = [\"derive\"] }
serde_json = \"1\"
chrono = { version = \"0.4\", features = [\"serde\"] }
regress = \"0.10\"
uuid = { version = \"1\", features = [\"serde\"] }"
  cargo typify "$work/six.schema.json" --no-builder --output "$work/typify/src/lib.rs"
}

oas3_gen() {
  crate oas3-gen "$(printf '%s\n' 'anyhow = "1"' 'axum = { version = "0.8", features = ["json"] }' 'axum-extra = { version = "0.12", features = ["typed-header", "query"] }' \
    'bytes = "1"' 'chrono = { version = "0.4", features = ["serde"] }' 'eventsource-stream = "0.2"' 'futures-util = "0.3"' 'http = "1"' 'indexmap = { version = "2", features = ["serde"] }' 'mime = "0.3"' 'oas3-gen-support = "0.29"' \
    'percent-encoding = "2"' 'regex = "1"' 'reqwest = { version = "0.12", default-features = false, features = ["json"] }' 'serde = { version = "1", features = ["derive"] }' 'serde_json = "1"' \
    'serde_with = { version = "3", features = ["chrono_0_4"] }' 'uuid = { version = "1", features = ["serde"] }' 'validator = { version = "0.20", features = ["derive"] }')"
  oas3-gen generate server-mod -i "$work/six.json" -o "$work/oas3-gen/src"
  mv "$work/oas3-gen/src/mod.rs" "$work/oas3-gen/src/lib.rs"
}

names=("$@")
((${#names[@]})) || names=(ours typify oas3-gen)
for name in "${names[@]}"; do
  "${name//-/_}"
  lines=$(cat "$work/$name"/src/*.rs | wc -l)
  cd "$work/$name"
  export CARGO_TARGET_DIR=$work/target-$name
  cargo check --quiet 2>"$work/$name.log" || { tail -n 30 "$work/$name.log" >&2; echo "$name does not compile" >&2; continue; }
  touch src/lib.rs
  # What cargo runs, run again under valgrind.
  command=$(cargo check -v 2>&1 | sed -n 's/^ *Running `\(.*--crate-name generated .*\)`$/\1/p')
  program=$(rustc --print sysroot)/bin/rustc
  arguments=${command#*rustc }
  if [[ -n ${TIMES:-} ]]; then
    for _ in 1 2 3; do
      eval "command time -f '$name: $lines lines, %U user seconds' $program $arguments" 2>&1 >/dev/null | grep 'user seconds'
    done
  else
    export LD_LIBRARY_PATH=$(rustc --print sysroot)/lib
    # It counts as callgrind does, in less than half of the time.
    eval "valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null $program $arguments" >"$work/$name.log" 2>&1
    printf '%s: %s lines, %s instructions\n' "$name" "$lines" "$(grep -a 'I *refs' "$work/$name.log" | grep -o '[0-9,]*$' | tr -d ,)"
  fi
  cd "$root"
  unset CARGO_TARGET_DIR
done
