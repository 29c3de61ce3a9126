#!/usr/bin/env bash
# pusher 3.3.4 (PyPI) and pusher 5.3.4 (npm): one signed delivery, two answers, in both directions.
#
# Behaviour: nothing but the body is signed. The Python package also reads `time_ms` in it and refuses what is more than
# 300 s old or ahead, by returning None; the Node package never looks at the time. The Node package refuses a delivery
# whose media type is not `application/json` letter for letter, so not with `; charset=utf-8`; Python sees no media type.
# A guess: two verifiers by one sender over the same two headers agree.
# Seen: the output below.
# Why it matters: a queue or a retry of ten minutes is fine with one and lost with the other; a gateway that adds the
# charset is fine with one and breaks the other. Neither rule is about the signature, and both answers look like a bad one.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" pusher@5.3.4 >"$work/npm.log" 2>&1
pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work/py" pusher==3.3.4 2>"$work/pip.log"

cat >"$work/run.js" <<'JS'
const { createHmac } = require("crypto");
const Pusher = require("pusher");
const pusher = new Pusher({ appId: "1", key: "key", secret: "secret" });
const valid = (seconds, type) => {
  const body = JSON.stringify({ time_ms: Date.now() + seconds * 1000, events: [{ name: "channel_occupied", channel: "a" }] });
  const signature = createHmac("sha256", "secret").update(body).digest("hex");
  const headers = { "content-type": type, "x-pusher-key": "key", "x-pusher-signature": signature };
  return pusher.webhook({ headers, rawBody: body }).isValid();
};
for (const seconds of [0, -290, -310, 310]) console.log("Node", `${seconds} s:`, valid(seconds, "application/json"));
console.log("Node with charset:", valid(0, "application/json; charset=utf-8"));
JS

actual=$(
    node "$work/run.js"
    PYTHONPATH="$work/py" python3 - <<'PY'
import hashlib, hmac, json, time
import pusher

client = pusher.Pusher(app_id="1", key="key", secret="secret")
for seconds in (0, -290, -310, 310):
    body = json.dumps({"time_ms": int((time.time() + seconds) * 1000), "events": [{"name": "channel_occupied", "channel": "a"}]})
    signature = hmac.new(b"secret", body.encode(), hashlib.sha256).hexdigest()
    print("Python", f"{seconds} s:", client.validate_webhook("key", signature, body) is not None)
PY
)
expected=$(cat <<'OUT'
Node 0 s: true
Node -290 s: true
Node -310 s: true
Node 310 s: true
Node with charset: false
Python 0 s: True
Python -290 s: True
Python -310 s: False
Python 310 s: False
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
