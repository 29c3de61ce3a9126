#!/usr/bin/env bash
# cloudevents 10.0.0 (npm) and 2.2.0 (PyPI): an event without `time` has one after reading, the reader's own.
#
# Behaviour: `time` is optional, and the event below has none. Both packages give the parsed event the moment of reading,
# as if it had been sent. The same bytes read twice are two events with two times, and nothing tells such a time from one
# that the producer wrote.
# A guess: absent stays absent (undefined, None).
# Seen: the output below.
# Why it matters: whoever orders, ages or de-duplicates by the event's time behind these packages does so by the time
# of delivery, so a retry is a newer event than the first attempt.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" cloudevents@10.0.0 >"$work/npm.log" 2>&1
pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work/py" cloudevents==2.2.0 2>"$work/pip.log"

cat >"$work/run.js" <<'JS'
const { HTTP } = require("cloudevents");
const request = {
  headers: { "content-type": "application/cloudevents+json" },
  body: '{"specversion":"1.0","id":"1","source":"/shop","type":"order.paid","data":{}}',
};
(async () => {
  const before = Date.now();
  const first = HTTP.toEvent(request).time;
  await new Promise((wake) => setTimeout(wake, 20));
  const second = HTTP.toEvent(request).time;
  const recent = [first, second].every((time) => Date.parse(time) >= before && Date.parse(time) <= Date.now());
  console.log("Node: times of now:", recent, "equal:", first === second);
})();
JS
actual=$(
    node "$work/run.js"
    PYTHONPATH="$work/py" python3 - <<'PY'
import time
from datetime import datetime, timezone
from cloudevents.core.bindings.http import HTTPMessage, from_http_event

body = b'{"specversion":"1.0","id":"1","source":"/shop","type":"order.paid","data":{}}'
before = datetime.now(timezone.utc)
times = []
for _ in range(2):
    times.append(from_http_event(HTTPMessage({"content-type": "application/cloudevents+json"}, body)).get_time())
    time.sleep(0.02)
recent = all(before <= moment <= datetime.now(timezone.utc) for moment in times)
print("Python: times of now:", str(recent).lower(), "equal:", str(times[0] == times[1]).lower())
PY
)
expected=$(cat <<'OUT'
Node: times of now: true equal: false
Python: times of now: true equal: false
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
