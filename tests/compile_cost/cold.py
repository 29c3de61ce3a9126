#!/usr/bin/env python3
"""What the dependencies cost: a cold `cargo build -j1` of an empty program that depends on the library, against one that
depends on what a receiver by hand needs.

  hand       http, bytes, hmac, sha2, hex, tracing, serde with derive, serde_json
  core       webhook-core with its default features, serde with derive
  lean       hand, and tracing without its macros for functions
  hand-axum  hand, axum and tokio
  core-axum  core with the feature `axum`, axum and tokio

Usage: cold.py [NAME ...]           (all by default)

Figures are crates in the tree, without the program, and seconds of processor time (user and system), the least of RUNS runs (3),
taken by turns, without incremental compilation, which crates from a registry do not have. "Others" is without webhook-core, webhook-macros and the program. The last column is that of the same form by hand.
With CRATES=1, prints what each crate takes too.
"""

import os
import pathlib
import resource
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WORK = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "cold"
RUNS = int(os.environ.get("RUNS", "3"))

BY_HAND = """http = "1"
bytes = "1"
hmac = "0.13"
sha2 = "0.11"
hex = "0.4"
tracing = "0.1"
serde = { version = "1", features = ["derive"] }
serde_json = "1"
"""

CORE = """webhook-core = { path = "%s"%s }
serde = { version = "1", features = ["derive"] }
"""

SERVER = """axum = "0.8"
tokio = { version = "1", features = ["full"] }
"""

FORMS = {
    "hand": BY_HAND,
    "core": CORE % (ROOT / "webhook-core", ""),
    "lean": BY_HAND.replace('tracing = "0.1"', 'tracing = { version = "0.1", default-features = false, features = ["std"] }'),
    "hand-axum": BY_HAND + SERVER,
    "core-axum": CORE % (ROOT / "webhook-core", ', features = ["axum"]') + SERVER,
}

OURS = {"webhook_core", "webhook_macros"}

# Adds a line with the processor time of each rustc to $COLD_LOG.
WRAPPER = """#!/usr/bin/env bash
TIMEFORMAT='%U %S'
name=build
for ((i = 1; i <= $#; i++)); do
  if [[ ${!i} == --crate-name ]]; then next=$((i + 1)); name=${!next}; fi
done
exec 3>&2
{ time "$@" 2>&3; } 2>"$COLD_LOG.one"
code=$?
echo "$name $(tail -n 1 "$COLD_LOG.one")" >>"$COLD_LOG"
exit $code
"""


def prepare(name):
    crate = WORK / name
    (crate / "src").mkdir(parents=True, exist_ok=True)
    (crate / "src/main.rs").write_text("fn main() {}\n")
    manifest = f'[package]\nname = "{name}"\nversion = "0.0.0"\nedition = "2024"\n\n[workspace]\n\n[dependencies]\n'
    (crate / "Cargo.toml").write_text(manifest + FORMS[name])
    # The versions that are at hand without a network.
    shutil.copy(ROOT / "Cargo.lock", crate / "Cargo.lock")
    command = ["cargo", "tree", "--offline", "-e", "normal,build", "--prefix", "none", "--format", "{p}"]
    tree = subprocess.run(command, cwd=crate, check=True, capture_output=True, text=True).stdout
    packages = {" ".join(line.split()[:2]) for line in tree.splitlines() if line}
    return len(packages) - 1


def build(name):
    crate = WORK / name
    log = WORK / f"{name}.log"
    log.unlink(missing_ok=True)
    wrapper = WORK / "wrapper"
    wrapper.write_text(WRAPPER)
    wrapper.chmod(0o755)
    shutil.rmtree(WORK / "target", ignore_errors=True)
    environment = dict(
        os.environ,
        CARGO_TARGET_DIR=str(WORK / "target"),
        CARGO_INCREMENTAL="0",
        CARGO_PROFILE_DEV_DEBUG="line-tables-only",
        RUSTC_WRAPPER=str(wrapper),
        COLD_LOG=str(log),
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["cargo", "build", "--quiet", "--offline", "-j1"], cwd=crate, env=environment, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    whole = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    crates = {}
    for line in log.read_text().splitlines():
        crate_name, *times = line.split()
        crates[crate_name] = crates.get(crate_name, 0) + sum(map(float, times))
    # Cargo asks the compiler for its version and its targets.
    crates.pop("___", None)
    others = whole - sum(seconds for ours, seconds in crates.items() if ours in OURS)
    return whole, others - crates.get(name.replace("-", "_"), 0), crates


def main():
    names = sys.argv[1:] or list(FORMS)
    WORK.mkdir(parents=True, exist_ok=True)
    counts = {name: prepare(name) for name in names}
    runs = {name: [] for name in names}
    for _ in range(RUNS):
        for name in names:
            runs[name].append(build(name))
    print(f"{'form':10} {'crates':>6} {'whole s':>8} {'others s':>8}   others / hand: crates, time; whole / hand")
    best = {}
    for name in names:
        whole = min(run[0] for run in runs[name])
        others = min(run[1] for run in runs[name])
        best[name] = (counts[name], whole, others)
        line = f"{name:10} {counts[name]:>6} {whole:>8.1f} {others:>8.1f}"
        hand = best.get(name.replace("core", "hand"))
        if name.startswith("core") and hand:
            line += f"   {(counts[name] - len(OURS)) / hand[0]:.2f}, {others / hand[2]:.2f}; {whole / hand[1]:.2f}"
        print(line)
    if os.environ.get("CRATES"):
        for name in names:
            print(f"\n{name}")
            crates = runs[name][-1][2]
            for crate, seconds in sorted(crates.items(), key=lambda pair: -pair[1]):
                print(f"  {seconds:6.2f} {crate}")


if __name__ == "__main__":
    main()
