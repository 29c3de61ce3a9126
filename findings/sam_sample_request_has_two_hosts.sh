#!/usr/bin/env bash
# aws-sam-cli 1.170.0 (PyPI), the sample event of `sam local generate-event apigateway aws-proxy`.
#
# Behaviour: the sample names its host twice, as every event of a REST API does, and the two are not the same host:
# `headers.Host` begins with 1234567890, `multiValueHeaders.Host` with 0123456789. Adapters read one or the other, so the
# application that gets this one event is called `1234567890...` behind serverless-http 4.0.0 and `0123456789...`
# behind @vendia/serverless-express 4.12.6.
# A guess: `multiValueHeaders` repeats `headers`, value by value.
# Seen: the output below.
# Why it matters: a test of a signature over the URL that starts from the public sample passes with one adapter only, and
# the mismatch looks like a fault of the verifier.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" serverless-http@4.0.0 @vendia/serverless-express@4.12.6 >"$work/npm.log" 2>&1
pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --target "$work/py" aws-sam-cli==1.170.0 2>"$work/pip.log"

cat >"$work/run.js" <<'JS'
const { readdirSync, readFileSync } = require("fs");
const folder = `${__dirname}/py/samcli/lib/generated_sample_events/events/apigateway`;
const file = readdirSync(folder).find((name) => /proxy/i.test(name) && !/http/i.test(name));
const text = readFileSync(`${folder}/${file}`, "utf8").replaceAll("{{{dns_suffix}}}", "amazonaws.com")
  .replace('"{{{querystringparameters}}}"', '{"foo":"bar"}').replace(/\{\{\{method\}\}\}/g, "POST").replace(/\{\{\{path\}\}\}/g, "hooks");
const event = JSON.parse(text);
console.log("headers:", event.headers.Host, "multiValueHeaders:", event.multiValueHeaders.Host[0]);
const app = (name) => (request, response) => (console.log(name, request.headers.host), response.end());
(async () => {
  const serverless = require("serverless-http");
  await (serverless.default ?? serverless)(app("serverless-http:"))(structuredClone(event), {});
  const vendia = require("@vendia/serverless-express");
  await (vendia.configure ?? vendia.default)({ app: app("@vendia/serverless-express:") })(structuredClone(event), {});
})();
JS
actual=$(node "$work/run.js")
expected=$(cat <<'OUT'
headers: 1234567890.execute-api.amazonaws.com multiValueHeaders: 0123456789.execute-api.amazonaws.com
serverless-http: 1234567890.execute-api.amazonaws.com
@vendia/serverless-express: 0123456789.execute-api.amazonaws.com
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
