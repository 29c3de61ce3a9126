// Libraries of senders that developers build with.
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);

const github = await import("@octokit/webhooks-methods");
const linear = await import("@linear/sdk/webhooks");

const hubspot = (version, header) => {
  const options = (r) => ({
    clientSecret: r.secret,
    requestBody: r.body,
    url: r.url,
    timestamp: Number(r.header("x-hubspot-request-timestamp")),
    signatureVersion: version,
    method: r.method,
  });
  const { Signature } = require("@hubspot/api-client");
  const time = (r) => (version === "v3" ? { "X-HubSpot-Request-Timestamp": String(Math.floor(r.at * 1000)) } : {});
  return {
    verify: (r) => Signature.isValid({ ...options(r), signature: r.header(header) }),
    sign: (r) => {
      const timestamp = Math.floor(r.at * 1000);
      const signature = Signature.getSignature(r.method, version, { ...options(r), timestamp });
      return { headers: { [header]: signature, ...time(r) } };
    },
  };
};

const contentful = () => require("@contentful/node-apps-toolkit");
const canonical = (r) => ({ method: r.method, path: r.path, headers: r.headers, body: r.body });

const hygraph = () => require("@hygraph/utils");

export default {
  "@octokit/webhooks-methods": {
    github: {
      verify: (r) => github.verify(r.secret, r.body, r.header("x-hub-signature-256")),
      sign: async (r) => ({ headers: { "X-Hub-Signature-256": await github.sign(r.secret, r.body) } }),
    },
  },
  "@linear/sdk": {
    linear: {
      verify: (r) =>
        new linear.LinearWebhookClient(r.secret).verify(r.bytes, r.header("linear-signature"), r.json.webhookTimestamp),
    },
  },
  "@hubspot/api-client": {
    hubspot_v1: hubspot("v1", "X-HubSpot-Signature"),
    hubspot_v2: hubspot("v2", "X-HubSpot-Signature"),
    hubspot_v3: hubspot("v3", "X-HubSpot-Signature-v3"),
  },
  "box-node-sdk": {
    box: {
      verify: (r) =>
        require("box-node-sdk/lib/managers/webhooks").WebhooksManager.validateMessage(r.body, r.headers, r.secret),
    },
  },
  "sns-validator": { amazon_sns: { verify: sns }, amazon_sns_sha1: { verify: sns } },
  "@workos-inc/node": {
    workos: {
      verify: (r) =>
        workos().webhooks.constructEvent({
          payload: r.json,
          sigHeader: r.header("workos-signature"),
          secret: r.secret,
        }),
      sign: async (r) => {
        const at = Math.floor(r.at * 1000);
        const made = await workos().webhooks.computeSignature(at, r.json, r.secret);
        return { headers: { "WorkOS-Signature": `t=${at}, v1=${made}` } };
      },
    },
  },
  "webflow-api": {
    webflow: {
      verify: (r) =>
        new (require("webflow-api").WebflowClient)({ accessToken: "none" }).webhooks.verifySignature({
          headers: r.headers,
          body: r.body,
          secret: r.secret,
        }),
    },
  },
  "@contentful/node-apps-toolkit": {
    contentful: {
      verify: (r) => contentful().verifyRequest(r.secret, canonical(r)),
      sign: (r) => ({ headers: contentful().signRequest(r.secret, canonical(r), Math.floor(r.at * 1000)) }),
    },
  },
  "@sanity/webhook": {
    sanity: {
      verify: (r) => sanity().assertValidSignature(r.body, r.header("sanity-webhook-signature"), r.secret),
      sign: async (r) => ({
        headers: {
          "sanity-webhook-signature": await sanity().encodeSignatureHeader(r.body, Math.floor(r.at * 1000), r.secret),
        },
      }),
    },
  },
  "@kontent-ai/webhook-helper": {
    kontent: {
      verify: (r) =>
        require("@kontent-ai/webhook-helper").signatureHelper.isValidSignatureFromString(
          r.body,
          r.secret,
          r.header("x-kontent-ai-signature"),
        ),
      sign: (r) => ({
        headers: {
          "X-Kontent-ai-Signature": require("@kontent-ai/webhook-helper").signatureHelper.getHashFromString(
            r.body,
            r.secret,
          ),
        },
      }),
    },
  },
  "@hygraph/utils": {
    hygraph: {
      verify: (r) =>
        hygraph().verifyWebhookSignature({
          rawPayload: r.body,
          signature: r.header("gcms-signature"),
          secret: r.secret,
        }),
      sign: (r) => ({
        headers: {
          "gcms-signature": hygraph().generateWebhookSignature({
            rawPayload: r.body,
            environmentName: "production",
            secret: r.secret,
          }),
        },
      }),
    },
  },
  "@notionhq/client": {
    notion: {
      verify: (r) =>
        require("@notionhq/client").verifyWebhookSignature({
          body: r.body,
          signature: r.header("x-notion-signature"),
          verificationToken: r.secret,
        }),
      sign: async (r) => ({
        headers: {
          "X-Notion-Signature": await require("@notionhq/client").signWebhookPayload({
            body: r.body,
            verificationToken: r.secret,
          }),
        },
      }),
    },
  },
  "@hocuspocus/extension-webhook": {
    hocuspocus: {
      sign: async (r) => ({ headers: { "X-Hocuspocus-Signature-256": await hocuspocus(r) } }),
    },
  },
  "@hookdeck/sdk": {
    hookdeck: {
      verify: async (r) => {
        const { verifyWebhookSignature } = require("@hookdeck/sdk/webhooks/helpers");
        const said = await verifyWebhookSignature({ headers: r.headers, rawBody: r.body, signingSecret: r.secret });
        return said.isValidSignature;
      },
    },
  },
  "hook0-client": {
    hook0: {
      verify: (r) =>
        require("hook0-client").verifyWebhookSignature(
          r.header("x-hook0-signature"),
          r.bytes,
          new Headers(r.headers),
          r.secret,
          300,
        ) === true,
    },
  },
  "@novu/framework": {
    novu_bridge: {
      verify: async (r) => novu(r),
    },
  },
};

