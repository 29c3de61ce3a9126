#!/usr/bin/env bash
# @shopify/shopify-api 13.1.0 (npm): the order of the parameters of an app proxy is the reader's language.
#
# Behaviour: `validateHmac(query, { signator: "appProxy" })` sorts the names with `localeCompare`, which puts `a` before `B`
# and `page` before `page-2`. The code of Shopify's documentation (Ruby) sorts the texts `name=value` by their bytes: `B=..`
# before `a=..`, and `page-2=..` before `page=..`, because `-` comes before `=`. The parameters that Shopify adds itself
# (`logged_in_customer_id`, `path_prefix`, `shop`, `timestamp`) are in one order under both.
# A guess: a request that is signed as the documentation says is accepted by Shopify's own library.
# Seen: the output below.
# Why it matters: the shop's visitors choose the other parameters. Where a name has a capital, or begins like another one,
# the library refuses what the documented code signs.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" @shopify/shopify-api@13.1.0 >"$work/npm.log" 2>&1

cat >"$work/run.js" <<'JS'
require("@shopify/shopify-api/adapters/node");
const { shopifyApi, LATEST_API_VERSION, ApiVersion, LogSeverity } = require("@shopify/shopify-api");
const crypto = require("node:crypto");
const secret = "a-secret-of-an-app";
const { utils } = shopifyApi({
  apiKey: "key", apiSecretKey: secret, scopes: [], hostName: "app.example.test", isEmbeddedApp: true,
  apiVersion: LATEST_API_VERSION ?? Object.values(ApiVersion)[0], logger: { level: LogSeverity.Error },
});
// As in "Authenticate app proxies" on shopify.dev: the texts `name=value`, sorted and joined by nothing.
const documented = (query) => {
  const written = Object.entries(query).map(([name, value]) => `${name}=${[].concat(value).join(",")}`);
  const sorted = written.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  return crypto.createHmac("sha256", secret).update(sorted.join("")).digest("hex");
};
(async () => {
  const own = { shop: "s.myshopify.com", path_prefix: "/apps/x", logged_in_customer_id: "", timestamp: `${Math.floor(Date.now() / 1000)}` };
  for (const more of [{}, { a: "1", b: "2" }, { extra: ["1", "2"] }, { a: "1", B: "2" }, { page: "1", "page-2": "2" }, { a: "1", a1: "2" }]) {
    const query = { ...own, ...more };
    const accepted = await utils.validateHmac({ ...query, signature: documented(query) }, { signator: "appProxy" });
    console.log(JSON.stringify(more), accepted ? "accepted" : "refused");
  }
})();
JS
actual=$(cd "$work" && node run.js)
expected=$(cat <<'OUT'
{} accepted
{"a":"1","b":"2"} accepted
{"extra":["1","2"]} accepted
{"a":"1","B":"2"} refused
{"page":"1","page-2":"2"} refused
{"a":"1","a1":"2"} refused
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
