#!/usr/bin/env bash
# smee-client 5.0.0 (npm): what arrives at the local target is not the delivery that the channel reports.
#
# Behaviour: the channel's event is a JSON object of headers, `body` and `query`. The client posts `body` as JSON
# whatever it was: a form arrives as JSON, and its media type is changed to `application/json` as well, so nothing shows
# that it was a form. Every other member of the event becomes a header, the channel's own `timestamp` too.
# A guess: the media type and the body are passed on, since a tunnel is for trying signatures.
# Seen: the output below. The channel is a small server on 127.0.0.1 that speaks the same events.
# Why it matters: a form's signature is over the form. Through this tunnel a genuine GitHub delivery of the form kind can
# never verify, and a receiver that takes its time from a header called `timestamp` reads the channel's milliseconds.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" smee-client@5.0.0 >"$work/npm.log" 2>&1

cat >"$work/run.mjs" <<'JS'
import { createServer } from "node:http";
import SmeeClient from "smee-client";

setTimeout(() => process.exit(1), 20_000).unref();
const listen = (server) => new Promise((done) => server.listen(0, "127.0.0.1", () => done(server.address().port)));
const event = {
  "content-type": "application/x-www-form-urlencoded", "x-github-event": "ping",
  body: { payload: '{"zen":"Keep it simple"}' }, query: {}, timestamp: 1700000000000,
};
const channel = createServer((_, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write("event: ready\ndata: {}\n\n");
  setTimeout(() => response.write(`id: 1\ndata: ${JSON.stringify(event)}\n\n`), 300);
});
const target = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => (body += chunk)).on("end", () => {
    response.end();
    for (const name of ["content-type", "x-github-event", "timestamp"]) console.log(`${name}: ${request.headers[name]}`);
    console.log(body);
    process.exit(0);
  });
});
const [from, to] = [await listen(channel), await listen(target)];
const quiet = { info() {}, error: console.error };
await new SmeeClient({ source: `http://127.0.0.1:${from}/channel`, target: `http://127.0.0.1:${to}/hooks`, logger: quiet }).start();
JS
actual=$(node "$work/run.mjs")
expected=$(cat <<'OUT'
content-type: application/json
x-github-event: ping
timestamp: 1700000000000
{"payload":"{\"zen\":\"Keep it simple\"}"}
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
