//! What is known of each sender beside its scheme.

use crate::expression::Expression;
use crate::handshake::known::handshakes;
use crate::outcome::reply::Replies;

pub use crate::declare::sender::Sender;

/// Adyen payments: the event is nothing that is the same for all of its events; there is no id; older accounts want `[accepted]` as the reply.
pub const adyen: Sender = Sender::known(crate::senders::partial::adyen, &[])
    .with_replies(Replies::new().with_ok_body("text/plain", "[accepted]"));

/// Adyen for platforms, and management: the event is `/type`; there is no id.
pub const adyen_platform: Sender = Sender::known(
    crate::senders::plain::adyen_platform,
    &[Expression::Pointer("/type")],
);

/// Bitbucket Cloud and Data Center: the event is `$request.header.X-Event-Key`, of which
/// `$request.header.X-Event-Key` is not signed; the id is `$request.header.X-Request-UUID`, which is not signed.
pub const bitbucket: Sender = Sender::known(
    crate::senders::hub::bitbucket,
    &[Expression::Header("X-Event-Key")],
)
.with_id(Expression::Header("X-Request-UUID"));

/// Box: the event is `/trigger`; the id is `/id`, which is signed.
pub const r#box: Sender = Sender::known(
    crate::senders::listed::r#box,
    &[Expression::Pointer("/trigger")],
)
.with_id(Expression::Pointer("/id"));

/// Braintree: the event is nothing that is the same for all of its events; there is no id.
pub const braintree: Sender = Sender::known(crate::senders::partial::braintree, &[])
    .with_any_media_type()
    .with_handshakes(&[handshakes::braintree]);

/// Calendly: the event is `/event`; there is no id.
pub const calendly: Sender = Sender::known(
    crate::senders::listed::calendly,
    &[Expression::Pointer("/event")],
);

/// `CircleCI`: the event is `/type`; the id is `/id`, which is signed.
pub const circleci: Sender = Sender::known(
    crate::senders::listed::circleci,
    &[Expression::Pointer("/type")],
)
.with_id(Expression::Pointer("/id"));

/// Coinbase Commerce: the event is `/event/type`; the id is `/event/id`, which is signed.
pub const coinbase_commerce: Sender = Sender::known(
    crate::senders::plain::coinbase_commerce,
    &[Expression::Pointer("/event/type")],
)
.with_id(Expression::Pointer("/event/id"));

/// Discord: the event is `/type`; the id is `/id`, which is signed; an event is answered 204.
pub const discord: Sender = Sender::known(
    crate::senders::public_key::discord,
    &[Expression::Pointer("/type")],
)
.with_id(Expression::Pointer("/id"))
.with_handshakes(&[handshakes::discord])
.with_replies(Replies::new().with_ok(204).with_unknown(204));

/// `DocuSign` Connect: the event is `/event`; there is no id.
pub const docusign: Sender = Sender::known(
    crate::senders::listed::docusign,
    &[Expression::Pointer("/event")],
);

/// Dropbox: the event is nothing that is the same for all of its events; there is no id.
pub const dropbox: Sender =
    Sender::known(crate::senders::plain::dropbox, &[]).with_handshakes(&[handshakes::dropbox]);

/// Dropbox Sign: the event is `/event/event_type`; there is no id; the reply is the text that the sender looks for.
pub const dropbox_sign: Sender = Sender::known(
    crate::senders::partial::dropbox_sign,
    &[Expression::Pointer("/event/event_type")],
)
.with_any_media_type()
.with_replies(Replies::new().with_ok_body("text/plain", "Hello API Event Received"));

/// GitHub: the event is `$request.header.X-GitHub-Event` and `/action`, of which `$request.header.X-GitHub-Event` is
/// not signed; the id is `$request.header.X-GitHub-Delivery`, which is not signed.
pub const github: Sender = Sender::known(
    crate::senders::hub::github,
    &[
        Expression::Header("X-GitHub-Event"),
        Expression::Pointer("/action"),
    ],
)
.with_id(Expression::Header("X-GitHub-Delivery"));

