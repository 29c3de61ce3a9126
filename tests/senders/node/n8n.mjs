// n8n, whose triggers receive from many senders. Each has a function `verifySignature`, or verifies in `webhook`; both get
// what they need from `this`, which n8n makes of the request and of what the trigger has stored.
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);

const nodes = "n8n-nodes-base/dist/nodes";

function around(r, { stored = {}, credentials = {}, parameters = {} }) {
  const response = { status: () => response, send: () => response, end: () => response, json: () => response };
  return {
    getRequestObject: () => ({ header: r.header, headers: r.headers, rawBody: r.bytes, body: r.json }),
    getResponseObject: () => response,
    getHeaderData: () => r.headers,
    getBodyData: () => r.json,
    getQueryData: () => r.query,
    getWorkflowStaticData: () => stored,
    getCredentials: async () => credentials,
    getNodeParameter: (name, otherwise) => parameters[name] ?? otherwise,
    getNodeWebhookUrl: () => r.url,
    getWebhookName: () => "default",
    getNode: () => ({ name: "n", typeVersion: 1 }),
    getMode: () => "trigger",
    logger: { warn() {} },
    helpers: { returnJsonArray: (items) => items },
  };
}

const helper = (file, given) => ({
  verify: (r) => require(`${nodes}/${file}TriggerHelpers.js`).verifySignature.call(around(r, given(r.secret))),
});

// A trigger that refuses starts no workflow.
const trigger = (file, given) => ({
  verify: async (r) => {
    const name = file.slice(file.lastIndexOf("/") + 1);
    const node = new (require(`${nodes}/${file}.node.js`)[name])();
    const said = await node.webhook.call(around(r, given(r.secret)));
    return said.workflowData !== undefined;
  },
});

const stored = (name) => (secret) => ({ stored: { [name]: secret } });
const credential = (name) => (secret) => ({ credentials: { [name]: secret } });

export default {
  "n8n-nodes-base": {
    acuity: helper("AcuityScheduling/AcuityScheduling", credential("apiKey")),
    asana: helper("Asana/Asana", stored("hookSecret")),
    box: helper("Box/Box", credential("signingKeyPrimary")),
    calcom: helper("Cal/Cal", stored("webhookSecret")),
    calendly: helper("Calendly/Calendly", stored("webhookSecret")),
    clickup: trigger("ClickUp/ClickUpTrigger", stored("secret")),
    customerio: helper("CustomerIo/CustomerIo", credential("webhookSigningKey")),
    figma: helper("Figma/Figma", stored("webhookSecret")),
    formstack: helper("Formstack/Formstack", stored("webhookSecret")),
    github: helper("Github/Github", stored("webhookSecret")),
    gitlab_token: helper("Gitlab/Gitlab", stored("webhookSecret")),
    helpscout: trigger("HelpScout/HelpScoutTrigger", stored("secret")),
    linear: helper("Linear/Linear", credential("signingSecret")),
    mailerlite: helper("MailerLite/v2/MailerLite", stored("webhookSecret")),
    mautic: helper("Mautic/Mautic", stored("webhookSecret")),
    netlify: helper("Netlify/Netlify", stored("webhookSecret")),
    onfleet: helper("Onfleet/Onfleet", credential("signingSecret")),
    stripe: helper("Stripe/Stripe", credential("signatureSecret")),
    taiga: helper("Taiga/Taiga", stored("key")),
    trello: helper("Trello/Trello", credential("oauthSecret")),
    typeform: helper("Typeform/Typeform", stored("webhookSecret")),
    webex: trigger("Cisco/Webex/CiscoWebexTrigger", stored("secret")),
    webflow: helper("Webflow/Webflow", credential("clientSecret")),
    whatsapp: trigger("WhatsApp/WhatsAppTrigger", credential("clientSecret")),
    woocommerce: trigger("WooCommerce/WooCommerceTrigger", stored("secret")),
    zendesk: helper("Zendesk/Zendesk", stored("webhookSecret")),
    surveymonkey: { verify: surveymonkey },
  },
};

// It reads the body as a stream, and answers nothing at all if the signature is wrong.
async function surveymonkey(r) {
  const { SurveyMonkeyTrigger } = require(`${nodes}/SurveyMonkey/SurveyMonkeyTrigger.node.js`);
  const { Readable } = await import("node:stream");
  const [clientId, clientSecret] = r.secret.split("&");
  const context = around(r, {
    credentials: { clientId, clientSecret },
    parameters: { event: "survey_created", objectType: "survey", authentication: "accessToken" },
  });
  const stream = Readable.from([r.bytes]);
  context.getRequestObject = () => stream;
  const answered = new SurveyMonkeyTrigger().webhook.call(context);
  const late = new Promise((resolve) => setTimeout(() => resolve({}), 500));
  const said = await Promise.race([answered, late]);
  return said.workflowData !== undefined;
}
