#!/usr/bin/env bash
# square 46.0.0 (npm): the data of an event holds `object` for most events, and for some there is nothing but an id.
#
# Behaviour: the library has a type for the data of each of 92 events. 85 have `object`, which holds what the event is about. Five
# of the seven others are about a thing that was deleted: they have `deleted`, `type` and `id`. Two are about a new or changed
# location, and have `type` and `id` only. Other deletions do have `object`.
# A guess: `/data/object` is there in every event, as with Stripe, and only deletions lack it, and all of them do.
# Seen: the output below.
# Why it matters: a receiver that takes `/data/object` of each event refuses these deliveries, so the sender repeats what can never be read.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund square@46.0.0

actual=$(node <<'JS'
const fs = require("fs");
const folder = "node_modules/square/api/types/";
const files = fs.readdirSync(folder).filter((name) => name.endsWith("EventData.d.ts")).sort();
const members = (name) => [...fs.readFileSync(folder + name, "utf8").matchAll(/^ {4}(\w+)\?:/gm)].map((found) => found[1]);
const without = files.filter((name) => !members(name).includes("object"));
console.log(`${files.length} events, ${without.length} without object`);
for (const name of without) console.log(`  ${name.replace("EventData.d.ts", "")}: ${members(name).sort().join(", ")}`);
const deletions = files.filter((name) => name.includes("Deleted") && !without.includes(name));
console.log(`deletions with object: ${deletions.length}`);
JS
)
expected=$(cat <<'OUT'
92 events, 7 without object
  InvoiceDeleted: deleted, id, type
  LaborScheduledShiftDeleted: deleted, id, type
  LaborShiftDeleted: deleted, id, type
  LaborTimecardDeleted: deleted, id, type
  LocationCreated: id, type
  LocationUpdated: id, type
  TransferOrderDeleted: deleted, id, type
deletions with object: 3
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
