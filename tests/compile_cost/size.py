#!/usr/bin/env python3
"""What a group adds to a program: bytes of code and data of a release build, against a `match` written by hand.

Usage: size.py [N]        (100 by default)

Both forms are built with one event and with N, so that what a program has anyway is not counted. The `match` reads its
event from the arguments, because the compiler would drop the arms that no constant reaches.
"""

import os
import shutil
import subprocess
import sys

from measure import MANIFEST, ROOT, WORK, hand, macros

MAIN = """fn main() {
    let mut given = std::env::args().skip(1);
    let (kind, data) = (given.next().unwrap_or_default(), given.next().unwrap_or_default());
    if let Ok(mut future) = parse(&kind, &data).map(dispatch) {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        println!("{}", future.as_mut().poll(&mut context).is_ready());
    }
}
"""


def size(form, count):
    crate, name = WORK / f"size-{form}-{count}", f"{form}{count}"
    shutil.rmtree(crate, ignore_errors=True)
    (crate / "src").mkdir(parents=True)
    (crate / "Cargo.toml").write_text(MANIFEST.format(name=name, core=ROOT / "webhook-core"))
    shutil.copy(ROOT / "Cargo.lock", crate / "Cargo.lock")
    by_hand = hand(count)
    source = by_hand[: by_hand.index("fn main()")] + MAIN if form == "hand" else macros(count, False)
    (crate / "src/main.rs").write_text(source)
    environment = dict(os.environ, CARGO_TARGET_DIR=str(WORK / "target"))
    subprocess.run(["cargo", "build", "--quiet", "--offline", "--release"], cwd=crate, env=environment, check=True)
    printed = subprocess.run(["size", WORK / "target/release" / name], capture_output=True, text=True, check=True)
    text, data, *_ = printed.stdout.splitlines()[1].split()
    return int(text) + int(data)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    WORK.mkdir(parents=True, exist_ok=True)
    added = {form: (size(form, count) - size(form, 1)) / (count - 1) for form in ("hand", "open")}
    print(f"bytes an event: by hand {added['hand']:.0f}, ours {added['open']:.0f}, {added['open'] / added['hand']:.2f} times")


if __name__ == "__main__":
    main()
