#!/usr/bin/env bash
# @linear/sdk 98.0.0 (npm): of the six kinds of delivery that Linear sends, one has `data`.
#
# Behaviour: the library's type of a delivery is a union. Deliveries about an entity, such as an issue or a comment, have `data`. The
# other five keep what they are about elsewhere: `issueData`, `notification`, `agentSession`, or members beside `type` and `action`.
# A guess: every delivery has `action`, `type` and `data`, as in the samples of the documentation.
# Seen: the output below.
# Why it matters: a receiver that takes `/data` of every delivery refuses all events of agents, app users, SLAs and OAuth apps.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @linear/sdk@98.0.0

actual=$(node <<'JS'
const fs = require("fs");
const folder = "node_modules/@linear/sdk/dist/";
const file = fs.readdirSync(folder).find((name) => /^index-.*\.d\.mts$/.test(name));
const text = fs.readFileSync(folder + file, "utf8");
const union = text.match(/type LinearWebhookPayload = ([^;]*);/)[1].split("|").map((name) => name.trim().replace(/\$1$/, ""));
const around = ["__typename", "action", "createdAt", "organizationId", "type", "webhookId", "webhookTimestamp", "url", "actor", "updatedFrom"];
for (const name of new Set(union.map((name) => name.replace(/WebhookPayload.*/, "")))) {
  const body = text.match(new RegExp(`type ${name}WebhookPayload = \\{([\\s\\S]*?)\\n\\};`))[1];
  const members = [...body.matchAll(/^  (\w+)\??:/gm)].map((found) => found[1]);
  console.log(`${name}: ${members.filter((member) => !around.includes(member)).sort().join(", ")}`);
}
JS
)
expected=$(cat <<'OUT'
Entity: data
IssueSla: issueData
OAuthApp: oauthClientId
AppUserNotification: appUserId, notification, oauthClientId
AppUserTeamAccessChanged: addedTeamIds, appUserId, canAccessAllPublicTeams, oauthClientId, removedTeamIds
AgentSessionEvent: agentActivity, agentSession, appUserId, guidance, oauthClientId, previousComments, promptContext
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
