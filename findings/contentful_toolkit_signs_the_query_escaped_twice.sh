#!/usr/bin/env bash
# @contentful/node-apps-toolkit 3.16.1 (npm): the query that is signed is not the query that is sent.
#
# Behaviour: `signRequest` escapes the path and escapes the query by its own rule, `=` and `%` included. For
# `/in?k=v` the signed line is `/in?k%253Dv`: the equals sign became `%3D` and its percent sign `%25`. For `/in/%C3%A9`
# it is `/in/%25C3%25A9`. Only a path without a query and without escapes is signed as it is sent.
# A guess: method, path with query, headers and body, each as they go over the wire.
# Seen: the output below; `verifyRequest` of the same package repeats the escaping, so the package agrees with itself.
# Why it matters: a receiver in another language that builds the message of the request's own target refuses every
# delivery to a URL with a query, and finds nothing wrong with any other.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" @contentful/node-apps-toolkit@3.16.1 >"$work/npm.log" 2>&1

cat >"$work/run.js" <<'JS'
const { createHmac } = require("crypto");
const { signRequest, verifyRequest } = require("@contentful/node-apps-toolkit");
const secret = "s".repeat(64);
const lines = { "/in": "/in", "/in?k=v": "/in?k%253Dv", "/in/%C3%A9": "/in/%25C3%25A9" };
for (const [path, line] of Object.entries(lines)) {
  const request = { method: "POST", path, headers: { "X-A": "1" }, body: "{}" };
  const signed = signRequest(secret, request, 1700000000000);
  const headers = { "x-a": "1", ...signed };
  const pairs = signed["x-contentful-signed-headers"].split(",").map((name) => `${name}:${headers[name]}`).join(";");
  const is = (target) =>
    createHmac("sha256", secret).update(["POST", target, pairs, "{}"].join("\n")).digest("hex") === signed["x-contentful-signature"];
  console.log(path, "signed as sent:", is(path), `signed as ${line}:`, is(line), "verified:",
    verifyRequest(secret, { ...request, headers: { ...request.headers, ...signed } }, 0));
}
JS
actual=$(node "$work/run.js")
expected=$(cat <<'OUT'
/in signed as sent: true signed as /in: true verified: true
/in?k=v signed as sent: false signed as /in?k%253Dv: true verified: true
/in/%C3%A9 signed as sent: false signed as /in/%25C3%25A9: true verified: true
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
