//! Senders that took over the header of `WebSub` and GitHub.

use crate::scheme::model::Scheme;
use crate::scheme::model::carrier::Carrier;
use crate::scheme::model::choice::Algorithm;
use crate::scheme::model::parts::Alternative;
use crate::senders::short::value;

/// GitHub.
///
/// The event is in a header that nothing signs: one event can be replayed as another.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers: neither the event nor the delivery's id is signed; there is no timestamp |
/// | key | the text as it is |
/// | rotation | give both secrets to the keyring |
/// | source | GitHub documentation, "Validating webhook deliveries" |
pub const github: Scheme<'static> = Scheme::new(
    Algorithm::HmacSha256,
    Carrier::Header("X-Hub-Signature-256"),
)
.with_value(value("sha256={digest}"));

/// GitHub, the older signature.
///
/// Use `github` where the sender sends both.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers; there is no timestamp |
/// | key | the text as it is |
/// | rotation | give both secrets to the keyring |
/// | source | GitHub documentation, "Validating webhook deliveries" |
pub const github_sha1: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha1, Carrier::Header("X-Hub-Signature"))
        .with_value(value("sha1={digest}"));

/// Bitbucket Cloud and Data Center.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers: neither the event nor the request's id is signed; there is no timestamp |
/// | key | the text as it is |
/// | rotation | give both secrets to the keyring |
/// | source | Atlassian documentation, "Manage webhooks" |
pub const bitbucket: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Hub-Signature"))
        .with_value(value("sha256={digest}"));

/// Jira, with a webhook secret.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers; there is no timestamp |
/// | key | the text as it is |
/// | rotation | none known |
/// | source | Atlassian developer documentation, "Webhooks" |
///
/// Not checked against the sender's library.
pub const jira: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Hub-Signature"))
        .with_value(value("sha256={digest}"));

/// Meta, `WhatsApp` and Instagram.
///
/// The bytes of the body are signed, with non-ASCII characters as `\uXXXX`. One body carries several entries.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers; there is no timestamp |
/// | key | the text as it is |
/// | rotation | none known |
/// | source | Meta for Developers, "Webhooks: getting started" |
pub const meta: Scheme<'static> = Scheme::new(
    Algorithm::HmacSha256,
    Carrier::Header("X-Hub-Signature-256"),
)
.with_value(value("sha256={digest}"));

/// Intercom.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers; there is no timestamp |
/// | key | the text as it is |
/// | rotation | none known |
/// | source | Intercom developer documentation, "Webhook notifications" |
pub const intercom: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha1, Carrier::Header("X-Hub-Signature"))
        .with_value(value("sha1={digest}"));

/// `WebSub` hubs.
///
/// The hub names one of four hashes; no other is accepted, and each digest must have the length of its hash.
///
/// | part | of this sender |
/// |---|---|
/// | signed | `{$request.body}` |
/// | not signed | headers: the topic is not signed; there is no timestamp |
/// | key | the text as it is |
/// | rotation | one secret for each subscription |
/// | source | W3C Recommendation, "`WebSub`", section 8 |
///
/// Not checked against the sender's library.
pub const websub: Scheme<'static> =
    Scheme::new(Algorithm::HmacSha256, Carrier::Header("X-Hub-Signature"))
        .with_value(value("sha256={digest}"))
        .with_alternative(Alternative::new(
            value("sha1={digest}"),
            Algorithm::HmacSha1,
        ))
        .with_alternative(Alternative::new(
            value("sha384={digest}"),
            Algorithm::HmacSha384,
        ))
        .with_alternative(Alternative::new(
            value("sha512={digest}"),
            Algorithm::HmacSha512,
        ));
