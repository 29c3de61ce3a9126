// nuxt-webhook-validators, which receives from many senders. Its functions get an event of h3, and their configuration from Nuxt.
import { configuration } from "./nuxt-config.mjs";

const folder = "./node_modules/nuxt-webhook-validators/dist/runtime/server/lib/validators";

const validator = (file, secretName = "secretKey") => ({
  verify: async (r) => {
    const name = file.split(".")[0];
    configuration.webhook = { [name]: { [secretName]: r.secret } };
    const functions = Object.values(await import(`${folder}/${file}.js`));
    return functions[0]({
      node: { req: { headers: r.headers, method: r.method, url: r.path, socket: { remoteAddress: "127.0.0.1" } } },
      headers: new Headers(r.headers),
      method: r.method,
      path: r.path,
      context: {},
      _requestBody: r.body,
    });
  },
});

export default {
  "nuxt-webhook-validators": {
    bitbucket: validator("bitbucket"),
    brevo: validator("brevo", "token"),
    calcom: validator("calcom.post"),
    discord_interactions: validator("discord", "publicKey"),
    docusign: validator("docusign"),
    dropbox: validator("dropbox", "appSecret"),
    fourthwall: validator("fourthwall"),
    github: validator("github"),
    gitlab_token: validator("gitlab", "secretToken"),
    heroku: validator("heroku"),
    hygraph: validator("hygraph"),
    kick: validator("kick", "publicKey"),
    meta: validator("meta", "appSecret"),
    messenger: validator("meta", "appSecret"),
    whatsapp: validator("meta", "appSecret"),
    mux: validator("mux.post"),
    netlify: validator("netlify"),
    paddle: validator("paddle", "webhookId"),
    polar: validator("polar"),
    resend: validator("resend"),
    shopify: validator("shopify"),
    slack: validator("slack"),
    stripe: validator("stripe"),
    svix: validator("svix"),
    twitch: validator("twitch"),
    vercel: validator("vercel"),
  },
};
