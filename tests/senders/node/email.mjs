// Libraries of senders about mail and signatures of documents.
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);

export default {
  "@sendgrid/eventwebhook": {
    sendgrid: {
      verify: (r) => {
        const webhook = new (require("@sendgrid/eventwebhook").EventWebhook)();
        return webhook.verifySignature(
          webhook.convertPublicKeyToECDSA(r.secret.replace(/-----[^-]+-----|\s/g, "")),
          r.bytes,
          r.header("x-twilio-email-event-webhook-signature"),
          r.header("x-twilio-email-event-webhook-timestamp"),
        );
      },
    },
  },
  "@dropbox/sign": {
    dropbox_sign: {
      verify: (r) => {
        const { EventCallbackHelper, EventCallbackRequest } = require("@dropbox/sign");
        return EventCallbackHelper.isValid(r.secret, EventCallbackRequest.init(r.json));
      },
    },
  },
};
