#!/usr/bin/env bash
# plivo 4.79.0 (npm) and plivo 4.63.0 (PyPI): the parameters of a `GET`, given beside the URL that has them.
#
# Behaviour: `validateV3Signature` takes the URL and, last, the parameters of the request. Of a `GET`, Node adds those to the query
# of the URL, so each that is in both is signed twice, and a genuine request is refused. Python puts them in place of the query's.
# A guess: the parameters that arrived, given as for a `POST`, do no harm.
# Seen: the output below.
# Why it matters: one line of a receiver, such as `{ ...req.query, ...req.body }` for both methods, works in Python and refuses
# every `GET` in Node. The reason is not in the reply, which is `false`.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" plivo@4.79.0 >"$work/npm.log" 2>&1
pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work/py" plivo==4.63.0 2>"$work/pip.log"

cat >"$work/cases.json" <<'JSON'
[["https://example.com/h?a=1", {}, "https://example.com/h?a=1.nonce"],
 ["https://example.com/h?a=1", {"a": "1"}, "https://example.com/h?a=1.nonce"],
 ["https://example.com/h?a=1", {"a": "1"}, "https://example.com/h?a=1&a=1.nonce"],
 ["https://example.com/h?a=1", {"b": "2"}, "https://example.com/h?a=1&b=2.nonce"]]
JSON
cat >"$work/run.js" <<'JS'
const { createHmac } = require("crypto");
const plivo = require("plivo");
for (const [url, given, message] of require("./cases.json")) {
  const signature = createHmac("sha256", "token").update(message).digest("base64");
  const said = plivo.validateV3Signature("GET", url, "nonce", "token", signature, given);
  console.log("Node  ", url, "given", Object.keys(given).join() || "none", "signed", message, said);
}
JS
actual=$(
    node "$work/run.js"
    PYTHONPATH="$work/py" python3 - "$work/cases.json" <<'PY'
import base64, hashlib, hmac, json, sys
from plivo.utils import validate_v3_signature

for url, given, message in json.load(open(sys.argv[1])):
    signature = base64.b64encode(hmac.new(b"token", message.encode(), hashlib.sha256).digest()).decode()
    names = ",".join(given) or "none"
    said = validate_v3_signature("GET", url, "nonce", "token", signature, given)
    print("Python", url, "given", names, "signed", message, str(said).lower())
PY
)
expected=$(cat <<'OUT'
Node   https://example.com/h?a=1 given none signed https://example.com/h?a=1.nonce true
Node   https://example.com/h?a=1 given a signed https://example.com/h?a=1.nonce false
Node   https://example.com/h?a=1 given a signed https://example.com/h?a=1&a=1.nonce true
Node   https://example.com/h?a=1 given b signed https://example.com/h?a=1&b=2.nonce true
Python https://example.com/h?a=1 given none signed https://example.com/h?a=1.nonce true
Python https://example.com/h?a=1 given a signed https://example.com/h?a=1.nonce true
Python https://example.com/h?a=1 given a signed https://example.com/h?a=1&a=1.nonce false
Python https://example.com/h?a=1 given b signed https://example.com/h?a=1&b=2.nonce true
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
