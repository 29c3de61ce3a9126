//! The handshakes of known senders.

/// The handshakes of known senders, named as in `tests/vectors/signatures.json` with `_` for `-`.
///
/// | handshake | question | answer | must be |
/// |---|---|---|---|
/// | `slack` | `POST` of `url_verification` | the challenge | signed |
/// | `zoom` | `POST` of `endpoint.url_validation` | the token and its digest | signed |
/// | `discord` | `POST` of a PING | PONG | signed |
/// | `xero` | `POST` with `entropy` | nothing | signed |
/// | `meta` | `GET` with `hub.mode=subscribe` | the challenge | with the receiver's token |
/// | `websub` | the same | the challenge | with a topic of the receiver's |
/// | `websub_unsubscribe` | `GET` with `hub.mode=unsubscribe` | the challenge | admitted |
/// | `dropbox` | `GET` with `challenge` | the challenge | |
/// | `x_twitter` | `GET` with `crc_token` | its digest | |
/// | `braintree` | `GET` with `bt_challenge` | the key's id and a digest | |
/// | `microsoft_graph` | `POST` with `validationToken` | the token | |
/// | `trello`, `intercom` | `HEAD` | nothing | |
/// | `woocommerce` | `POST` of a form | nothing | |
/// | `cloudevents` | `OPTIONS` | the origin and the rate | |
/// | `notion`, `asana` | `POST` that brings a key along | nothing; the header | admitted |
#[expect(non_upper_case_globals, reason = "named like the presets")]
pub mod handshakes {
    use crate::expression::Expression;
    use crate::expression::condition::Condition;
    use crate::handshake::model::{Digest, Handshake};
    use crate::scheme::model::choice::{Algorithm, Encoding};

    const fn is(expression: Expression<'static>, value: &'static str) -> Condition {
        Condition::equals(expression, value)
    }

    const fn has(expression: Expression<'static>) -> Condition {
        Condition::present(expression)
    }

    /// Slack's signed `url_verification`: the challenge, as plain text.
    pub const slack: Handshake = Handshake::new("POST")
        .when(&[is(Expression::Pointer("/type"), "url_verification")])
        .echo(Expression::Pointer("/challenge"))
        .verified();

    /// Zoom's signed `endpoint.url_validation`: the token and its digest. A token with another character than letters,
    /// digits, `-` and `_` is not answered, since `v0:time:body` would be a delivery's own message.
    pub const zoom: Handshake = Handshake::new("POST")
        .when(&[is(Expression::Pointer("/event"), "endpoint.url_validation")])
        .digest(
            Digest::new(
                Expression::Pointer("/payload/plainToken"),
                Algorithm::HmacSha256,
                Encoding::Hex,
            )
            .within("{\"plainToken\":\"", "\"}")
            .repeating("\",\"encryptedToken\":\""),
        )
        .verified();

    /// Meta's subscription: the challenge as plain text, where the token is the receiver's own.
    pub const meta: Handshake = Handshake::new("GET")
        .when(&[is(Expression::Query("hub.mode"), "subscribe")])
        .token(Expression::Query("hub.verify_token"))
        .echo(Expression::Query("hub.challenge"))
        .refused(403);

    /// The verification of intent of `WebSub`: the challenge, where the token is a topic that was subscribed to.
    pub const websub: Handshake = Handshake::new("GET")
        .when(&[is(Expression::Query("hub.mode"), "subscribe")])
        .token(Expression::Query("hub.topic"))
        .echo(Expression::Query("hub.challenge"))
        .refused(404);

    /// The end of a `WebSub` subscription. Anyone can ask a hub for it, so only what is admitted is agreed to.
    pub const websub_unsubscribe: Handshake = Handshake::new("GET")
        .when(&[is(Expression::Query("hub.mode"), "unsubscribe")])
        .admitted()
        .echo(Expression::Query("hub.challenge"))
        .refused(404);

    /// Dropbox's challenge, as plain text that no browser sniffs.
    pub const dropbox: Handshake = Handshake::new("GET")
        .when(&[has(Expression::Query("challenge"))])
        .echo(Expression::Query("challenge"));

