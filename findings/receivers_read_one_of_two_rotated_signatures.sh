#!/usr/bin/env bash
# stripe 23.1.0, @hookflo/tern 4.1.0, n8n-nodes-base 2.41.2 and @paddle/paddle-node-sdk 3.10.0 (npm), paddle-python-sdk
# 1.16.1 (PyPI): two signatures in one header, as a sender writes while a secret is rolled.
#
# Behaviour: the header has a signature of each active secret (`t=1,v1=..,v1=..`). Stripe's library tries all of them. tern
# and n8n keep the last `v1` that they read, so a receiver that has the other secret refuses each delivery until the old
# one expires. Paddle's Node package keeps the last `h1`, its Python package tries all.
# A guess: a list that the sender documents is read as a list.
# Seen: the output below.
# Why it matters: it shows on the day of a rotation only, and which half of the receivers fails depends on the order in
# which the sender writes the two. Roll a secret with one delivery of each order in a test.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps --prefix "$work" \
  stripe@23.1.0 @hookflo/tern@4.1.0 @paddle/paddle-node-sdk@3.10.0 >"$work/npm.log" 2>&1
# Its verifiers need none of its dependencies.
(cd "$work" && npm pack --silent n8n-nodes-base@2.41.2 >/dev/null && mkdir n8n && tar xzf n8n-nodes-base-2.41.2.tgz -C n8n)
pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work/py" paddle-python-sdk==1.16.1 2>"$work/pip.log"

cat >"$work/run.js" <<'JS'
const { createHmac } = require("crypto");
const stripe = require("stripe");
const { WebhookVerificationService } = require("@hookflo/tern");
const { Paddle } = require("@paddle/paddle-node-sdk");
const { verifySignature } = require("./n8n/package/dist/nodes/Stripe/StripeTriggerHelpers.js");

const body = '{"id":"evt_1","object":"event","type":"charge.succeeded"}';
const at = Math.floor(Date.now() / 1000);
const [first, second] = ["first-secret", "second-secret"];
const made = (secret, between) => createHmac("sha256", secret).update(`${at}${between}${body}`).digest("hex");
const header = `t=${at},v1=${made(first, ".")},v1=${made(second, ".")}`;

const receivers = {
  stripe: (secret) => Boolean(stripe.webhooks.constructEvent(body, header, secret)),
  tern: async (secret) => {
    const request = new Request("https://a.test/", { method: "POST", body, headers: { "stripe-signature": header } });
    return (await WebhookVerificationService.verifyWithPlatformConfig(request, "stripe", secret)).isValid;
  },
  n8n: (secret) =>
    verifySignature.call({
      getRequestObject: () => ({ header: () => header, rawBody: Buffer.from(body) }),
      getWorkflowStaticData: () => ({}),
      getCredentials: async () => ({ signatureSecret: secret }),
    }),
  "paddle (Node)": async (secret) => {
    const header = `ts=${at};h1=${made(first, ":")};h1=${made(second, ":")}`;
    return new Paddle("none").webhooks.isSignatureValid(body, secret, header);
  },
};
(async () => {
  for (const [name, verify] of Object.entries(receivers)) {
    const said = [];
    for (const secret of [first, second]) {
      said.push((await (async () => verify(secret))().catch(() => false)) ? "accepted" : "refused");
    }
    console.log(`${name.padEnd(16)} the first ${said[0]}, the second ${said[1]}`);
  }
})();
JS

actual=$(
  node "$work/run.js"
  PYTHONPATH="$work/py" python3 - <<'PY'
import hashlib, hmac, time
from paddle_billing.Notifications import PaddleSignature, Secret

body, at = '{"id":"evt_1","object":"event","type":"charge.succeeded"}', int(time.time())
made = lambda secret: hmac.new(secret.encode(), f"{at}:{body}".encode(), hashlib.sha256).hexdigest()
header = f"ts={at};h1={made('first-secret')};h1={made('second-secret')}"
said = ["accepted" if PaddleSignature().verify(header, body, Secret(f"{name}-secret")) else "refused" for name in ("first", "second")]
print(f"{'paddle (Python)':16} the first {said[0]}, the second {said[1]}")
PY
)
expected=$(cat <<'OUT'
stripe           the first accepted, the second accepted
tern             the first refused, the second accepted
n8n              the first refused, the second accepted
paddle (Node)    the first refused, the second accepted
paddle (Python)  the first accepted, the second accepted
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
