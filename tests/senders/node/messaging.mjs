// Libraries of senders about messages, calls and communities.
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);

const discord = {
  verify: (r) =>
    require("discord-interactions").verifyKey(
      r.bytes,
      r.header("x-signature-ed25519"),
      r.header("x-signature-timestamp"),
      r.secret,
    ),
};

const slack = {
  verify: (r) =>
    require("@slack/bolt/dist/receivers/verify-request").verifySlackRequest({
      signingSecret: r.secret,
      body: r.body,
      headers: {
        "x-slack-signature": r.header("x-slack-signature"),
        "x-slack-request-timestamp": Number(r.header("x-slack-request-timestamp")),
      },
    }),
};

const viber = (r) => new (require("viber-bot/lib/message/message-validator"))({ debug() {} }, r.secret);

export default {
  "discord-interactions": { discord_interactions: discord, discord_events: discord },
  "@slack/bolt": { slack, slack_commands: slack, slack_interactions: slack },
  "@line/bot-sdk": {
    line: {
      verify: (r) => require("@line/bot-sdk").validateSignature(r.bytes, r.secret, r.header("x-line-signature")),
    },
  },
  plivo: {
    plivo_v3: {
      verify: (r) =>
        require("plivo").validateV3Signature(
          r.method,
          r.url,
          r.header("x-plivo-signature-v3-nonce"),
          r.secret,
          r.header("x-plivo-signature-v3"),
          r.form,
        ),
    },
  },
  pusher: {
    pusher: {
      verify: (r) =>
        new (require("pusher"))({ appId: "1", key: "key", secret: r.secret })
          .webhook({ headers: r.headers, rawBody: r.body })
          .isValid(),
    },
  },
  "stream-chat": {
    getstream: {
      verify: (r) =>
        new (require("stream-chat").StreamChat)("key", r.secret).verifyWebhook(r.bytes, r.header("x-signature")),
    },
  },
  telnyx: {
    telnyx: {
      verify: (r) =>
        new (require("telnyx").default)({ apiKey: "none" }).webhooks.unwrap(r.body, {
          headers: r.headers,
          key: r.secret,
        }),
    },
  },
  twilio: {
    twilio: {
      verify: (r) => require("twilio").validateRequest(r.secret, r.header("x-twilio-signature"), r.url, r.form),
      sign: (r) => ({
        headers: { "X-Twilio-Signature": require("twilio").getExpectedTwilioSignature(r.secret, r.url, r.form) },
      }),
    },
  },
  "@vonage/jwt": {
    // The body's hash is a claim, which it leaves to the receiver.
    vonage: {
      verify: (r) => require("@vonage/jwt").verifySignature(r.header("authorization").replace("Bearer ", ""), r.secret),
    },
  },
  "viber-bot": {
    viber: {
      verify: (r) => viber(r).validateMessage(r.header("x-viber-content-signature"), r.body),
      sign: (r) => ({ headers: { "X-Viber-Content-Signature": viber(r)._calculateHmacFromMessage(r.body) } }),
    },
    viber_query: {
      verify: (r) => viber(r).validateMessage(r.query.sig, r.body),
      sign: (r) => ({ url: `${r.url}?sig=${viber(r)._calculateHmacFromMessage(r.body)}` }),
    },
  },
  "@zoom/rivet": {
    zoom: { verify: zoom },
  },
  "@twurple/eventsub-http": {
    twitch: {
      verify: (r) =>
        require("./node_modules/@twurple/eventsub-http/lib/EventSubHttpBase.js").EventSubHttpBase.prototype._verifyData.call(
          { _secret: r.secret },
          r.header("twitch-eventsub-message-id"),
          r.header("twitch-eventsub-message-timestamp"),
          r.body,
          r.header("twitch-eventsub-message-signature"),
        ),
    },
  },
  grammy: {
    telegram: {
      verify: async (r) => {
        const { Bot, webhookCallback } = require("grammy");
        const bot = new Bot("1:none", {
          botInfo: { id: 1, is_bot: true, first_name: "b", username: "b_bot" },
        });
        const answer = await webhookCallback(bot, "std/http", { secretToken: r.secret })(r.fetch);
        return answer.status === 200;
      },
    },
  },
};

async function zoom(r) {
  const { ChatbotClient, AwsLambdaReceiver } = await import("@zoom/rivet/chatbot");
  const receiver = new AwsLambdaReceiver({ webhooksSecretToken: r.secret });
  const client = new ChatbotClient({ clientId: "c", clientSecret: "s", webhooksSecretToken: r.secret, receiver });
  const handle = await client.start();
  const answer = await handle({ body: r.body, headers: r.headers, isBase64Encoded: false }, {});
  return answer.statusCode === 200;
}
