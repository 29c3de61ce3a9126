#!/usr/bin/env python3
"""Takes the senders that a commit does not have out of a tree: their lines in `senders/mod.rs`, their constants and their files.

senders_of.py TREE COMMIT changes the files of TREE, which is a worktree to throw away."""

import pathlib
import re
import subprocess
import sys

SENDERS = pathlib.PurePath("webhook-core/src/senders")
LIST = re.compile(r"^senders! \{\n(.*?)^\}\n", re.M | re.S)


def entries(text):
    """The name and the file of each sender in the list of `mod.rs`."""
    for entry in filter(None, (entry.strip() for entry in LIST.search(text)[1].split(","))):
        name, *how = entry.split()
        yield name, how[1] if how else name


def file_of(folder, module):
    return folder / f"{module.removeprefix('r#')}.rs"


def without(text, name):
    """A file without the constant of a sender and the comment above it."""
    item = rf"^(?:///[^\n]*\n|#\[[^\n]*\n)*pub const {re.escape(name)}: Sender =.*?;\n(?=\n|\Z)\n?"
    return re.sub(item, "", text, count=1, flags=re.M | re.S)


def main(tree, commit):
    folder = pathlib.Path(tree) / SENDERS
    listed = folder / "mod.rs"
    text = listed.read_text()
    show = ["git", "-C", tree, "show", f"{commit}:{SENDERS}/mod.rs"]
    earlier = subprocess.run(show, check=True, capture_output=True, text=True).stdout
    wanted = {name for name, _ in entries(earlier)}
    kept, dropped = {}, []
    for name, module in entries(text):
        if name in wanted:
            kept.setdefault(module, []).append(name)
        else:
            dropped.append((name, module))
    for name, module in dropped:
        path = file_of(folder, module)
        if module in kept:
            path.write_text(without(path.read_text(), name))
        else:
            path.unlink(missing_ok=True)
    lines = []
    for module, names in kept.items():
        declares = module if module in names else names[0]
        for name in sorted(names, key=lambda name: name != declares):
            how = "" if name == module else f" from {module}" if name == declares else f" in {module}"
            lines.append(f"    {name}{how},\n")
    text = LIST.sub(lambda _: "senders! {\n" + "".join(lines) + "}\n", text)
    # A warning of what only the others used would be counted too.
    listed.write_text(text.replace("#![expect(", "#![allow(unused_imports)]\n#![expect(", 1))
    print(f"{len(lines)} of {len(lines) + len(dropped)} senders are left", file=sys.stderr)


main(*sys.argv[1:])