// Its download of the certificate is answered here, with the key of the run. Its rules for the URL stay as they are.
async function sns(r) {
  const https = require("node:https");
  const { EventEmitter } = require("node:events");
  https.get = (_, answer) => {
    const response = Object.assign(new EventEmitter(), { statusCode: 200 });
    answer(response);
    response.emit("data", r.secret);
    response.emit("end");
    return response;
  };
  const validator = new (require("sns-validator"))();
  await new Promise((resolve, reject) => validator.validate(r.json, (error) => (error ? reject(error) : resolve())));
}

function workos() {
  const { WorkOS } = require("@workos-inc/node");
  return new WorkOS("sk_none");
}

function sanity() {
  return require("@sanity/webhook");
}

async function hocuspocus(r) {
  const { Webhook } = await import("@hocuspocus/extension-webhook");
  return new Webhook({ url: r.url, secret: r.secret }).createSignature(r.body);
}

// The handler of a bridge, asked to execute nothing: it answers 401 before it looks for a workflow.
async function novu(r) {
  const { NovuRequestHandler, Client } = await import("@novu/framework");
  const client = new Client({ secretKey: r.secret, strictAuthentication: true });
  const handler = new NovuRequestHandler({
    frameworkName: "none",
    workflows: [],
    client,
    handler: () => ({
      body: () => r.json,
      headers: (name) => r.header(name),
      method: () => "POST",
      url: () => new URL("https://hooks.example.test/in?action=execute&workflowId=w&stepId=s"),
      queryString: (name) => ({ action: "execute", workflowId: "w", stepId: "s" })[name],
      transformResponse: (answer) => answer,
    }),
  });
  const answer = await handler.createHandler()();
  return answer.status !== 401;
}
