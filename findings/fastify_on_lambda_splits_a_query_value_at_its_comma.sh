#!/usr/bin/env bash
# @fastify/aws-lambda 6.4.1 and serverless-http 4.0.0 (npm): the query of an HTTP API, which arrives byte for byte.
#
# Behaviour: an event of an HTTP API (payload 2.0) carries `rawQueryString` as the sender wrote it. The Fastify adapter
# does not use it: it rebuilds the query from the parsed parameters, which the gateway joins with commas, and so splits
# every comma into two parameters. `list=1%2c2`, one value, becomes `list=1&list=2`. A name without a value gets an equals
# sign, `%20` becomes `+`, and `'` is escaped. serverless-http passes the raw query on.
# A guess: version 2.0 has the raw query so that nobody has to rebuild it, so nobody does.
# Seen: the output below.
# Why it matters: a signature over the URL (Twilio, Square, Plivo) verifies for tame queries and fails for others, behind
# one adapter of two; and a handler gets two values where the sender sent one. The event itself has the bytes.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" serverless-http@4.0.0 @fastify/aws-lambda@6.4.1 fastify@5.12.8 \
    >"$work/npm.log" 2>&1

cat >"$work/run.js" <<'JS'
const event = () => ({
  version: "2.0", routeKey: "$default", rawPath: "/hooks", rawQueryString: "verbose&to=a%20b&list=1%2c2&name=o'hara",
  headers: { host: "api.example.com", "content-type": "application/json" }, body: "{}", isBase64Encoded: false,
  queryStringParameters: { verbose: "", to: "a b", list: "1,2", name: "o'hara" },
  requestContext: { stage: "$default", domainName: "api.example.com",
    http: { method: "POST", path: "/hooks", protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "sender" } },
});
(async () => {
  const serverless = require("serverless-http");
  await (serverless.default ?? serverless)((request, response) => (console.log("serverless-http:", request.url), response.end()))(event(), {});
  const fastify = require("fastify")();
  fastify.post("/hooks", async (request) => (console.log("@fastify/aws-lambda:", request.raw.url), ""));
  const adapter = require("@fastify/aws-lambda");
  await (adapter.default ?? adapter)(fastify)(event(), {});
})();
JS
actual=$(node "$work/run.js")
expected=$(cat <<'OUT'
serverless-http: /hooks?verbose&to=a%20b&list=1%2c2&name=o'hara
@fastify/aws-lambda: /hooks?verbose=&to=a+b&list=1&list=2&name=o%27hara
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
