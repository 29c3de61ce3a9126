// Libraries of senders about images, video, commerce pages and models.
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);

const cloudinary = (algorithm) => {
  const configured = (r) => {
    const { v2 } = require("cloudinary");
    v2.config({ api_secret: r.secret, signature_algorithm: algorithm });
    return v2;
  };
  return {
    verify: (r) =>
      configured(r).utils.verifyNotificationSignature(
        r.body,
        Number(r.header("x-cld-timestamp")),
        r.header("x-cld-signature"),
      ),
    sign: (r) => {
      const at = Math.floor(r.at);
      const made = configured(r).utils.webhook_signature(r.body, at, {
        api_secret: r.secret,
        signature_algorithm: algorithm,
      });
      return { headers: { "X-Cld-Timestamp": String(at), "X-Cld-Signature": made } };
    },
  };
};

export default {
  ghost: {
    ghost: { sign: ghost },
  },
  cloudinary: { cloudinary: cloudinary("sha1"), cloudinary_sha256: cloudinary("sha256") },
  "@mux/mux-node": {
    mux: {
      verify: (r) =>
        new (require("@mux/mux-node").default)({ tokenId: "i", tokenSecret: "s" }).webhooks.unwrap(
          r.body,
          r.headers,
          r.secret,
        ),
    },
  },
  "@elevenlabs/elevenlabs-js": {
    elevenlabs: {
      verify: (r) =>
        new (require("@elevenlabs/elevenlabs-js").ElevenLabsClient)({ apiKey: "none" }).webhooks.constructEvent(
          r.body,
          r.header("elevenlabs-signature"),
          r.secret,
        ),
    },
  },
  "@shopify/shopify-api": {
    shopify: { verify: shopify },
    shopify_app_proxy: {
      verify: async (r) => (await shopifyApi(r)).utils.validateHmac(r.query, { signator: "appProxy" }),
    },
  },
  "livekit-server-sdk": {
    // "1" is the API key: the id of the first secret of `ours.rs`.
    livekit: {
      verify: async (r) => {
        const { WebhookReceiver } = await import("livekit-server-sdk");
        await new WebhookReceiver("1", r.secret).receive(r.body, r.header("authorization"));
      },
    },
  },
  replicate: {
    replicate: {
      verify: (r) =>
        require("replicate").validateWebhook({
          id: r.header("webhook-id"),
          timestamp: r.header("webhook-timestamp"),
          signature: r.header("webhook-signature"),
          body: r.body,
          secret: r.secret,
        }),
    },
  },
};

// What the blog sends, caught where it would leave.
async function ghost(r) {
  const { default: Trigger } = await import("./node_modules/ghost/core/server/services/webhooks/WebhookTrigger.js");
  const stored = { event: "post.published", target_url: r.url, secret: r.secret };
  const models = {
    Webhook: { findAllByEvent: async () => ({ models: [{ get: (name) => stored[name] }] }), edit: async () => {} },
  };
  let sent;
  const request = async (_, options) => {
    sent = options;
    return { statusCode: 200 };
  };
  const limitService = { isLimited: () => false };
  await new Trigger({ models, payload: async () => r.json, request, limitService }).trigger("post.published", {});
  return { headers: { "X-Ghost-Signature": sent.headers["X-Ghost-Signature"] }, body: sent.body };
}

async function shopify(r) {
  const api = await shopifyApi(r);
  const said = await api.webhooks.validate({
    rawBody: r.body,
    rawRequest: { method: r.method, url: r.path, headers: r.headers },
  });
  return said.valid;
}

async function shopifyApi(r) {
  await import("@shopify/shopify-api/adapters/node");
  const { shopifyApi, ApiVersion, LogSeverity } = await import("@shopify/shopify-api");
  return shopifyApi({
    apiKey: "key",
    apiSecretKey: r.secret,
    scopes: [],
    hostName: "hooks.example.test",
    apiVersion: Object.values(ApiVersion).at(-1),
    isEmbeddedApp: false,
    logger: { level: LogSeverity.Error },
  });
}
