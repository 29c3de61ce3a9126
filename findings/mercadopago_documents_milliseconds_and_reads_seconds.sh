#!/usr/bin/env bash
# mercadopago 3.6.1 (npm) and 3.6.0 (PyPI): the unit of `ts` in `x-signature`.
#
# Behaviour: the Python package documents the header as `ts=<ms>,v1=<hex>`, and both packages read whole seconds. A time in
# milliseconds has a good signature, and is outside of any tolerance. Without a tolerance, which is the default, both are taken.
# A guess: the unit that the documentation of the function names.
# Seen: the output below. Mercado Pago's page said "in milliseconds" beside a value in seconds, and releases of 2026 read
# milliseconds, until issue 458 of the Node package.
# Why it matters: a receiver that follows the documentation refuses every genuine delivery as too old or too new, and sees it only
# once it asks for a tolerance.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" mercadopago@3.6.1 >"$work/npm.log" 2>&1
pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work/py" mercadopago==3.6.0 2>"$work/pip.log"

cat >"$work/run.js" <<'JS'
const { createHmac } = require("crypto");
const { WebhookSignatureValidator } = require("mercadopago");
const now = Math.floor(Date.now() / 1000);
for (const [unit, ts] of [["seconds", now], ["milliseconds", now * 1000]]) {
  const v1 = createHmac("sha256", "secret").update(`id:1;request-id:r;ts:${ts};`).digest("hex");
  for (const toleranceSeconds of [undefined, 300]) {
    const given = { xSignature: `ts=${ts},v1=${v1}`, xRequestId: "r", dataId: "1", secret: "secret", toleranceSeconds };
    let said = "accepted";
    try { WebhookSignatureValidator.validate(given); } catch (error) { said = error.reason; }
    console.log("Node  ", unit, toleranceSeconds ?? "no", "tolerance:", said);
  }
}
JS

actual=$(
    PYTHONPATH="$work/py" python3 - <<'PY'
from mercadopago.webhook import WebhookSignatureValidator

for line in WebhookSignatureValidator.validate.__doc__.splitlines():
    if "ts=" in line:
        print("Python", line.strip())
PY
    node "$work/run.js"
    PYTHONPATH="$work/py" python3 - <<'PY'
import hashlib, hmac, time
from mercadopago.webhook import WebhookSignatureValidator

now = int(time.time())
for unit, ts in (("seconds", now), ("milliseconds", now * 1000)):
    v1 = hmac.new(b"secret", f"id:1;request-id:r;ts:{ts};".encode(), hashlib.sha256).hexdigest()
    for tolerance in (None, 300):
        try:
            WebhookSignatureValidator.validate(f"ts={ts},v1={v1}", "r", "1", "secret", tolerance_seconds=tolerance)
            said = "accepted"
        except Exception as error:
            said = error.reason.value
        print("Python", unit, tolerance or "no", "tolerance:", said)
PY
)
expected=$(cat <<'OUT'
Python Expected format: ``ts=<ms>,v1=<hex>``.
Node   seconds no tolerance: accepted
Node   seconds 300 tolerance: accepted
Node   milliseconds no tolerance: accepted
Node   milliseconds 300 tolerance: TimestampOutOfTolerance
Python seconds no tolerance: accepted
Python seconds 300 tolerance: accepted
Python milliseconds no tolerance: accepted
Python milliseconds 300 tolerance: TimestampOutOfTolerance
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
