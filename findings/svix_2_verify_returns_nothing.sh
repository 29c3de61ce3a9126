#!/usr/bin/env bash
# svix 2 (npm 2.5.0 and PyPI 2.9.1): `verify` returns nothing; svix 1 and standardwebhooks return the payload.
#
# Behaviour: `const event = webhook.verify(body, headers)` yields `undefined` (`None` in Python) for a good delivery. The
# same line with npm svix 1.99.1, with npm standardwebhooks 1.1.1 and with PyPI standardwebhooks 1.1.0, upon which
# PyPI svix is built, yields the parsed JSON.
# A guess: a verifier that returned the payload for years still does, and its Node twin differs from it in nothing.
# Seen: the output below.
# Why it matters: a receiver that moves from 1 to 2, or from one of the two packages to the other, verifies well and then
# fails at the first member it reads, which answers 500 to genuine deliveries only.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# 2.5.0 names Node 22 as its engine; npm only warns, and the verifier runs on Node 20.
npm install --silent --no-audit --no-fund --prefix "$work/two" svix@2.5.0 >"$work/npm.log" 2>&1
npm install --silent --no-audit --no-fund --prefix "$work/one" svix@1.99.1 standardwebhooks@1.1.1 >"$work/npm.log" 2>&1
pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work/py" \
    svix==2.9.1 standardwebhooks==1.1.0 2>"$work/pip.log"

actual=$(
    node - "$work" <<'JS'
const { createRequire } = require("module");
const work = process.argv[2];
for (const [name, folder, version] of [["svix", "one", "1.99.1"], ["svix", "two", "2.5.0"], ["standardwebhooks", "one", "1.1.1"]]) {
  const { Webhook } = createRequire(`${work}/${folder}/`)(name);
  const webhook = new Webhook("whsec_ZmluZGluZ3Mvd2ViaG9vay1jb3JlLzAx");
  const now = new Date();
  const event = webhook.verify('{"a":1}', {
    "webhook-id": "msg_1",
    "webhook-timestamp": String(Math.floor(now / 1000)),
    "webhook-signature": webhook.sign("msg_1", now, '{"a":1}'),
  });
  console.log("npm ", name, version, JSON.stringify(event));
}
JS
    PYTHONPATH="$work/py" python3 - <<'PY'
from datetime import datetime, timezone
import standardwebhooks, svix

for name, module, version in (("svix", svix, "2.9.1"), ("standardwebhooks", standardwebhooks, "1.1.0")):
    webhook = module.Webhook("whsec_ZmluZGluZ3Mvd2ViaG9vay1jb3JlLzAx")
    now = datetime.now(timezone.utc)
    event = webhook.verify('{"a":1}', {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": webhook.sign("msg_1", now, '{"a":1}'),
    })
    print("PyPI", name, version, event)
PY
)
expected=$(cat <<'OUT'
npm  svix 1.99.1 {"a":1}
npm  svix 2.5.0 undefined
npm  standardwebhooks 1.1.1 {"a":1}
PyPI svix 2.9.1 None
PyPI standardwebhooks 1.1.0 {'a': 1}
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