/// GitHub, the older signature: the event is `$request.header.X-GitHub-Event` and `/action`, of which
/// `$request.header.X-GitHub-Event` is not signed; the id is `$request.header.X-GitHub-Delivery`, which is not
/// signed.
pub const github_sha1: Sender = Sender::known(
    crate::senders::hub::github_sha1,
    &[
        Expression::Header("X-GitHub-Event"),
        Expression::Pointer("/action"),
    ],
)
.with_id(Expression::Header("X-GitHub-Delivery"));

/// `HubSpot`, version 1: the event is nothing that is the same for all of its events; there is no id.
pub const hubspot_v1: Sender = Sender::known(crate::senders::url::hubspot_v1, &[]);

/// `HubSpot`, version 2: the event is nothing that is the same for all of its events; there is no id.
pub const hubspot_v2: Sender = Sender::known(crate::senders::url::hubspot_v2, &[]);

/// `HubSpot`, version 3: the event is nothing that is the same for all of its events; there is no id.
pub const hubspot_v3: Sender = Sender::known(crate::senders::url::hubspot_v3, &[]);

/// Intercom: the event is `/topic`; the id is `/id`, which is signed.
pub const intercom: Sender = Sender::known(
    crate::senders::hub::intercom,
    &[Expression::Pointer("/topic")],
)
.with_id(Expression::Pointer("/id"))
.with_handshakes(&[handshakes::intercom]);

/// Jira, with a webhook secret: the event is `/webhookEvent`; the id is
/// `$request.header.X-Atlassian-Webhook-Identifier`, which is not signed.
pub const jira: Sender = Sender::known(
    crate::senders::hub::jira,
    &[Expression::Pointer("/webhookEvent")],
)
.with_id(Expression::Header("X-Atlassian-Webhook-Identifier"));

/// Lemon Squeezy: the event is `/meta/event_name`; there is no id.
pub const lemonsqueezy: Sender = Sender::known(
    crate::senders::plain::lemonsqueezy,
    &[Expression::Pointer("/meta/event_name")],
);

/// Linear: the event is `/type` and `/action`; the id is `$request.header.Linear-Delivery`, which is not signed.
pub const linear: Sender = Sender::known(
    crate::senders::timed::linear,
    &[Expression::Pointer("/type"), Expression::Pointer("/action")],
)
.with_id(Expression::Header("Linear-Delivery"));

/// Mailgun: the event is `/event-data/event`, of which `/event-data/event` is not signed; the id is
/// `/signature/token`, which is signed; 406 ends its retries.
pub const mailgun: Sender = Sender::known(
    crate::senders::partial::mailgun,
    &[Expression::Pointer("/event-data/event")],
)
.with_id(Expression::Pointer("/signature/token"))
.with_replies(Replies::new().with_permanent(406));

/// Meta, `WhatsApp` and Instagram: the event is `/object`; there is no id.
pub const meta: Sender =
    Sender::known(crate::senders::hub::meta, &[Expression::Pointer("/object")])
        .with_handshakes(&[handshakes::meta]);

/// Mollie, next generation: the event is `/type`; the id is `/id`, which is signed.
pub const mollie: Sender = Sender::known(
    crate::senders::listed::mollie,
    &[Expression::Pointer("/type")],
)
.with_id(Expression::Pointer("/id"));

/// Paddle Billing: the event is `/event_type`; the id is `/event_id`, which is signed.
pub const paddle: Sender = Sender::known(
    crate::senders::listed::paddle,
    &[Expression::Pointer("/event_type")],
)
.with_id(Expression::Pointer("/event_id"));

/// `PagerDuty`, version 3: the event is `/event/event_type`; the id is `/event/id`, which is signed.
pub const pagerduty: Sender = Sender::known(
    crate::senders::listed::pagerduty,
    &[Expression::Pointer("/event/event_type")],
)
.with_id(Expression::Pointer("/event/id"));

