#!/usr/bin/env bash
# serverless-http 4.0.0, @vendia/serverless-express 4.12.6, @codegenie/serverless-express 4.17.1, @fastify/aws-lambda 6.4.1.
#
# Behaviour: one event of a REST API, with one header sent twice, reaches the application as `second`, as `first,second`
# (twice) and as `first, second`. The query's blank is `%20` in three and `+` in one. `content-length`, which the event
# does not have, is there in all four: a number in three of them, although header values are texts in Node.
# A guess: the event says it all, so adapters differ in names and not in values.
# Seen: the output below.
# Why it matters: a signature header that is sent twice while a secret is rotated loses its first value behind one of the
# four; a signed URL verifies behind some; and what joins or measures header values as texts meets a number.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" serverless-http@4.0.0 @vendia/serverless-express@4.12.6 \
    @codegenie/serverless-express@4.17.1 @fastify/aws-lambda@6.4.1 fastify@5.12.8 >"$work/npm.log" 2>&1

cat >"$work/run.js" <<'JS'
const event = () => ({
  resource: "/{proxy+}", path: "/hooks", httpMethod: "POST", pathParameters: null, stageVariables: null,
  headers: { Host: "api.example.com", "X-Signature": "second", "Content-Type": "application/json" },
  multiValueHeaders: { Host: ["api.example.com"], "X-Signature": ["first", "second"], "Content-Type": ["application/json"] },
  queryStringParameters: { name: "a b" }, multiValueQueryStringParameters: { name: ["a b"] },
  requestContext: { stage: "prod", path: "/prod/hooks", resourcePath: "/{proxy+}", httpMethod: "POST", identity: { sourceIp: "192.0.2.1" } },
  body: "{}", isBase64Encoded: false,
});
const show = (name, request) => console.log(name, request.url, JSON.stringify(request.headers["x-signature"]),
  JSON.stringify(request.headers["content-length"]));
const app = (name) => (request, response) => (show(name, request), response.end());
(async () => {
  const serverless = require("serverless-http");
  await (serverless.default ?? serverless)(app("serverless-http"))(event(), {});
  for (const name of ["@vendia/serverless-express", "@codegenie/serverless-express"]) {
    const adapter = require(name);
    await (adapter.configure ?? adapter.default)({ app: app(name) })(event(), {});
  }
  const fastify = require("fastify")();
  fastify.post("/hooks", async (request) => (show("@fastify/aws-lambda", request), ""));
  const adapter = require("@fastify/aws-lambda");
  await (adapter.default ?? adapter)(fastify)(event(), {});
})();
JS
actual=$(node "$work/run.js")
expected=$(cat <<'OUT'
serverless-http /hooks?name=a%20b "second" 2
@vendia/serverless-express /hooks?name=a%20b "first,second" 2
@codegenie/serverless-express /hooks?name=a%20b "first,second" 2
@fastify/aws-lambda /hooks?name=a+b "first, second" "2"
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
