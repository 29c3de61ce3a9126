// What @octokit/webhooks and stripe take for one delivery. See ../peers.sh.
import { readFileSync } from "node:fs";
import { createHmac } from "node:crypto";
import { Webhooks } from "@octokit/webhooks";
import Stripe from "stripe";

const secret = "a-shared-secret-of-32-characters";
const bodies = JSON.parse(readFileSync(process.argv[2], "utf8"));
const sign = (body) => createHmac("sha256", secret).update(body).digest("hex");

const webhooks = new Webhooks({ secret });
webhooks.on("issues", () => {});
webhooks.on("issues.opened", () => {});
const stripe = new Stripe("sk_test_1");

async function median(once) {
  for (let i = 0; i < 2000; i++) await once();
  const samples = [];
  for (let round = 0; round < 21; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < 200; i++) await once();
    samples.push(Number(process.hrtime.bigint() - start) / 200);
  }
  return samples.sort((a, b) => a - b)[10];
}

for (const [name, variants] of Object.entries(bodies)) {
  const time = Math.floor(Date.now() / 1000);
  const deliveries = variants.map((body) => ({
    body,
    signature: `sha256=${sign(body)}`,
    header: `t=${time},v1=${sign(`${time}.${body}`)}`,
  }));
  let turn = 0;
  const next = () => deliveries[turn++ % deliveries.length];
  const octokit = await median(() => {
    const { body, signature } = next();
    return webhooks.verifyAndReceive({ id: "1", name: "issues", payload: body, signature });
  });
  console.log(`${name}\t@octokit/webhooks\t${octokit.toFixed(0)}`);
  const stripes = await median(() => {
    const { body, header } = next();
    return stripe.webhooks.constructEvent(body, header, secret, 3600);
  });
  console.log(`${name}\tstripe (node)\t${stripes.toFixed(0)}`);
}
