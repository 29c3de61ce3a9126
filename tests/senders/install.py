"""Installs what `libraries.json` pins, if that has changed since the last time. `run` starts this."""

import json
import os
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
CACHE = Path(os.environ["SENDERS_CACHE"])


def npm(libraries):
    """`alone` is a package whose dependencies are many and whose verifiers need none of them: it is unpacked."""
    folder = CACHE / "npm"
    folder.mkdir(exist_ok=True)
    versions = {name: library["version"] for name, library in libraries.items() if not library.get("alone")}
    # Ghost reads the version of the program that it is in.
    program = {"private": True, "version": "1.0.0", "dependencies": versions}
    (folder / "package.json").write_text(json.dumps(program, indent=1))
    quiet = ["--silent", "--no-audit", "--no-fund"]
    # Packages that want a newer Node, or another version of a framework, are run as they are.
    subprocess.run(["npm", "install", *quiet, "--ignore-scripts", "--legacy-peer-deps"], cwd=folder, check=True)
    for name in (name for name, library in libraries.items() if library.get("alone")):
        pack = ["npm", "pack", "--silent", f"{name}@{libraries[name]['version']}"]
        archive = subprocess.run(pack, cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
        into = folder / "node_modules" / name
        into.mkdir(parents=True, exist_ok=True)
        subprocess.run(["tar", "xzf", archive, "-C", into, "--strip-components=1"], cwd=folder, check=True)
        (folder / archive).unlink()


def pypi(libraries):
    environment = CACHE / "venv"
    subprocess.run(["python3", "-m", "venv", environment], check=True)
    pins = [f"{name}=={library['version']}" for name, library in libraries.items()]
    pip = [environment / "bin/pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *pins], check=True)


table = (HERE / "libraries.json").read_text()
installed = CACHE / "installed.json"
if not installed.exists() or installed.read_text() != table:
    for install, registry in ((npm, "npm"), (pypi, "PyPI")):
        print(f"installing {len(json.loads(table)[registry])} packages of {registry}", flush=True)
        install(json.loads(table)[registry])
    installed.write_text(table)
