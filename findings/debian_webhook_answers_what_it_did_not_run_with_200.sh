#!/usr/bin/env bash
# webhook 2.8.0 (Debian package webhook 2.8.0-4+b6): the status does not say whether the command ran.
#
# Behaviour: for a hook with a signature rule a good signature is 200, a wrong one 500, and none at all 200 again, with
# the text "Hook rules were not satisfied.". A rule on the event's type that does not match is the same 200. A command that
# runs and fails is 200 with the configured text, unless its output is part of the reply, then it is 500.
# A guess: 401 or 403 for both bad signatures, and 500 for the command that failed.
# Seen: the output below. Nothing runs that should not: only the answers are surprising.
# Why it matters: the sender's page of deliveries is green although nothing ran, because the secret was set on one side
# only; and 500 for a wrong one makes senders repeat what can never succeed. Set `trigger-rule-mismatch-http-response-code`.
set -euo pipefail

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
(cd "$work" && apt-get download webhook=2.8.0-4+b6 >apt.log 2>&1 && dpkg -x webhook_*.deb .)

cat >"$work/hooks.json" <<'JSON'
[{"id": "signed", "execute-command": "/bin/true", "response-message": "ran", "trigger-rule": {"match":
    {"type": "payload-hmac-sha256", "secret": "secret", "parameter": {"source": "header", "name": "X-Signature"}}}},
 {"id": "paid", "execute-command": "/bin/true", "response-message": "ran", "trigger-rule": {"match":
    {"type": "value", "value": "order.paid", "parameter": {"source": "payload", "name": "type"}}}},
 {"id": "fails", "execute-command": "/bin/false", "response-message": "ran"},
 {"id": "fails-loud", "execute-command": "/bin/false", "include-command-output-in-response": true}]
JSON
port=$(python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$work/usr/bin/webhook" -hooks "$work/hooks.json" -ip 127.0.0.1 -port "$port" >"$work/log" 2>&1 &
server=$!
for _ in $(seq 50); do python3 -c "import socket; socket.create_connection(('127.0.0.1', $port)).close()" 2>/dev/null && break; sleep 0.1; done

actual=$(python3 - "$port" <<'PY'
import hashlib, hmac, http.client, sys

def ask(what, hook, body, signature=None):
    connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=5)
    headers = {"Content-Type": "application/json", **({"X-Signature": signature} if signature else {})}
    connection.request("POST", f"/hooks/{hook}", body, headers)
    response = connection.getresponse()
    print(f"{what}: {response.status} {response.read().decode().strip()}")

body = '{"type":"order.paid"}'
ask("good signature", "signed", body, "sha256=" + hmac.new(b"secret", body.encode(), hashlib.sha256).hexdigest())
ask("wrong signature", "signed", body, "sha256=" + "0" * 64)
ask("no signature", "signed", body)
ask("the rule's event", "paid", body)
ask("another event", "paid", '{"type":"order.shipped"}')
ask("command fails", "fails", body)
ask("command fails, output asked for", "fails-loud", body)
PY
)
expected=$(cat <<'OUT'
good signature: 200 ran
wrong signature: 500 Error occurred while evaluating hook rules.
no signature: 200 Hook rules were not satisfied.
the rule's event: 200 ran
another event: 200 Hook rules were not satisfied.
command fails: 200 ran
command fails, output asked for: 500 Error occurred while executing the hook's command. Please check your logs for more details.
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
