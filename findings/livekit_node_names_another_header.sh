#!/usr/bin/env bash
# livekit-server-sdk 2.19.2 (npm): the name of the header with the token.
#
# Behaviour: the package exports `authorizeHeader` beside `WebhookReceiver`. Its value is `Authorize`, and the documentation of
# `receive` in the same file names `Authorization`, which is where the token is.
# A guess: the constant of the package is the name of the header that the sender uses.
# Seen: the output below.
# Why it matters: a receiver that looks the header up by the constant finds none, and refuses every delivery with "authorization
# header is empty", although the header is there.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" livekit-server-sdk@2.19.2 >"$work/npm.log" 2>&1

cat >"$work/run.mjs" <<'JS'
import { createHash } from "node:crypto";
import { AccessToken, WebhookReceiver, authorizeHeader } from "livekit-server-sdk";
const body = '{"event":"room_started"}';
const token = new AccessToken("key", "secret-of-more-than-24-bytes");
token.sha256 = createHash("sha256").update(body).digest("base64");
const headers = new Headers({ Authorization: await token.toJwt() });
const receiver = new WebhookReceiver("key", "secret-of-more-than-24-bytes");
for (const name of [authorizeHeader, "Authorization"]) {
  try {
    console.log(name, (await receiver.receive(body, headers.get(name))).event);
  } catch (error) {
    console.log(name, error.message);
  }
}
JS
actual=$(
    grep -o 'authHeader - .*' "$work/node_modules/livekit-server-sdk/dist/WebhookReceiver.d.ts"
    node "$work/run.mjs"
)
expected=$(cat <<'OUT'
authHeader - `Authorization` header from the request
Authorize authorization header is empty
Authorization room_started
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
