"""The libraries of PyPI: one question a line of standard input, one answer a line, both JSON. The questions are those of
`node/driver.mjs`."""

import asyncio
import base64
import importlib
import importlib.metadata
import inspect
import json
import os
import sys
from urllib.parse import parse_qsl, urlsplit

sys.path.insert(0, os.path.dirname(__file__))


class Request:
    """What an adapter gets: the request in the forms that libraries want."""

    def __init__(self, question):
        given = question["request"]
        self.secret, self.at = question["secret"], question["at"]
        self.method, self.url = given["method"], given["url"]
        self.bytes = base64.b64decode(given["body"])
        self.pairs = given["headers"]
        self.headers = {}
        for name, value in self.pairs:
            self.headers.setdefault(name.lower(), value)

    @property
    def body(self):
        return self.bytes.decode()

    @property
    def json(self):
        return json.loads(self.bytes)

    @property
    def form(self):
        return dict(parse_qsl(self.body, keep_blank_values=True))

    @property
    def query(self):
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))

    @property
    def path(self):
        return urlsplit(self.url).path

    def header(self, name):
        return self.headers.get(name.lower())


def libraries():
    found = {}
    for name in ("commerce", "messaging", "standard", "web"):
        for library, senders in importlib.import_module(name).LIBRARIES.items():
            found.setdefault(library, {}).update(senders)
    return found


LIBRARIES = libraries()

# Libraries print; answers alone go to standard output.
answers = os.fdopen(os.dup(1), "w")
silence = os.open(os.devnull, os.O_WRONLY)
os.dup2(silence, 1)
os.dup2(silence, 2)


def answer(question):
    if question["do"] == "list":
        every = ((library, sender, a) for library, senders in LIBRARIES.items() for sender, a in senders.items())
        return {"list": [{"library": l, "sender": s, "signs": a[1] is not None, "verifies": True} for l, s, a in every]}
    if question["do"] == "version":
        return {"version": importlib.metadata.version(question["library"])}
    verify, sign = LIBRARIES[question["library"]][question["sender"]]
    request = Request(question)
    if question["do"] == "verify":
        verdict = verify(request)
        if inspect.isawaitable(verdict):
            verdict = asyncio.run(verdict)
        return {"answer": "refused", "why": "False"} if verdict is False else {"answer": "accepted"}
    made = sign(request)
    new = made.get("headers", {})
    names = {name.lower() for name in new}
    headers = [pair for pair in request.pairs if pair[0].lower() not in names] + [list(pair) for pair in new.items()]
    body = made.get("body", request.bytes)
    body = body if isinstance(body, bytes) else body.encode()
    return {
        "request": question["request"]
        | {"headers": headers, "body": base64.b64encode(body).decode(), "url": made.get("url", request.url)}
    }


for line in sys.stdin:
    question = json.loads(line)
    try:
        said = answer(question)
    except Exception as error:  # whatever a library throws is its way to refuse
        said = {"answer": "refused", "why": f"{type(error).__name__}: {error}"[:200]}
    answers.write(json.dumps(said) + "\n")
    answers.flush()
