#!/usr/bin/env bash
# line-bot-sdk 3.27.0 (PyPI): a text message is an UnknownEvent when its sender is of a new kind.
#
# Behaviour: the parser tries the event's class, and when any nested union in it (the source, or the message) names a
# type that the package does not know, the whole event becomes an UnknownEvent. Its type is still `message`; the text,
# the id of the message and the reply token are no longer there.
# A guess: a MessageEvent with an unknown source in it, since package and protocol know both `UnknownEvent` and `Source`.
# Seen: the output below.
# Why it matters: senders add kinds. With this parser a new kind in a side member silences the handler of a known event,
# and the reply token is lost with it.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work" line-bot-sdk==3.27.0 2>"$work/pip.log"

actual=$(PYTHONPATH="$work" python3 - <<'PY'
import base64, copy, hashlib, hmac, json
from linebot.v3.webhook import WebhookParser

event = {"type": "message", "mode": "active", "timestamp": 1700000000000, "webhookEventId": "01HZ0000000000000000000000",
         "deliveryContext": {"isRedelivery": False}, "replyToken": "reply",
         "source": {"type": "user", "userId": "U00000000000000000000000000000001"},
         "message": {"type": "text", "id": "1", "quoteToken": "quote", "text": "hello"}}

def parsed(path=None, value=None):
    changed = copy.deepcopy(event)
    if path:
        changed[path]["type"] = value
    body = json.dumps({"destination": "U00000000000000000000000000000000", "events": [changed]})
    signature = base64.b64encode(hmac.new(b"secret", body.encode(), hashlib.sha256).digest()).decode()
    [one] = WebhookParser("secret").parse(body, signature)
    return type(one).__name__, one.type, hasattr(one, "message"), hasattr(one, "reply_token")

print("known source:", *parsed())
print("new source:  ", *parsed("source", "spaceship"))
print("new message: ", *parsed("message", "hologram"))
PY
)
expected=$(cat <<'OUT'
known source: MessageEvent message True True
new source:   UnknownEvent message False False
new message:  UnknownEvent message False False
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
