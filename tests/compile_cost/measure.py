#!/usr/bin/env python3
"""What the macros cost in compile time: `cargo check` of a generated crate, clean and after touching one handler.

Three forms of the same receiver, each with N events, N payload types and N handlers:

  open   `#[derive(EventGroup)]`, `#[on_event]`, `builder.group`
  table  the same with `builder.table` and the dispatch table that the compiler fills
  hand   an enum, a `match` with one boxed future an arm, and functions

Usage: measure.py [N ...]        (25 250 1000 by default)

Figures are seconds of processor time (user and system) of the whole `cargo check`, the least of RUNS runs (3), because
wall time on a shared machine says more about the neighbours. Dependencies are built before and not counted.
"""

import os
import pathlib
import resource
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "compile-cost"
RUNS = int(os.environ.get("RUNS", "3"))

MANIFEST = """[package]
name = "{name}"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
webhook-core = {{ path = "{core}" }}
serde = {{ version = "1", features = ["derive"] }}
serde_json = "1"
"""

PAYLOAD = """#[derive(Debug, serde::Deserialize)]
pub struct Payload{n} {{ pub id: String, pub amount: i64, pub note: Option<String>, pub tags: Vec<String> }}
"""

BODY = "println!(\"{} {} {:?} {:?}\", payload.id, payload.amount, payload.note, payload.tags);"


def macros(count, table):
    payloads = "".join(PAYLOAD.format(n=n) for n in range(count))
    events = "".join(f'    #[event("event.{n}")] Event{n}(Payload{n}),\n' for n in range(count))
    handlers = "".join(
        f'#[on_event(group = "shop", ty = Payload{n})]\nasync fn handle{n}(payload: Payload{n}) {{ {BODY} }}\n'
        for n in range(count)
    )
    group = "table(Shop::dispatch_table(), " if table else "group::<Shop>("
    return f"""use webhook_core::{{Dispatcher, EventGroup, Secret, on_event}};
{payloads}
#[derive(Debug, EventGroup)]
#[event_group(discriminator = "/type", payload = "/data", signature(algorithm = "hmac-sha256", header = "X-Signature"))]
pub enum Shop {{
{events}}}
{handlers}
fn main() {{
    let dispatcher = Dispatcher::builder().{group}Secret::new("secret")).build();
    println!("{{}}", dispatcher.is_ok());
}}
"""


def hand(count):
    payloads = "".join(PAYLOAD.format(n=n) for n in range(count))
    events = "".join(f"    Event{n}(Payload{n}),\n" for n in range(count))
    parse = "".join(
        f'        "event.{n}" => serde_json::from_str(data).map(Shop::Event{n}),\n' for n in range(count)
    )
    arms = "".join(f"        Shop::Event{n}(payload) => Box::pin(handle{n}(payload)),\n" for n in range(count))
    handlers = "".join(f"async fn handle{n}(payload: Payload{n}) {{ {BODY} }}\n" for n in range(count))
    return f"""use std::{{future::Future, pin::Pin}};
{payloads}
#[derive(Debug)]
pub enum Shop {{
{events}}}
fn parse(kind: &str, data: &str) -> Result<Shop, serde_json::Error> {{
    match kind {{
{parse}        _ => Err(serde::de::Error::custom("unknown event")),
    }}
}}
fn dispatch(event: Shop) -> Pin<Box<dyn Future<Output = ()> + Send>> {{
    match event {{
{arms}    }}
}}
{handlers}
fn main() {{
    let future = parse("event.0", "{{}}").map(dispatch);
    println!("{{}}", future.is_ok());
}}
"""


def check(crate):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Without it, a check after a touch is a clean one.
    environment = dict(os.environ, CARGO_TARGET_DIR=str(WORK / "target"), CARGO_INCREMENTAL="1")
    subprocess.run(["cargo", "check", "--quiet", "--offline"], cwd=crate, env=environment, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def measure(form, count):
    crate = WORK / f"{form}-{count}"
    name = f"{form}{count}"
    source = hand(count) if form == "hand" else macros(count, form == "table")
    shutil.rmtree(crate, ignore_errors=True)
    (crate / "src").mkdir(parents=True)
    (crate / "Cargo.toml").write_text(MANIFEST.format(name=name, core=ROOT / "webhook-core"))
    (crate / "src/main.rs").write_text("fn main() {}\n")
    shutil.copy(ROOT / "Cargo.lock", crate / "Cargo.lock")
    check(crate)
    main = crate / "src/main.rs"
    clean, touched = [], []
    for run in range(RUNS):
        main.write_text(source)
        # Incremental state is part of a clean check no more than the artefacts are.
        for state in (WORK / "target/debug/incremental").glob(f"{name}-*"):
            shutil.rmtree(state)
        clean.append(check(crate))
        main.write_text(source.replace("payload.tags);", f'payload.tags, ); println!("{run}");', 1))
        touched.append(check(crate))
    return min(clean), min(touched)


def main():
    counts = [int(argument) for argument in sys.argv[1:]] or [25, 250, 1000]
    WORK.mkdir(parents=True, exist_ok=True)
    figures = {}
    print(f"{'events':>6}  {'form':5}  {'clean s':>8}  {'/ hand':>6}  {'touched s':>9}  {'/ hand':>6}")
    for count in counts:
        for form in ("hand", "open", "table"):
            clean, touched = figures[form, count] = measure(form, count)
            by_hand = figures["hand", count]
            print(
                f"{count:>6}  {form:5}  {clean:>8.2f}  {clean / by_hand[0]:>6.2f}"
                f"  {touched:>9.2f}  {touched / by_hand[1]:>6.2f}",
                flush=True,
            )
    for small, large in zip(counts, counts[1:]):
        growth = {form: figures[form, large][0] / figures[form, small][0] for form in ("hand", "open", "table")}
        ratios = ", ".join(f"{form} {growth[form] / growth['hand']:.2f}" for form in ("open", "table"))
        print(f"growth {small} to {large}: hand x{growth['hand']:.2f}; ratio to it: {ratios}")


if __name__ == "__main__":
    main()
