//! The schemes of known senders.
//!
//! `signature = stripe` takes one of them, and `#[event_group(preset = github)]` takes a [`Sender`] of the same name,
//! which knows where the event and the id are as well. The names are those of `tests/vectors/signatures.json`, with `_`
//! for `-`; every one of them is verified against that file.
//!
//! | preset | sender | evidence |
//! |---|---|---|
//! | [`adyen`] | Adyen payments | ran against a library |
//! | [`adyen_platform`] | Adyen for platforms, and management | ran against a library |
//! | [`bitbucket`] | Bitbucket Cloud and Data Center | published vectors |
//! | `box` | Box | ran against a library |
//! | [`braintree`] | Braintree | ran against a library |
//! | [`calendly`] | Calendly | not checked against the sender's library |
//! | [`circleci`] | CircleCI | not checked against the sender's library |
//! | [`coinbase_commerce`] | Coinbase Commerce | ran against a library |
//! | [`discord`] | Discord | ran against a library |
//! | [`docusign`] | DocuSign Connect | the sender's documentation |
//! | [`dropbox`] | Dropbox | not checked against the sender's library |
//! | [`dropbox_sign`] | Dropbox Sign | ran against a library |
//! | [`github`] | GitHub | ran against a library |
//! | [`github_sha1`] | GitHub, the older signature | ran against a library |
//! | [`hubspot_v1`] | HubSpot, version 1 | ran against a library |
//! | [`hubspot_v2`] | HubSpot, version 2 | ran against a library |
//! | [`hubspot_v3`] | HubSpot, version 3 | ran against a library |
//! | [`intercom`] | Intercom | the sender's documentation |
//! | [`jira`] | Jira, with a webhook secret | not checked against the sender's library |
//! | [`lemonsqueezy`] | Lemon Squeezy | not checked against the sender's library |
//! | [`linear`] | Linear | ran against a library |
//! | [`mailgun`] | Mailgun | ran against a library |
//! | [`meta`] | Meta, WhatsApp and Instagram | ran against a library |
//! | [`mollie`] | Mollie, next generation | ran against a library |
//! | [`paddle`] | Paddle Billing | ran against a library |
//! | [`pagerduty`] | PagerDuty, version 3 | not checked against the sender's library |
//! | [`paypal`] | PayPal | not checked against the sender's library |
//! | [`sendgrid`] | SendGrid event webhook | ran against a library |
//! | [`sentry`] | Sentry integrations | not checked against the sender's library |
//! | [`shopify`] | Shopify | ran against a library |
//! | [`slack`] | Slack | ran against a library |
//! | [`square`] | Square | ran against a library |
//! | [`standard_webhooks`] | Standard Webhooks, version 1 | ran against a library |
//! | [`standard_webhooks_ed25519`] | Standard Webhooks, version 1a | the sender's documentation |
//! | [`stateset`] | StateSet | the sender's documentation |
//! | [`static_token`] | a secret in a header, as of GitLab | the sender's documentation |
//! | [`stripe`] | Stripe | ran against a library |
//! | [`svix`] | Svix, and the senders behind it | ran against a library |
//! | [`telnyx`] | Telnyx | not checked against the sender's library |
//! | [`twilio`] | Twilio | ran against a library |
//! | [`typeform`] | Typeform | not checked against the sender's library |
//! | [`vercel`] | Vercel | not checked against the sender's library |
//! | [`webflow`] | Webflow | the sender's documentation |
//! | [`websub`] | WebSub hubs | not checked against the sender's library |
//! | [`zendesk`] | Zendesk | the sender's documentation |
//! | [`zoom`] | Zoom | read in a library |
#![expect(
    non_upper_case_globals,
    reason = "an attribute names a preset like a field"
)]

pub(crate) mod hub;
pub mod known;
pub(crate) mod listed;
pub(crate) mod partial;
pub(crate) mod plain;
pub(crate) mod public_key;
pub(crate) mod short;
pub(crate) mod standard;
pub(crate) mod timed;
pub(crate) mod url;

pub use crate::declare::sender::Sender;
pub use hub::{bitbucket, github, github_sha1, intercom, jira, meta, websub};
pub use known as senders;
pub use listed::{r#box, calendly, circleci, docusign, mollie, paddle, pagerduty, stripe};
pub use partial::{adyen, braintree, dropbox_sign, mailgun};
pub use plain::{
    adyen_platform, coinbase_commerce, dropbox, lemonsqueezy, sentry, shopify, stateset,
    static_token, typeform, vercel,
};
pub use public_key::{discord, paypal, sendgrid, telnyx};
pub use standard::{standard_webhooks, standard_webhooks_ed25519, svix};
pub use timed::{linear, slack, webflow, zendesk, zoom};
pub use url::{hubspot_v1, hubspot_v2, hubspot_v3, square, twilio};

/// No sender, but a scheme that is code: the dispatcher asks a [`VerifyDelivery`](crate::verification::VerifyDelivery), which must
/// verify the whole body.
pub const code: crate::scheme::model::Scheme<'static> = crate::scheme::model::Scheme::new(
    crate::scheme::model::choice::Algorithm::Code,
    crate::scheme::model::carrier::Carrier::Header("Authorization"),
);

/// Every preset with its name, as it is written in an attribute.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::presets;
///
/// let stripe = presets::ALL.iter().find(|(name, _)| *name == "stripe");
/// assert_eq!(stripe.map(|(_, scheme)| *scheme), Some(presets::stripe));
/// assert_eq!(presets::ALL.len(), 46);
/// ```
#[expect(
    clippy::indexing_slicing,
    reason = "const code, evaluated by the compiler: a fault is a compile error"
)]
pub const ALL: &[(&str, crate::scheme::model::Scheme<'static>)] = &{
    let mut all = [("", adyen); senders::ALL.len()];
    let mut at = 0;
    while at < all.len() {
        let (name, sender) = &senders::ALL[at];
        all[at] = (*name, *sender.scheme());
        at += 1;
    }
    all
};