    /// The CRC of X: a digest of an unsigned token, with the key that signs deliveries. Only letters, digits, `-` and
    /// `_` are digested, and nothing that is JSON: for a group that signs `{$request.body}` alone, which is JSON.
    pub const x_twitter: Handshake = Handshake::new("GET")
        .when(&[has(Expression::Query("crc_token"))])
        .digest(
            Digest::new(
                Expression::Query("crc_token"),
                Algorithm::HmacSha256,
                Encoding::Base64,
            )
            .within("{\"response_token\":\"sha256=", "\"}"),
        );

    /// Discord's signed PING, answered with PONG.
    pub const discord: Handshake = Handshake::new("POST")
        .when(&[is(Expression::Pointer("/type"), "1")])
        .json("{\"type\":1}")
        .verified();

    /// Notion's first request, whose body carries the key of all later ones: it is acknowledged and never adopted.
    ///
    /// Whoever admits it reads the key, for a person to paste.
    pub const notion: Handshake = Handshake::new("POST")
        .when(&[has(Expression::Pointer("/verification_token"))])
        .admitted();

    /// Xero's intent to receive: an empty reply to what verifies.
    pub const xero: Handshake = Handshake::new("POST")
        .when(&[has(Expression::Pointer("/entropy"))])
        .verified();

    /// Braintree's challenge, whose alphabet rules out a payload.
    pub const braintree: Handshake = Handshake::new("GET")
        .when(&[has(Expression::Query("bt_challenge"))])
        .digest(
            Digest::new(
                Expression::Query("bt_challenge"),
                Algorithm::HmacSha1,
                Encoding::Hex,
            )
            .braintree(),
        );

    /// Asana's first request, whose header becomes the key: admit it only while a subscription is being made.
    pub const asana: Handshake = Handshake::new("POST")
        .when(&[has(Expression::Header("X-Hook-Secret"))])
        .echo_headers(&[(Expression::Header("X-Hook-Secret"), "x-hook-secret")])
        .admitted();

    /// The validation token of Microsoft Graph, decoded, as plain text that no browser sniffs.
    pub const microsoft_graph: Handshake = Handshake::new("POST")
        .when(&[has(Expression::Query("validationToken"))])
        .echo(Expression::Query("validationToken"));

    /// Trello's `HEAD`.
    pub const trello: Handshake = Handshake::new("HEAD");

    /// Intercom's `HEAD`, sent when the endpoint is set up.
    pub const intercom: Handshake = Handshake::new("HEAD");

    /// The form that `WooCommerce` sends when a webhook is made.
    pub const woocommerce: Handshake = Handshake::new("POST").when(&[is(
        Expression::Header("Content-Type"),
        "application/x-www-form-urlencoded",
    )]);

    /// The abuse protection of CloudEvents: this server agrees to whoever asks. Where only some may send, say so with
    /// [`admit_handshakes`](crate::DispatcherBuilder::admit_handshakes).
    pub const cloudevents: Handshake = Handshake::new("OPTIONS")
        .when(&[has(Expression::Header("WebHook-Request-Origin"))])
        .echo_headers(&[
            (
                Expression::Header("WebHook-Request-Origin"),
                "webhook-allowed-origin",
            ),
            (
                Expression::Header("WebHook-Request-Rate"),
                "webhook-allowed-rate",
            ),
        ]);

    /// Every handshake with its name.
    pub const ALL: &[(&str, Handshake)] = &[
        ("slack", slack),
        ("zoom", zoom),
        ("meta", meta),
        ("websub", websub),
        ("websub_unsubscribe", websub_unsubscribe),
        ("dropbox", dropbox),
        ("x_twitter", x_twitter),
        ("discord", discord),
        ("notion", notion),
        ("xero", xero),
        ("braintree", braintree),
        ("asana", asana),
        ("microsoft_graph", microsoft_graph),
        ("trello", trello),
        ("intercom", intercom),
        ("woocommerce", woocommerce),
        ("cloudevents", cloudevents),
    ];
}
