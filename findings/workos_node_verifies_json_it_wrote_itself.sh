#!/usr/bin/env bash
# @workos-inc/node 8.13.0 (npm) and workos 10.8.0 (PyPI): one signed delivery, accepted by Python, refused by Node.
#
# Behaviour: the Node package takes the parsed payload and hashes what `JSON.stringify` makes of it; the Python package
# hashes the bytes. They agree while the sender writes JSON as JavaScript would. A blank behind a colon, an escape such as
# `\u00e9` or `\/`, a number written `1.0` or `1e3`: the body is signed as sent, and Node refuses it.
# A guess: one sender's packages sign the same bytes; a parsed payload is kept beside its raw text.
# Seen: the output below.
# Why it matters: whether a delivery verifies depends on the sender's serialiser, and on the digits of a float. A receiver
# that works on raw bytes is right where this package is not, which is a surprise to whoever compares the two.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" @workos-inc/node@8.13.0 >"$work/npm.log" 2>&1
pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work/py" workos==10.8.0 2>"$work/pip.log"

cat >"$work/bodies.json" <<'JSON'
["{\"id\":\"event_1\",\"event\":\"custom.sent\",\"data\":{\"total\":1},\"created_at\":\"2023-11-14T22:13:20.000Z\"}",
 "{\"id\":\"event_1\",\"event\":\"custom.sent\",\"data\":{\"total\": 1},\"created_at\":\"2023-11-14T22:13:20.000Z\"}",
 "{\"id\":\"event_1\",\"event\":\"custom.sent\",\"data\":{\"total\":1.0},\"created_at\":\"2023-11-14T22:13:20.000Z\"}",
 "{\"id\":\"event_1\",\"event\":\"custom.sent\",\"data\":{\"total\":\"\\u00e9\"},\"created_at\":\"2023-11-14T22:13:20.000Z\"}"]
JSON
cat >"$work/run.mjs" <<'JS'
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { WorkOS } from "@workos-inc/node";
const workos = new WorkOS("sk_none");
for (const body of JSON.parse(readFileSync(new URL("bodies.json", import.meta.url)))) {
  const now = Date.now();
  const digest = createHmac("sha256", "secret").update(`${now}.${body}`).digest("hex");
  const answer = await workos.webhooks.constructEvent({ payload: JSON.parse(body), sigHeader: `t=${now}, v1=${digest}`, secret: "secret" })
    .then(() => "accepted", (error) => error.constructor.name);
  console.log("Node  ", body.match(/"data":(.*),"created/)[1], answer);
}
JS
actual=$(
    node "$work/run.mjs"
    PYTHONPATH="$work/py" python3 - "$work/bodies.json" <<'PY'
import hashlib, hmac, json, re, sys, time
from workos.webhooks import _verification

for body in json.load(open(sys.argv[1])):
    now = int(time.time() * 1000)
    digest = hmac.new(b"secret", f"{now}.{body}".encode(), hashlib.sha256).hexdigest()
    try:
        _verification.verify_event(event_body=body.encode(), event_signature=f"t={now}, v1={digest}", secret="secret")
        answer = "accepted"
    except ValueError as error:
        answer = str(error)
    print("Python", re.search('"data":(.*),"created', body)[1], answer)
PY
)
expected=$(cat <<'OUT'
Node   {"total":1} accepted
Node   {"total": 1} SignatureVerificationException
Node   {"total":1.0} SignatureVerificationException
Node   {"total":"\u00e9"} SignatureVerificationException
Python {"total":1} accepted
Python {"total": 1} accepted
Python {"total":1.0} accepted
Python {"total":"\u00e9"} accepted
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
