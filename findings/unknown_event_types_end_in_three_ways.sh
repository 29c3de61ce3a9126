#!/usr/bin/env bash
# @workos-inc/node 8.13.0, @paddle/paddle-node-sdk 3.10.0, @polar-sh/sdk 0.49.0: what a signed event of an unknown type becomes.
#
# Behaviour: all three verify the signature and then make a typed event. For a type that the package does not know
# WorkOS returns `undefined`, Paddle an object of its class GenericEvent, and Polar throws an error that is not its
# verification error. The Python package of WorkOS (10.8.0) returns an object of a class for the unknown instead.
# A guess: all throw, or all hand the plain JSON over.
# Seen: the output below.
# Why it matters: the sender adds a type, and three receivers written in the same way fail on `undefined`, do nothing, or
# answer as they answer any other error. Two packages of one sender do not agree either.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" @workos-inc/node@8.13.0 @paddle/paddle-node-sdk@3.10.0 \
    @polar-sh/sdk@0.49.0 standardwebhooks@1.1.1 >"$work/npm.log" 2>&1
pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work/py" workos==10.8.0 2>"$work/pip.log"

cat >"$work/run.mjs" <<'JS'
import { createHmac } from "node:crypto";
import { WorkOS } from "@workos-inc/node";
import { Paddle } from "@paddle/paddle-node-sdk";
import { validateEvent, WebhookVerificationError } from "@polar-sh/sdk/webhooks";
import { Webhook } from "standardwebhooks";

const hex = (message) => createHmac("sha256", "secret").update(message).digest("hex");
const now = Date.now();
const seconds = Math.floor(now / 1000);

let payload = { id: "event_1", event: "user.not_invented_yet", data: { id: "user_1" }, created_at: "2023-11-14T22:13:20.000Z" };
let event = await new WorkOS("sk_none").webhooks.constructEvent({
  payload, secret: "secret", sigHeader: `t=${now}, v1=${hex(`${now}.${JSON.stringify(payload)}`)}`,
});
console.log("WorkOS:", event);

let body = JSON.stringify({ event_id: "evt_1", notification_id: "ntf_1", event_type: "price.not_invented_yet",
  occurred_at: "2023-11-14T22:13:20.000Z", data: { id: "pri_1" } });
event = await new Paddle("none").webhooks.unmarshal(body, "secret", `ts=${seconds};h1=${hex(`${seconds}:${body}`)}`);
console.log("Paddle:", event.constructor.name);

body = JSON.stringify({ type: "order.not_invented_yet", timestamp: "2023-11-14T22:13:20Z", data: {} });
try {
  const signature = new Webhook(Buffer.from("secret").toString("base64")).sign("msg_1", new Date(now), body);
  event = await validateEvent(body, { "webhook-id": "msg_1", "webhook-timestamp": String(seconds), "webhook-signature": signature }, "secret");
  console.log("Polar:", event);
} catch (error) {
  console.log("Polar:", error.constructor.name, error instanceof WebhookVerificationError);
}
JS

actual=$(
    node "$work/run.mjs"
    PYTHONPATH="$work/py" python3 - <<'PY'
import hashlib, hmac, json, time
from workos.webhooks import _verification

now = int(time.time() * 1000)
body = json.dumps({"id": "event_1", "object": "event", "event": "user.not_invented_yet", "data": {"id": "user_1"},
                   "created_at": "2023-11-14T22:13:20.000Z"})
digest = hmac.new(b"secret", f"{now}.{body}".encode(), hashlib.sha256).hexdigest()
event = _verification.verify_event(event_body=body.encode(), event_signature=f"t={now}, v1={digest}", secret="secret")
print("WorkOS in Python:", type(event).__name__)
PY
)
expected=$(cat <<'OUT'
WorkOS: undefined
Paddle: GenericEvent
Polar: SDKValidationError false
WorkOS in Python: EventSchemaUnknown
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
