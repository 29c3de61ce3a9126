"""Compares this library with senders' own libraries and with widely used receivers, and writes `results.jsonl`.

`run` installs what is needed and starts this. See README.md.
"""

import base64
import json
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
RESULTS = HERE / "results.jsonl"
CHANGES = [('"n":1', '"n":2'), ("n=1", "n=2")]
BODY = '{"id":"evt_1","type":"thing.created","n":1}'


class Side:
    """A process that answers a line of JSON with a line of JSON."""

    def __init__(self, command, folder=None, env=None):
        self.process = subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, **question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"no answer to {question}")
        return json.loads(line)

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def case_of(sender, library, cases, described):
    """The delivery that is compared: what the sender's scheme needs, and what `cases.json` says of the sender and the library."""
    case = {"url": "https://hooks.example.test/in", "method": "POST", "media_type": "application/json", "body": BODY}
    for name in (sender, f"{sender} {library}"):
        case |= cases.get(name, {})
    own = {name.lower() for name, _ in case.get("headers", [])}
    headers = [["Content-Type", case["media_type"]]]
    rename = case.get("rename", ["", ""])
    needed = [[name.replace(*rename), value] for name, value in described["headers"]]
    headers += [pair for pair in needed if pair[0].lower() not in own]
    headers += case.get("headers", [])
    secrets = case.get("secrets", described["secrets"])
    public_key = case.get("public_key", described["public_key"])
    if public_key:
        secrets = [public_key, None, None]
    return case | {"headers": headers, "secrets": secrets}


def changed(text, change):
    """Another delivery of the same kind: the case says `1`, the stranger's says `2`."""
    if change[0] not in text:
        raise SystemExit(f"no {change[0]} to change in {text}")
    return text.replace(*change)


def request_of(case, body=None, at=None):
    """`@seconds`, `@milliseconds` and `@iso` are the time of the signature."""
    at = at or time.time()

    def timed(text):
        iso = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(at))
        return text.replace("@seconds", str(int(at))).replace("@milliseconds", str(int(at * 1000))).replace("@iso", iso)

    body = timed(case["body"] if body is None else body)
    return {
        "method": case["method"],
        "url": timed(case["url"]),
        "headers": [[name, timed(value)] for name, value in case["headers"]],
        "body": base64.b64encode(body.encode()).decode(),
    }


class Pair:
    """One sender and one library, and all that is tried with them."""

    def __init__(self, ours, theirs, entry, case, described):
        self.ours, self.theirs = ours, theirs
        self.sender, self.library = entry["sender"], entry["library"]
        self.signs, self.verifies = entry["signs"], entry["verifies"]
        self.case, self.described = case, described
        self.present, self.older, self.strange = case["secrets"]
        self.checks, self.faults, self.signed = {}, {}, None

    def we_sign(self, secrets, request, at=None):
        answer = self.ours.ask(do="sign", sender=self.sender, secrets=secrets, at=at or time.time(), request=request)
        return answer.get("request") or answer["fault"]

    def they_sign(self, secret, request):
        answer = self.theirs.ask(
            do="sign", library=self.library, sender=self.sender, secret=secret, at=time.time(), request=request
        )
        return answer.get("request") or answer["why"]

    def we_say(self, secrets, request):
        answer = self.ours.ask(do="verify", sender=self.sender, secrets=secrets, at=time.time(), request=request)
        return answer.get("answer", "fault"), answer.get("why") or answer.get("fault")

    def they_say(self, secret, request):
        if not self.verifies:
            return None
        answer = self.theirs.ask(
            do="verify", library=self.library, sender=self.sender, secret=secret, at=time.time(), request=request
        )
        return answer["answer"], answer.get("why")

    def note(self, check, ours, theirs):
        """`accepted` or `refused` where both say so, else `we accept` or `we refuse`."""
        if ours and theirs and ours[0] != theirs[0]:
            self.checks[check] = f"we {ours[0]}, they {theirs[0]}"
            self.faults[check] = ours[1] or theirs[1]
        else:
            self.checks[check] = (ours or theirs)[0]
            self.faults[check] = (ours or theirs)[1] or (theirs or ours)[1]

    def both(self, check, request, secret=None, secrets=None):
        secret = secret or self.present
        if isinstance(request, str):
            self.checks[check], self.faults[check] = "not signed", request
            return
        self.note(check, self.we_say(secrets or [secret], request), self.they_say(secret, request))

    def run(self):
        plain = request_of(self.case)
        genuine = None
        if self.signs:
            genuine = self.they_sign(self.present, plain)
            self.both("they sign", genuine)
            self.signed = genuine
        if self.verifies:
            genuine = self.we_sign([self.present], plain)
            self.both("we sign", genuine)
        if isinstance(genuine, str):
            return
        if self.described["signs_body"] or "change" in self.case:
            self.both("another body", self.with_another_body(genuine))
        if "change_url" in self.case:
            self.both("another URL", genuine | {"url": changed(genuine["url"], self.case["change_url"])})
        self.both("no signature", plain)
        if self.strange and self.case.get("other_secret", True):
            self.both("another secret", self.we_sign([self.strange], plain))
        if self.described["window"]:
            late = time.time() - self.described["window"] - 60
            self.both("late", self.we_sign([self.present], request_of(self.case, at=late), late))
        if not self.case.get("no_empty"):
            empty = self.we_sign([self.present], request_of(self.case, ""))
            self.both("empty body", empty)
        if self.older and not self.case.get("one_secret"):
            self.rotated(plain)

    def rotated(self, plain):
        """While a secret is rotated: both secrets here, either there."""
        if self.signs:
            older = self.they_sign(self.older, plain)
        else:
            older = self.we_sign([self.older], plain)
        if not isinstance(older, str):
            secrets = [self.present, self.older]
            self.note("an older secret", self.we_say(secrets, older), self.they_say(self.older, older))
        if self.described["list"]:
            joined = self.we_sign([self.present, self.older], plain)
            if isinstance(joined, str):
                return
            self.both("two signatures, the first", joined, self.present)
            self.both("two signatures, the second", joined, self.older)

    def with_another_body(self, genuine):
        body = base64.b64decode(genuine["body"]).decode()
        change = self.case.get("change") or next(pair for pair in CHANGES if pair[0] in body)
        return genuine | {"body": base64.b64encode(changed(body, change).encode()).decode()}

    def vectors(self, registry):
        """What the library signed, for `tests/vectors/senders.jsonl`: genuine, and with another body."""
        if not isinstance(self.signed, dict):
            return
        kept = [("ok", "accept", self.signed)]
        # A library may sign a body of its own.
        if self.described["signs_body"] and self.signed["body"] == request_of(self.case)["body"]:
            kept.append(("bad_signature", "reject", self.with_another_body(self.signed)))
        for expect, said, request in kept:
            yield {
                "id": f"{self.sender}/{registry.lower()}-{self.library.strip('@').replace('/', '-').lower()}-{expect}",
                "sender": self.sender,
                "secret": self.present,
                **{key: request[key] for key in ("method", "url", "headers")},
                "body": base64.b64decode(request["body"]).decode(),
                "body_encoding": "utf8",
                "now": int(time.time()),
                "expect": expect,
                "library": {f"{registry.lower()}:{self.library}": said},
            }

    # What no library may take for genuine, and what all must.
    MUST = {
        "we sign": "accepted",
        "they sign": "accepted",
        "another body": "refused",
        "another URL": "refused",
        "no signature": "refused",
        "another secret": "refused",
        "an older secret": "accepted",
    }

    def wrong(self):
        return {check: said for check, said in self.checks.items() if self.MUST.get(check, said) != said}


