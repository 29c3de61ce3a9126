#!/usr/bin/env bash
# standardwebhooks 1.1.0 (PyPI): `sign` takes a datetime and drops its offset.
#
# Behaviour: the digits on the clock are read as UTC, whatever zone the datetime names. One instant, written once in UTC
# and once at +02:00, gets two signatures. The second belongs to a time two hours ahead, so the library's own `verify`
# refuses it beside the right `webhook-timestamp`. No error, no warning.
# A guess: an aware datetime is converted, as everywhere in Python; only a naive one is read as UTC.
# Seen: the output below.
# Why it matters: a test or a gateway that signs with local times fails with "No matching signature found" everywhere but
# in London, in winter. A receiver that looks for the fault in the secret or in the body does not find it.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work" standardwebhooks==1.1.0 2>"$work/pip.log"

actual=$(PYTHONPATH="$work" python3 - <<'PY'
from datetime import datetime, timedelta, timezone
from standardwebhooks import Webhook

webhook = Webhook("whsec_ZmluZGluZ3Mvd2ViaG9vay1jb3JlLzAx")
now = datetime.now(timezone.utc).replace(microsecond=0)
for hours in (0, 2):
    signed_at = now.astimezone(timezone(timedelta(hours=hours)))
    assert signed_at == now
    header = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(signed_at.timestamp())),
        "webhook-signature": webhook.sign("msg_1", signed_at, '{"a":1}'),
    }
    try:
        print(f"+{hours:02}:00", webhook.verify('{"a":1}', header))
    except Exception as error:
        print(f"+{hours:02}:00", type(error).__name__, error)
    shifted = now + timedelta(hours=hours)
    print("equals the signature of", f"{hours} hours ahead:",
          header["webhook-signature"] == webhook.sign("msg_1", shifted, '{"a":1}'))
PY
)
expected=$(cat <<'OUT'
+00:00 {'a': 1}
equals the signature of 0 hours ahead: True
+02:00 WebhookVerificationError No matching signature found
equals the signature of 2 hours ahead: True
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
