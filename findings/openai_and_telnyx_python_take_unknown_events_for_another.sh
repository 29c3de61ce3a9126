#!/usr/bin/env bash
# openai 3.57.0 and telnyx 4.189.0 (PyPI): an event of an unknown type becomes an object of an unrelated class.
#
# Behaviour: `client.webhooks.unwrap` verifies the delivery and then looks for the class of its type. When the type is
# not among those that the package knows, the object is made of the first class of the union, with no error: OpenAI's is
# that of an expired agent environment, Telnyx's that of a clicked link. `isinstance` says yes; `.type` holds what was sent.
# A guess: an error, a plain dict, or a class for the unknown.
# Seen: the output below. The order of the union decides, so another version may name another class.
# Why it matters: handlers that are chosen by class run for events that did not exist when the package was published.
# Only the type's own text is safe to route by.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work" \
    openai==3.57.0 telnyx==4.189.0 standardwebhooks==1.1.0 pynacl==1.6.2 2>"$work/pip.log"

actual=$(PYTHONPATH="$work" python3 - <<'PY'
import base64, json
from datetime import datetime, timezone
from nacl.signing import SigningKey
import openai, standardwebhooks, telnyx

now = datetime.now(timezone.utc)
seconds = str(int(now.timestamp()))

secret = "whsec_ZmluZGluZ3Mvd2ViaG9vay1jb3JlLzAx"
client = openai.OpenAI(api_key="none", webhook_secret=secret)
body = json.dumps({"id": "evt_1", "object": "event", "created_at": 1700000000,
                   "type": "response.not_invented_yet", "data": {"id": "resp_1"}})
event = client.webhooks.unwrap(body, {
    "webhook-id": "msg_1", "webhook-timestamp": seconds,
    "webhook-signature": standardwebhooks.Webhook(secret).sign("msg_1", now, body)})
print("openai:", type(event).__name__, event.type)

key = SigningKey.generate()
client = telnyx.Telnyx(api_key="none", public_key=base64.b64encode(bytes(key.verify_key)).decode())
body = json.dumps({"data": {"record_type": "event", "event_type": "fax.not_invented_yet", "id": "evt_1",
                            "occurred_at": "2023-11-14T22:13:20Z", "payload": {}}})
signature = key.sign(f"{seconds}|{body}".encode()).signature
event = client.webhooks.unwrap(body, headers={
    "telnyx-timestamp": seconds, "telnyx-signature-ed25519": base64.b64encode(signature).decode()})
print("telnyx:", type(event).__name__, type(event.data).__name__, event.data.event_type)
PY
)
expected=$(cat <<'OUT'
openai: AgentEnvironmentExpiredWebhookEvent response.not_invented_yet
telnyx: ReplacedLinkClickWebhookEvent ReplacedLinkClick fax.not_invented_yet
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
