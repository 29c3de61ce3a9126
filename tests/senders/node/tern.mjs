// @hookflo/tern, which receives from many senders by a table.
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);

const platform = (name) => ({
  verify: async (r) => {
    const { WebhookVerificationService } = require("@hookflo/tern");
    const said = await WebhookVerificationService.verifyWithPlatformConfig(r.fetch, name, r.secret);
    return said.isValid;
  },
});

export default {
  "@hookflo/tern": {
    clerk: platform("clerk"),
    dodopayments: platform("dodopayments"),
    doppler: platform("doppler"),
    github: platform("github"),
    gitlab_token: platform("gitlab"),
    grafana: platform("grafana"),
    lemonsqueezy: platform("lemonsqueezy"),
    paddle: platform("paddle"),
    polar: platform("polar"),
    razorpay: platform("razorpay"),
    replicate: platform("replicateai"),
    sentry: platform("sentry"),
    shopify: platform("shopify"),
    stripe: platform("stripe"),
    woocommerce: platform("woocommerce"),
    workos: platform("workos"),
  },
};
