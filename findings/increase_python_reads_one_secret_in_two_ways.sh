#!/usr/bin/env bash
# increase 0.552.0 (PyPI): the same secret is another key, depending on which argument carries it.
#
# Behaviour: `unwrap(body, headers, key=secret)` decodes the secret from Base64, as Standard Webhooks says. Without `key`
# the client's own `webhook_secret` is used, and its text itself is the key. So each way accepts exactly what the other
# refuses, for one secret and one client.
# A guess: `key` overrides the client's secret and means the same.
# Seen: the output below.
# Why it matters: moving the secret from the call to the client's constructor, which looks like tidying, turns every
# genuine delivery into "No matching signature found". A receiver that copies one of the two has to know which.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work" \
    increase==0.552.0 standardwebhooks==1.1.0 2>"$work/pip.log"

actual=$(PYTHONPATH="$work" python3 - <<'PY'
import base64
from datetime import datetime, timezone
from increase import Increase
from standardwebhooks import Webhook

secret = "whsec_ZmluZGluZ3Mvd2ViaG9vay1jb3JlLzAx"
client = Increase(api_key="none", webhook_secret=secret)
body = ('{"id":"event_1","type":"event","category":"account.created","created_at":"2023-11-14T22:13:20Z",'
        '"associated_object_id":"account_1","associated_object_type":"account"}')
now = datetime.now(timezone.utc)
signers = {"key is the decoded secret": Webhook(secret),
           "key is the secret's text ": Webhook(base64.b64encode(secret.encode()).decode())}
for name, signer in signers.items():
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(now.timestamp())),
               "webhook-signature": signer.sign("msg_1", now, body)}
    for way, argument in (("in the client", {}), ("as argument  ", {"key": secret})):
        try:
            print(name, "| secret", way, "|", client.events.unwrap(body, headers=headers, **argument).category)
        except Exception as error:
            print(name, "| secret", way, "|", error)
PY
)
expected=$(cat <<'OUT'
key is the decoded secret | secret in the client | No matching signature found
key is the decoded secret | secret as argument   | account.created
key is the secret's text  | secret in the client | account.created
key is the secret's text  | secret as argument   | No matching signature found
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
