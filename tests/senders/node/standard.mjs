// Standard Webhooks and Svix, and the libraries of senders that sign as they do.
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);

const { Webhook: Standard } = await import("standardwebhooks");
const { Webhook: Svix } = await import("svix");

const signed = (Webhook, prefix) => (r) => ({
  headers: {
    [`${prefix}-timestamp`]: String(Math.floor(r.at)),
    [`${prefix}-signature`]: new Webhook(r.secret).sign(r.header(`${prefix}-id`), new Date(r.at * 1000), r.body),
  },
});

const standard = {
  verify: (r) => new Standard(r.secret).verify(r.body, r.headers),
  sign: signed(Standard, "webhook"),
};
const svix = {
  verify: (r) => new Svix(r.secret).verify(r.body, r.headers),
  sign: signed(Svix, "svix"),
};

export default {
  standardwebhooks: {
    standard_webhooks: standard,
    gitlab: standard,
    straddle: standard,
    weblate: standard,
    supabase_auth_hook: standard,
    // Their documentation says to use such a library.
    make_com: standard,
    signatureapi: standard,
  },
  svix: { svix, tolt: svix },
  openai: {
    openai: {
      verify: (r) => new (require("openai").default)({ apiKey: "none" }).webhooks.unwrap(r.body, r.headers, r.secret),
    },
  },
  "@anthropic-ai/sdk": {
    anthropic: {
      verify: (r) =>
        new (require("@anthropic-ai/sdk").default)({ apiKey: "none" }).beta.webhooks.unwrap(r.body, {
          headers: r.headers,
          key: r.secret,
        }),
    },
  },
  "@surgeapi/node": {
    surge_standard: {
      verify: (r) =>
        new (require("@surgeapi/node").default)({ apiKey: "none" }).webhooks.unwrap(r.body, {
          headers: r.headers,
          key: r.secret,
        }),
    },
  },
  dodopayments: {
    dodopayments: {
      verify: (r) =>
        new (require("dodopayments").default)({ bearerToken: "none" }).webhooks.unwrap(r.body, {
          headers: r.headers,
          key: r.secret,
        }),
    },
  },
  "@liveblocks/node": {
    liveblocks: {
      verify: (r) =>
        new (require("@liveblocks/node").WebhookHandler)(r.secret).verifyRequest({
          headers: r.headers,
          rawBody: r.body,
        }),
    },
  },
  "@clerk/backend": {
    clerk: {
      verify: (r) => require("@clerk/backend/webhooks").verifyWebhook(r.fetch, { signingSecret: r.secret }),
    },
  },
  resend: {
    resend: {
      verify: (r) =>
        new (require("resend").Resend)("re_none").webhooks.verify({
          payload: r.body,
          headers: {
            id: r.header("svix-id"),
            timestamp: r.header("svix-timestamp"),
            signature: r.header("svix-signature"),
          },
          webhookSecret: r.secret,
        }),
    },
  },
  lithic: {
    lithic: {
      verify: (r) => new (require("lithic").default)({ apiKey: "none" }).webhooks.unwrap(r.body, r.headers, r.secret),
    },
  },
  "@polar-sh/sdk": {
    polar: {
      verify: async (r) => {
        const { validateEvent, WebhookVerificationError } = await import("@polar-sh/sdk/webhooks");
        try {
          validateEvent(r.body, r.headers, r.secret);
        } catch (error) {
          // The signature comes first. What it says of the payload is another matter.
          if (error instanceof WebhookVerificationError) throw error;
        }
      },
    },
  },
};
