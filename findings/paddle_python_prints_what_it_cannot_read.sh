#!/usr/bin/env bash
# paddle-python-sdk 1.16.1 (PyPI): a known event that lacks a member becomes an undefined one, and a line on standard output.
#
# Behaviour: `NotificationEvent.from_dict` makes the entity of the event's type. When a member is absent that the class
# wants, the error is printed with `print`, and the event carries an UndefinedEntity instead. Its `event_type` is the known
# one. An unknown type goes the same way: its first word is the name of a module that is then not found.
# A guess: an exception that names the member, or None in its place.
# Seen: the output below.
# Why it matters: nothing is raised, so the delivery is answered 200; nothing is logged, so the one trace is on standard
# output, which a program may use for something else. A handler for `customer.created` gets a thing without `email`.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work" paddle-python-sdk==1.16.1 2>"$work/pip.log"

actual=$(PYTHONPATH="$work" python3 - <<'PY'
import contextlib, io
from paddle_billing.Entities.Notifications import NotificationEvent

customer = {"id": "ctm_1", "email": "a@example.com", "name": None, "status": "active", "custom_data": None, "locale": "en",
            "marketing_consent": False, "created_at": "2023-11-14T22:13:20Z", "updated_at": "2023-11-14T22:13:20Z"}
without_locale = {name: value for name, value in customer.items() if name != "locale"}
for what, kind, data in (("whole", "customer.created", customer), ("without locale", "customer.created", without_locale),
                         ("unknown type", "planet.discovered", customer)):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        event = NotificationEvent.from_dict({"event_id": "evt_1", "notification_id": "ntf_1", "event_type": kind,
                                             "occurred_at": "2023-11-14T22:13:20.000000Z", "data": data})
    print(f"{what}: {event.event_type} {type(event.data).__name__}, email: {hasattr(event.data, 'email')}")
    print("  printed:", out.getvalue().strip() or "nothing")
PY
)
expected=$(cat <<'OUT'
whole: customer.created Customer, email: True
  printed: nothing
without locale: customer.created UndefinedEntity, email: False
  printed: Error dynamically instantiating a 'paddle_billing.Notifications.Entities.Customer' object: 'locale'
unknown type: planet.discovered UndefinedEntity, email: False
  printed: Error dynamically instantiating a 'paddle_billing.Notifications.Entities.Planet' object: No module named 'paddle_billing.Notifications.Entities.Planet'
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