/// `PayPal`: the event is `/event_type`, of which `/event_type` is not signed; the id is `/id`, which is not signed.
pub const paypal: Sender = Sender::known(
    crate::senders::public_key::paypal,
    &[Expression::Pointer("/event_type")],
)
.with_id(Expression::Pointer("/id"));

/// `SendGrid` event webhook: the event is nothing that is the same for all of its events; there is no id.
pub const sendgrid: Sender = Sender::known(crate::senders::public_key::sendgrid, &[]);

/// Sentry integrations: the event is `$request.header.Sentry-Hook-Resource` and `/action`, of which
/// `$request.header.Sentry-Hook-Resource` is not signed; the id is `$request.header.Request-ID`, which is not
/// signed.
pub const sentry: Sender = Sender::known(
    crate::senders::plain::sentry,
    &[
        Expression::Header("Sentry-Hook-Resource"),
        Expression::Pointer("/action"),
    ],
)
.with_id(Expression::Header("Request-ID"));

/// Shopify: the event is `$request.header.X-Shopify-Topic`, of which `$request.header.X-Shopify-Topic` is not
/// signed; the id is `$request.header.X-Shopify-Webhook-Id`, which is not signed.
pub const shopify: Sender = Sender::known(
    crate::senders::plain::shopify,
    &[Expression::Header("X-Shopify-Topic")],
)
.with_id(Expression::Header("X-Shopify-Webhook-Id"));

/// Slack: the event is `/type`; the id is `/event_id`, which is signed; the reply is empty, because a command would show it.
pub const slack: Sender = Sender::known(
    crate::senders::timed::slack,
    &[Expression::Pointer("/type")],
)
.with_id(Expression::Pointer("/event_id"))
.with_any_media_type()
.with_handshakes(&[handshakes::slack])
.with_replies(Replies::new().with_ok_body("text/plain", ""));

/// Square: the event is `/type`; the id is `/event_id`, which is signed.
pub const square: Sender =
    Sender::known(crate::senders::url::square, &[Expression::Pointer("/type")])
        .with_id(Expression::Pointer("/event_id"));

/// Standard Webhooks, version 1: the event is `/type`; the id is `$request.header.webhook-id`, which is signed.
pub const standard_webhooks: Sender = Sender::known(
    crate::senders::standard::standard_webhooks,
    &[Expression::Pointer("/type")],
)
.with_id(Expression::Header("webhook-id"));

/// Standard Webhooks, version 1a: the event is `/type`; the id is `$request.header.webhook-id`, which is signed.
pub const standard_webhooks_ed25519: Sender = Sender::known(
    crate::senders::standard::standard_webhooks_ed25519,
    &[Expression::Pointer("/type")],
)
.with_id(Expression::Header("webhook-id"));

/// StateSet: the event is `/type`; the id is `/id`, which is signed.
pub const stateset: Sender = Sender::known(
    crate::senders::plain::stateset,
    &[Expression::Pointer("/type")],
)
.with_id(Expression::Pointer("/id"));

/// a secret in a header, as of GitLab: the event is `/object_kind`, of which `/object_kind` is not signed; the id is
/// `$request.header.Idempotency-Key`, which is not signed.
pub const static_token: Sender = Sender::known(
    crate::senders::plain::static_token,
    &[Expression::Pointer("/object_kind")],
)
.with_id(Expression::Header("Idempotency-Key"));

/// Stripe: the event is `/type`; the id is `/id`, which is signed.
pub const stripe: Sender = Sender::known(
    crate::senders::listed::stripe,
    &[Expression::Pointer("/type")],
)
.with_id(Expression::Pointer("/id"));

/// Svix, and the senders behind it: the event is `/type`; the id is `$request.header.webhook-id`, or `svix-id` where the
/// sender uses those names, which is signed.
pub const svix: Sender = Sender::known(
    crate::senders::standard::svix,
    &[Expression::Pointer("/type")],
)
.with_id(Expression::Header("webhook-id"));

