#!/usr/bin/env bash
# @easypost/api 8.9.0 (npm) and easypost 10.7.0 (PyPI): the Node package writes a point into weights before it hashes.
#
# Behaviour: `validateWebhook` looks for `"weight":` followed by a whole number in the body's text, writes `6` as `6.0`,
# and hashes that. A body that says `"weight":6` and is signed as it stands is refused by Node and accepted by Python; of
# a body that says `"weight":6.0` both think the same. Other members (`"net_weight":6`) are left alone.
# A guess: "verify the raw body" means the raw body.
# Seen: the output below.
# Why it matters: the sender's two packages have two messages for one signature. A receiver that follows the raw bytes
# agrees with Python; one that was compared with the Node package only has a rule that the other lacks.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" @easypost/api@8.9.0 >"$work/npm.log" 2>&1
pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work/py" easypost==10.7.0 2>"$work/pip.log"

cat >"$work/run.js" <<'JS'
const { createHmac } = require("crypto");
const EasyPost = require("@easypost/api");
const { Utils } = new (EasyPost.default ?? EasyPost)("none");
for (const body of ['{"result":{"weight":6}}', '{"result":{"weight":6.0}}', '{"result":{"net_weight":6}}']) {
  const signature = "hmac-sha256-hex=" + createHmac("sha256", "secret").update(body).digest("hex");
  try {
    Utils.validateWebhook(Buffer.from(body), { "X-Hmac-Signature": signature }, "secret");
    console.log("Node  ", body, "accepted");
  } catch {
    console.log("Node  ", body, "refused");
  }
}
JS

actual=$(
    node "$work/run.js"
    PYTHONPATH="$work/py" python3 - <<'PY'
import hashlib, hmac
import easypost

for body in ('{"result":{"weight":6}}', '{"result":{"weight":6.0}}', '{"result":{"net_weight":6}}'):
    signature = "hmac-sha256-hex=" + hmac.new(b"secret", body.encode(), hashlib.sha256).hexdigest()
    try:
        easypost.util.validate_webhook(body.encode(), {"X-Hmac-Signature": signature}, "secret")
        print("Python", body, "accepted")
    except Exception:
        print("Python", body, "refused")
PY
)
expected=$(cat <<'OUT'
Node   {"result":{"weight":6}} refused
Node   {"result":{"weight":6.0}} accepted
Node   {"result":{"net_weight":6}} accepted
Python {"result":{"weight":6}} accepted
Python {"result":{"weight":6.0}} accepted
Python {"result":{"net_weight":6}} accepted
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
