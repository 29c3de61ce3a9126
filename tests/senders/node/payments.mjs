// Libraries of senders about money.
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);

const adyen = () => new (require("@adyen/api-library").hmacValidator)();

const braintree = (secret) =>
  new (require("braintree").BraintreeGateway)({
    environment: require("braintree").Environment.Sandbox,
    merchantId: "m",
    publicKey: "1",
    privateKey: secret,
  });

const form = (fields) => ({ body: new URLSearchParams(fields).toString() });

export default {
  stripe: {
    stripe: {
      verify: (r) => require("stripe").webhooks.constructEvent(r.bytes, r.header("stripe-signature"), r.secret),
      sign: (r) => ({
        headers: {
          "stripe-signature": require("stripe").webhooks.generateTestHeaderString({
            payload: r.body,
            secret: r.secret,
          }),
        },
      }),
    },
    stripe_thin: {
      verify: (r) =>
        require("stripe")("sk_test_none").parseEventNotification(r.body, r.header("stripe-signature"), r.secret),
    },
  },
  "@adyen/api-library": {
    adyen: {
      verify: (r) => adyen().validateHMAC(r.json.notificationItems[0].NotificationRequestItem, r.secret),
      sign: (r) => {
        const { notificationItems } = r.json;
        for (const { NotificationRequestItem: item } of notificationItems) {
          item.additionalData = { hmacSignature: adyen().calculateHmac(item, r.secret) };
        }
        return { body: JSON.stringify({ notificationItems }) };
      },
    },
    adyen_platform: {
      verify: (r) => adyen().validateHMACSignature(r.secret, r.header("hmacsignature"), r.body),
      sign: (r) => ({ headers: { HmacSignature: adyen().calculateHmacSignature(r.body, r.secret) } }),
    },
  },
  braintree: {
    braintree: {
      verify: (r) => braintree(r.secret).webhookNotification.parse(r.form.bt_signature, r.form.bt_payload),
      sign: (r) => form(braintree(r.secret).webhookTesting.sampleNotification("check", "1")),
    },
  },
  "cashfree-pg": {
    cashfree: {
      verify: (r) => {
        const { Cashfree } = require("cashfree-pg");
        const client = new Cashfree(Cashfree.SANDBOX, "id", r.secret);
        return client.PGVerifyWebhookSignature(
          r.header("x-webhook-signature"),
          r.body,
          r.header("x-webhook-timestamp"),
        );
      },
    },
  },
  chargebee: {
    chargebee: {
      verify: (r) =>
        require("chargebee").basicAuthValidator((user, password) => `${user}:${password}` === r.secret)(r.headers),
    },
  },
  "coinbase-commerce-node": {
    coinbase_commerce: {
      verify: (r) =>
        require("coinbase-commerce-node").Webhook.verifyEventBody(r.body, r.header("x-cc-webhook-signature"), r.secret),
    },
  },
  "@creem_io/webhook-types": {
    creem: {
      sign: async (r) => ({
        headers: { "creem-signature": await require("@creem_io/webhook-types").generateSignature(r.body, r.secret) },
      }),
    },
  },
  "@easypost/api": {
    easypost: {
      verify: (r) => {
        const EasyPost = require("@easypost/api");
        return new (EasyPost.default ?? EasyPost)("none").Utils.validateWebhook(r.bytes, r.headers, r.secret);
      },
    },
  },
  "gocardless-nodejs": {
    gocardless: {
      verify: (r) =>
        require("gocardless-nodejs/webhooks").verifySignature(r.body, r.secret, r.header("webhook-signature")),
    },
  },
  mercadopago: {
    mercadopago: {
      verify: (r) =>
        require("mercadopago").WebhookSignatureValidator.validate({
          xSignature: r.header("x-signature"),
          xRequestId: r.header("x-request-id"),
          dataId: r.query["data.id"],
          secret: r.secret,
          toleranceSeconds: 300,
        }),
    },
  },
  "modern-treasury": {
    modern_treasury: {
      verify: (r) => treasury().webhooks.validateSignature(r.body, r.headers, { key: r.secret }),
      sign: (r) => ({ headers: { "X-Signature": treasury().webhooks.getSignature(r.body, { key: r.secret }) } }),
    },
  },
  "@onfido/api": {
    onfido: {
      verify: (r) =>
        new (require("@onfido/api").WebhookEventVerifier)(r.secret).readPayload(r.bytes, r.header("x-sha2-signature")),
    },
  },
  "@paddle/paddle-node-sdk": {
    paddle: {
      verify: (r) =>
        new (require("@paddle/paddle-node-sdk").Paddle)("none").webhooks.isSignatureValid(
          r.body,
          r.secret,
          r.header("paddle-signature"),
        ),
    },
  },
  razorpay: {
    razorpay: {
      verify: (r) => require("razorpay").validateWebhookSignature(r.body, r.header("x-razorpay-signature"), r.secret),
    },
  },
  square: {
    square: {
      verify: (r) =>
        require("square").WebhooksHelper.verifySignature({
          requestBody: r.body,
          signatureHeader: r.header("x-square-hmacsha256-signature"),
          signatureKey: r.secret,
          notificationUrl: r.url,
        }),
    },
  },
};

function treasury() {
  return new (require("modern-treasury").default)({ organizationID: "o", apiKey: "k" });
}
