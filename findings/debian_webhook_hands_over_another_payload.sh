#!/usr/bin/env bash
# webhook 2.8.0 (Debian package webhook 2.8.0-4+b6): `entire-payload` is not the payload.
#
# Behaviour: an argument with the source `entire-payload` is the body parsed and written again: the members are sorted by
# name and the blanks are gone, while numbers keep the digits they were sent with (`2.50`, integers of twenty digits). An
# array at the top arrives as an object with one member `root`; a body of `text/plain` arrives as the text `null`. A single
# member that is null is the text `<nil>`.
# A guess: the bytes as they came; or, if parsed, then with the numbers of a double, as Go does by default.
# Seen: the output below.
# Why it matters: a script behind this server cannot verify a signature from what it is given, and a schema that it has
# for the array does not fit. The raw body is on offer too, as `raw-request-body`.
set -euo pipefail

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
(cd "$work" && apt-get download webhook=2.8.0-4+b6 >apt.log 2>&1 && dpkg -x webhook_*.deb .)

cat >"$work/hooks.json" <<'JSON'
[{"id": "whole", "execute-command": "/usr/bin/printf", "include-command-output-in-response": true,
  "pass-arguments-to-command": [{"source": "string", "name": "%s %s"}, {"source": "payload", "name": "none"},
    {"source": "entire-payload"}]},
 {"id": "raw", "execute-command": "/usr/bin/printf", "include-command-output-in-response": true,
  "pass-arguments-to-command": [{"source": "string", "name": "%s"}, {"source": "raw-request-body"}]}]
JSON
port=$(python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$work/usr/bin/webhook" -hooks "$work/hooks.json" -ip 127.0.0.1 -port "$port" >"$work/log" 2>&1 &
server=$!
for _ in $(seq 50); do python3 -c "import socket; socket.create_connection(('127.0.0.1', $port)).close()" 2>/dev/null && break; sleep 0.1; done

actual=$(python3 - "$port" <<'PY'
import http.client, sys

def ask(hook, body, media="application/json"):
    connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=5)
    connection.request("POST", f"/hooks/{hook}", body, {"Content-Type": media})
    print(f"{hook}: {connection.getresponse().read().decode()}")

body = '{"paid": 2.50, "none": null, "id": 12345678901234567890}'
ask("whole", body)
ask("raw", body)
ask("whole", '[{"paid": 2.50}]')
ask("whole", "paid", "text/plain")
PY
)
expected=$(cat <<'OUT'
whole: <nil> {"id":12345678901234567890,"none":null,"paid":2.50}
raw: {"paid": 2.50, "none": null, "id": 12345678901234567890}
whole:  {"root":[{"paid":2.50}]}
whole:  null
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
