//! One group for each sender that has a handshake.

use webhook_core::{Dispatcher, DispatcherBuilder, EventGroup, Keyring, Secret, Unsigned};

use super::build;

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = slack)]
pub(super) enum Slack {
    #[event("something", ignore)]
    Something,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = zoom)]
pub(super) enum Zoom {
    #[event("something", ignore)]
    Something,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = meta)]
pub(super) enum Meta {
    #[event("something", ignore)]
    Something,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", discriminator = "/type", preset = dropbox)]
pub(super) enum Dropbox {
    #[event("something", ignore)]
    Something,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = discord_interactions)]
pub(super) enum Discord {
    #[event("something", ignore)]
    Something,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", preset = intercom)]
pub(super) enum Intercom {
    #[event("something", ignore)]
    Something,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", discriminator = "/type", preset = websub, payload = "$request.body", handshake = websub, handshake = websub_unsubscribe)]
pub(super) enum Websub {
    #[event("something", ignore)]
    Something,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", discriminator = "/type", preset = braintree, danger_unsigned_body, danger_unsigned_discriminator)]
pub(super) enum Braintree {
    #[event("something", ignore)]
    Something,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", discriminator = "/type",
        signature(
            algorithm = "hmac-sha256",
            header = "x-twitter-webhooks-signature",
            encoding = base64,
            value = "sha256={digest}"
        ),
        handshake = x_twitter)]
pub(super) enum XTwitter {
    #[event("something", ignore)]
    Something,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", discriminator = "/type",
        signature(algorithm = "hmac-sha256", header = "X-Notion-Signature", value = "sha256={digest}"),
        handshake = notion)]
pub(super) enum Notion {
    #[event("something", ignore)]
    Something,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", each = "/events",
        discriminator = "/eventType",
        signature(algorithm = "hmac-sha256", header = "x-xero-signature", encoding = base64),
        handshake = xero)]
pub(super) enum Xero {
    #[event("something", ignore)]
    Something,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", each = "/events",
        discriminator = "/action",
        signature(algorithm = "hmac-sha256", header = "X-Hook-Signature"),
        handshake = asana)]
pub(super) enum Asana {
    #[event("something", ignore)]
    Something,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", each = "/value",
        discriminator = "/changeType",
        signature = none,
        handshake = microsoft_graph)]
pub(super) enum MicrosoftGraph {
    #[event("something", ignore)]
    Something,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", discriminator = "/action/type",
        signature(algorithm = "hmac-sha1", header = "X-Trello-Webhook", encoding = base64),
        handshake = trello)]
pub(super) enum Trello {
    #[event("something", ignore)]
    Something,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", discriminator = "/type",
        signature(algorithm = "hmac-sha256", header = "X-WC-Webhook-Signature", encoding = base64),
        handshake = woocommerce)]
pub(super) enum Woocommerce {
    #[event("something", ignore)]
    Something,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/in", discriminator = "/type", signature = none, handshake = cloudevents)]
pub(super) enum Cloudevents {
    #[event("something", ignore)]
    Something,
}

/// A dispatcher with the one group of a sender, as `vectors/signatures.json` calls it.
pub(super) fn dispatcher(provider: &str, keys: Keyring) -> Dispatcher {
    fn with<G: webhook_core::group::SignedGroup>(keys: Keyring) -> DispatcherBuilder {
        Dispatcher::builder().group::<G>(keys)
    }
    build(match provider {
        "slack" => with::<Slack>(keys),
        "zoom" => with::<Zoom>(keys),
        // The token is another secret than the one that signs.
        "meta" => with::<Meta>(Secret::new("the secret of the app, 24 bytes").into())
            .handshake_token::<Meta>(keys),
        "websub" => with::<Websub>(keys)
            .handshake_token::<Websub>(Secret::new("https://example.com/feed"))
            .admit_handshakes::<Websub>(|request| {
                request
                    .uri()
                    .query()
                    .is_some_and(|query| query.contains("mode=subscribe"))
            }),
        "dropbox" => with::<Dropbox>(keys),
        "x-twitter" => with::<XTwitter>(keys),
        "discord" => with::<Discord>(keys),
        "notion" => with::<Notion>(keys).admit_handshakes::<Notion>(|_| true),
        "xero" => with::<Xero>(keys),
        "braintree" => with::<Braintree>(keys),
        "asana" => with::<Asana>(keys).admit_handshakes::<Asana>(|_| true),
        "microsoft-graph" => Dispatcher::builder().group::<MicrosoftGraph>(Unsigned),
        "trello" => with::<Trello>(keys),
        "intercom" => with::<Intercom>(keys),
        "woocommerce" => with::<Woocommerce>(keys),
        "cloudevents" => Dispatcher::builder().group::<Cloudevents>(Unsigned),
        other => panic!("no group for {other}"),
    })
}
