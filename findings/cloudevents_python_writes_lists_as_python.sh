#!/usr/bin/env bash
# cloudevents 2.2.0 (PyPI): a list as data is written as Python shows it, under `application/json`.
#
# Behaviour: in binary mode `to_binary_event` writes a dict as JSON and everything else as `str()` makes it. A list is sent
# as `[{'paid': True}]` and a boolean as `True`, both with `content-type: application/json`. Read back by the same package
# the list is a text. In structured mode the same event is right.
# A guess: JSON for all that JSON can say, since the datacontenttype says JSON.
# Seen: the output below.
# Why it matters: a receiver that parses by the media type answers 400 to a genuine event. It works with every sample,
# because samples have objects, and fails at the first batch that is an array.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work" cloudevents==2.2.0 2>"$work/pip.log"

actual=$(PYTHONPATH="$work" python3 - <<'PY'
import json
from cloudevents.core.bindings import http
from cloudevents.core.v1.event import CloudEvent

for data in ({"paid": True}, [{"paid": True}], True):
    event = CloudEvent({"specversion": "1.0", "id": "1", "source": "/shop", "type": "order.paid",
                        "datacontenttype": "application/json"}, data)
    binary = http.to_binary_event(event)
    back = http.from_http_event(binary).get_data()
    structured = json.loads(http.to_structured_event(event).body)["data"]
    print(binary.body.decode(), binary.headers["content-type"], "| read back:", type(back).__name__,
          "| structured:", json.dumps(structured))
PY
)
expected=$(cat <<'OUT'
{"paid": true} application/json | read back: dict | structured: {"paid": true}
[{'paid': True}] application/json | read back: str | structured: [{"paid": true}]
True application/json | read back: str | structured: true
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
