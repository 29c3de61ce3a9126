#!/usr/bin/env bash
# cloudevents 10.0.0 (npm): what is no object comes back from binary mode as something else.
#
# Behaviour: `HTTP.binary` labels every event `application/json; charset=utf-8` but serialises objects only. A text goes
# out bare, so `hello` under that label is no JSON; a text that looks like an object comes back as an object; null comes
# back as the text "null"; and a number leaves as a number in the body's place, which the package's own `toEvent` refuses.
# In structured mode all but null survive, which comes back as undefined.
# A guess: the body is JSON.stringify(data), and toEvent(binary(event)) gives the data back.
# Seen: the output below.
# Why it matters: the media type is not what the sender wrote but what the package adds. A receiver that parses by it
# loses texts, and cannot tell `"{\"a\":1}"` from `{"a":1}`, though they are two JSON documents.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" cloudevents@10.0.0 >"$work/npm.log" 2>&1

cat >"$work/run.js" <<'JS'
const { CloudEvent, HTTP } = require("cloudevents");
for (const data of [{ a: 1 }, "hello", '{"a":1}', null, 5]) {
  const event = new CloudEvent({ id: "1", source: "/shop", type: "order.paid", data });
  const read = (message) => {
    try {
      return JSON.stringify(HTTP.toEvent(message).data);
    } catch (error) {
      return error.message;
    }
  };
  const binary = HTTP.binary(event);
  console.log(JSON.stringify(data), "->", typeof binary.body, binary.body, "->", read(binary), "| structured ->", read(HTTP.structured(event)));
  if (binary.headers["content-type"] !== "application/json; charset=utf-8") throw new Error("other media type");
}
JS
actual=$(node "$work/run.js")
expected=$(cat <<'OUT'
{"a":1} -> string {"a":1} -> {"a":1} | structured -> {"a":1}
"hello" -> string hello -> "hello" | structured -> "hello"
"{\"a\":1}" -> string {"a":1} -> {"a":1} | structured -> "{\"a\":1}"
null -> string null -> "null" | structured -> undefined
5 -> number 5 -> invalid payload type, allowed are: string or object | structured -> 5
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