def main(names):
    cache = Path(os.environ["SENDERS_CACHE"])
    libraries = json.loads((HERE / "libraries.json").read_text())
    cases = json.loads((HERE / "cases.json").read_text())
    ours = Side([os.environ["SENDERS_OURS"]])
    drivers = {
        "npm": Side(["node", "--no-warnings", "driver.mjs"], cache / "npm"),
        "PyPI": Side([cache / "venv/bin/python", HERE / "python/driver.py"]),
    }
    rows, vectors, failed = [], [], False
    for registry, driver in drivers.items():
        for entry in driver.ask(do="list")["list"]:
            sender, library = entry["sender"], entry["library"]
            if names and sender not in names and library not in names:
                continue
            described = ours.ask(do="describe", sender=sender)
            if "fault" in described:
                print(f"{sender} {library}: {described['fault']}")
                continue
            case = case_of(sender, library, cases, described)
            pair = Pair(ours, driver, entry, case, described)
            pair.run()
            version = driver.ask(do="version", library=library)["version"]
            kind = "own" if sender in libraries[registry][library].get("own", []) else "receiver"
            row = {"sender": sender, "registry": registry, "library": library, "version": version, "kind": kind}
            rows.append(row | {"checks": pair.checks})
            vectors += pair.vectors(registry)
            wrong = pair.wrong()
            excepted = case.get("differs", {})
            for check, said in wrong.items():
                if excepted.get(check) is None:
                    failed = True
                    print(f"WRONG {sender} {library}: {check}: {said}: {pair.faults.get(check)}")
            if not wrong:
                print(f"{sender} {library}: {' · '.join(f'{check}: {said}' for check, said in pair.checks.items())}")
    write(rows, names)
    if "SENDERS_VECTORS" in os.environ:
        lines = (json.dumps(vector, ensure_ascii=False) for vector in vectors)
        Path(os.environ["SENDERS_VECTORS"]).write_text("".join(f"{line}\n" for line in lines))
    for side in (ours, *drivers.values()):
        side.end()
    return 1 if failed else 0


def write(rows, names):
    """A run of some names renews the rows of these alone."""
    key = lambda row: (row["sender"], row["registry"] != "npm", row["library"].lower())
    kept = {}
    if names and RESULTS.exists():
        kept = {key(row): row for row in map(json.loads, RESULTS.read_text().splitlines())}
    for row in rows:
        kept[key(row)] = row
    lines = [json.dumps(kept[name], ensure_ascii=False) for name in sorted(kept)]
    RESULTS.write_text("".join(line + "\n" for line in lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
