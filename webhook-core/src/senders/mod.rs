//! Known senders: how each signs, where its deliveries have their event, their id and what the event is about, which
//! replies it wants, and what it asks before the first delivery.
//!
//! `preset = github` takes all of a sender, `signature = github` its scheme, and `handshake = github` its handshakes.
//! The tables in [`scheme`](crate::scheme#presets) show what each sender signs and how that was checked.
#![expect(
    non_upper_case_globals,
    reason = "an attribute names a sender like a field"
)]

mod find;
mod prelude;

use crate::declare::rules::sender::sender_has_scheme;
use crate::declare::sender::scheme_of;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::Algorithm;
use crate::text::const_str::strip_prefix;
use crate::text::diagnostic::Diagnostic;

pub use crate::declare::sender::{Evidence, Sender};
pub use find::{UnknownSender, find};

/// Declares a module for each sender, and `ALL`. The file is `NAME.rs`, or that of a family: the first of the family
/// says `from`, the others `in`.
macro_rules! senders {
    ($($name:ident $($how:ident $file:ident)?,)*) => {
        $(senders! { @module $name $($how $file)? })*

        /// Every sender with the name that attributes have for it.
        ///
        /// # Examples
        ///
        /// ```
        /// use webhook_core::senders;
        ///
        /// let stripe = senders::ALL.iter().find(|(name, _)| *name == "stripe");
        /// assert_eq!(stripe.map(|(_, sender)| sender.title()), Some("Stripe, snapshot events"));
        /// ```
        pub const ALL: &[(&str, Sender)] = &[$((name(stringify!($name)), $name)),*];
    };
    (@module $name:ident) => {
        mod $name;
        pub use $name::$name;
    };
    (@module $name:ident from $file:ident) => {
        mod $file;
        pub use $file::$name;
    };
    (@module $name:ident in $file:ident) => {
        pub use $file::$name;
    };
}

senders! {
    ably, acuity, adyen, adyen_platform in adyen, aftership_returns from aftership,
    aftership_shipping in aftership, aftership_tracking in aftership, agora, airtable, airwallex, alchemy,
    amazon_sns, amazon_sns_sha1 in amazon_sns, anthropic, appwrite, asana, bigcommerce, bitbucket, r#box, braintree, brevo, btcpay, buildkite,
    bunny_stream, calcom, calendly, cashfree, chargebee, checkout_com, chip_in, circleci, clerk, clickup,
    cloudevents, cloudflare_notifications, cloudflare_stream, cloudinary, cloudinary_sha256 in cloudinary, coinbase_cdp, coinbase_commerce, contentful,
    creem, customerio, cybersource, deepgram, discord_events from discord, discord_interactions in discord,
    discourse, documenso, docusign, dodopayments, doppler, dropbox, dropbox_sign, dwolla, easypost, ecwid,
    elevenlabs, emailit, etsy, falai, figma, finch, flutterwave_v3 from flutterwave,
    flutterwave_v4 in flutterwave, forgejo, formstack, fourthwall, getstream, ghost, gitea, gitea_form in gitea,
    github, github_sha1 in github, gitlab, gitlab_token in gitlab, gocardless, gogs, google_pubsub, grafana,
    grafana_timestamp in grafana, helpscout, heroku, hocuspocus, hook0, hookdeck, hubspot_v1 from hubspot,
    hubspot_v2 in hubspot, hubspot_v3 in hubspot, hygraph, increase, intercom, jira, kick, klarna, klaviyo, knock,
    kontent, lemonsqueezy, line, linear, lithic, liveblocks, livekit, mailerlite, mailersend, mailgun, mailgun_routes in mailgun, mailtrap,
    make_com, mandrill, manus, mautic, mercadopago, messagebird, messenger in meta, meta, microsoft_graph, midtrans, midtrans_payouts in midtrans, modern_treasury,
    mollie, monday, mux, netlify, notion, novu_bridge, onfido, onfleet, openai, oracle_commerce, orb, paddle, pagerduty,
    pandadoc, paypal, paystack, persona, plaid, plivo_v3 from plivo, polar, postal, postmark, printify, pusher, quickbooks, quicknode, razorpay, recurly,
    replicate, resend, revolut, sanity, sendbird, sendcloud, sendgrid, sentry, shiphero, shippo, shipstation,
    shopify, shopify_app_proxy, signable, signatureapi, sinch_conversation from sinch, sinch_numbers in sinch, slack,
    slack_commands in slack, slack_interactions in slack, sonarqube, square, standard_webhooks,
    standard_webhooks_ed25519 in standard_webhooks, stateset, storyblok, straddle, strapi, stripe,
    stripe_thin in stripe, stytch, sumsub, supabase_auth_hook, surge, surge_standard in surge, surveymonkey, svix in standard_webhooks,
    taiga, telegram, telnyx, tiktok, tink, tolt, trello, twilio, twitch, typeform, uploadcare, vercel, viber,
    viber_query in viber, vonage, webex, webflow, weblate, websub, websub_unsubscribe in websub, whatsapp in meta, whop, wise,
    woocommerce, workos, workos_actions in workos, worldline, worldpay, x_twitter, xendit, xero, zendesk, zoom,
}

/// The scheme of the sender of this name.
///
/// # Errors
///
/// The sender is unknown, or its scheme is.
pub(crate) fn scheme(name: &str) -> Result<Scheme<'static>, Diagnostic> {
    match find(name) {
        Ok((_, sender)) => sender_has_scheme(sender).map(|()| scheme_of(sender)),
        Err(unknown) => {
            let message = Diagnostic::new("unknown preset ").quote(name);
            Err(match unknown.suggestion() {
                Some(help) => message.help(help),
                None => message,
            })
        }
    }
}

/// Not a sender, but a scheme that is code: the dispatcher asks a
/// [`CustomVerifier`](crate::verification::CustomVerifier), which must verify the whole body.
pub const custom: Sender = Sender::new(
    "a signature that code verifies",
    Scheme::in_header(Algorithm::Custom, "Authorization"),
);

/// The name behind `r#`, which `box` has because it is a keyword.
const fn name(written: &'static str) -> &'static str {
    // Evaluated for each sender: the names without it take one step.
    match written.as_bytes() {
        [b'r', b'#', ..] => match strip_prefix(written, "r#") {
            Some(name) => name,
            None => written,
        },
        _ => written,
    }
}

#[cfg(test)]
mod rules_tests;
#[cfg(test)]
mod tests;