/// Telnyx: the event is `/data/event_type`; the id is `/data/id`, which is signed.
pub const telnyx: Sender = Sender::known(
    crate::senders::public_key::telnyx,
    &[Expression::Pointer("/data/event_type")],
)
.with_id(Expression::Pointer("/data/id"));

/// Twilio: the event is nothing that is the same for all of its events; there is no id; the reply is `TwiML`, and 403 what does not verify.
pub const twilio: Sender = Sender::known(crate::senders::url::twilio, &[])
    .with_any_media_type()
    .with_replies(
        Replies::new()
            .with_rejected(403)
            .with_ok_body("text/xml", "<Response/>"),
    );

/// Typeform: the event is `/event_type`; the id is `/event_id`, which is signed.
pub const typeform: Sender = Sender::known(
    crate::senders::plain::typeform,
    &[Expression::Pointer("/event_type")],
)
.with_id(Expression::Pointer("/event_id"));

/// Vercel: the event is `/type`; the id is `/id`, which is signed.
pub const vercel: Sender = Sender::known(
    crate::senders::plain::vercel,
    &[Expression::Pointer("/type")],
)
.with_id(Expression::Pointer("/id"));

/// Webflow: the event is `/triggerType`; there is no id.
pub const webflow: Sender = Sender::known(
    crate::senders::timed::webflow,
    &[Expression::Pointer("/triggerType")],
);

/// `WebSub` hubs: the event is nothing that is the same for all of its events; there is no id.
pub const websub: Sender = Sender::known(crate::senders::hub::websub, &[])
    .with_any_media_type()
    .with_handshakes(&[handshakes::websub]);

/// Zendesk: the event is `/type`; the id is `$request.header.X-Zendesk-Webhook-Invocation-Id`, which is not signed.
pub const zendesk: Sender = Sender::known(
    crate::senders::timed::zendesk,
    &[Expression::Pointer("/type")],
)
.with_id(Expression::Header("X-Zendesk-Webhook-Invocation-Id"));

/// Zoom: the event is `/event`; there is no id.
pub const zoom: Sender = Sender::known(
    crate::senders::timed::zoom,
    &[Expression::Pointer("/event")],
)
.with_handshakes(&[handshakes::zoom]);

/// Every sender with its name.
pub const ALL: &[(&str, Sender)] = &[
    ("adyen", adyen),
    ("adyen_platform", adyen_platform),
    ("bitbucket", bitbucket),
    ("box", r#box),
    ("braintree", braintree),
    ("calendly", calendly),
    ("circleci", circleci),
    ("coinbase_commerce", coinbase_commerce),
    ("discord", discord),
    ("docusign", docusign),
    ("dropbox", dropbox),
    ("dropbox_sign", dropbox_sign),
    ("github", github),
    ("github_sha1", github_sha1),
    ("hubspot_v1", hubspot_v1),
    ("hubspot_v2", hubspot_v2),
    ("hubspot_v3", hubspot_v3),
    ("intercom", intercom),
    ("jira", jira),
    ("lemonsqueezy", lemonsqueezy),
    ("linear", linear),
    ("mailgun", mailgun),
    ("meta", meta),
    ("mollie", mollie),
    ("paddle", paddle),
    ("pagerduty", pagerduty),
    ("paypal", paypal),
    ("sendgrid", sendgrid),
    ("sentry", sentry),
    ("shopify", shopify),
    ("slack", slack),
    ("square", square),
    ("standard_webhooks", standard_webhooks),
    ("standard_webhooks_ed25519", standard_webhooks_ed25519),
    ("stateset", stateset),
    ("static_token", static_token),
    ("stripe", stripe),
    ("svix", svix),
    ("telnyx", telnyx),
    ("twilio", twilio),
    ("typeform", typeform),
    ("vercel", vercel),
    ("webflow", webflow),
    ("websub", websub),
    ("zendesk", zendesk),
    ("zoom", zoom),
];
