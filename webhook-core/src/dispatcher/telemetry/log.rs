//! Logs deliveries: names, sizes and causes, never a secret, a digest or a payload.

#[cfg(feature = "tracing")]
use tracing::level_filters::LevelFilter;

use crate::declare::descriptor::Descriptor;
use crate::dispatcher::delivery_run::Run;
use crate::dispatcher::origin::Origin;
use crate::dispatcher::proxies::Proxies;
#[cfg(feature = "tracing")]
use crate::dispatcher::proxies::ProxyHeaders;
use crate::dispatcher::public_url::PublicUrl;
#[cfg(feature = "tracing")]
use crate::id::Shown;
use crate::outcome::Outcome;
#[cfg(feature = "tracing")]
use crate::outcome::kind::{Level, OutcomeKind};

/// An id as a field. It is escaped only when it is printed.
#[cfg(feature = "tracing")]
fn of_id(id: &str) -> tracing::field::DisplayValue<Shown<'_>> {
    tracing::field::display(Shown(id))
}

/// Records the outcome of a delivery in its span.
#[cfg(feature = "tracing")]
fn record(kind: OutcomeKind, run: &Run, body_bytes: usize) {
    // Comparing the level costs less than finding out that the span does not exist.
    if tracing::Level::INFO > LevelFilter::current() {
        return;
    }
    let span = tracing::Span::current();
    if span.is_disabled() {
        return;
    }
    if let Some(event) = run.event {
        span.record("webhook.event_type", event.name);
    }
    if let Some(id) = run.id.as_deref() {
        span.record("webhook.message_id", of_id(id));
    }
    if let Some(key) = &run.key {
        span.record("webhook.key_id", tracing::field::display(key));
    }
    span.record("webhook.body_bytes", body_bytes);
    span.record("webhook.outcome", kind.as_str());
    if kind.row().error {
        span.record("error.type", run.reason.unwrap_or(kind.as_str()));
    }
}

/// Logs the outcome of a delivery.
#[cfg(feature = "tracing")]
#[inline]
pub(crate) fn outcome(group: &Descriptor, outcome: &Outcome, run: &Run, body_bytes: usize) {
    // Without a subscriber, no text is formatted.
    if LevelFilter::current() != LevelFilter::OFF {
        record(outcome.kind(), run, body_bytes);
        let level = outcome.kind().row().level;
        line(level, group, outcome, run, Line::Delivery { body_bytes });
    }
}

/// Logs the outcome of a run of a stored delivery.
#[cfg(feature = "tracing")]
pub(crate) fn run(group: &Descriptor, outcome: &Outcome, run: &Run, body_bytes: usize) {
    record(outcome.kind(), run, body_bytes);
    let level = outcome.kind().row().level;
    line(level, group, outcome, run, Line::Run { body_bytes });
}

/// Logs the outcome of one item of a delivery of many events.
#[cfg(feature = "tracing")]
pub(crate) fn item(group: &Descriptor, item: usize, outcome: &Outcome, run: &Run) {
    // Errors are logged once, for the whole delivery.
    let level = outcome.kind().row().level.min(Level::Warn);
    line(level, group, outcome, run, Line::Item(item));
}

#[cfg(feature = "tracing")]
#[derive(Clone, Copy)]
enum Line {
    Delivery { body_bytes: usize },
    Run { body_bytes: usize },
    Item(usize),
}

/// Emits an event of `tracing` at a level that is known only at run time. Each level has its own call site.
#[cfg(feature = "tracing")]
macro_rules! event_at {
    ($level:expr, $($fields:tt)*) => {
        match $level {
            Level::Debug => tracing::debug!($($fields)*),
            Level::Warn => tracing::warn!($($fields)*),
            Level::Error => tracing::error!($($fields)*),
        }
    };
}

#[cfg(feature = "tracing")]
#[inline(never)]
fn line(level: Level, group: &Descriptor, outcome: &Outcome, run: &Run, line: Line) {
    let (message, item, body_bytes) = match line {
        Line::Delivery { body_bytes } => ("delivery", None, Some(body_bytes)),
        Line::Run { body_bytes } => ("run", None, Some(body_bytes)),
        Line::Item(item) => ("item", Some(item), None),
    };
    event_at!(
        level,
        group = group.name,
        item,
        event = run.event.map_or("-", |event| event.name),
        id = run.id.as_deref().map(of_id),
        key = run.key.as_ref().map_or("-", |key| key.as_str()),
        handler = run.handler.unwrap_or("-"),
        body_bytes,
        outcome = outcome.kind().as_str(),
        cause = (level != Level::Debug).then(|| outcome.text()),
        "{message}"
    );
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn outcome(_: &Descriptor, _: &Outcome, _: &Run, _: usize) {}

#[cfg(not(feature = "tracing"))]
pub(crate) fn run(_: &Descriptor, _: &Outcome, _: &Run, _: usize) {}

/// Logs at start-up what the program accepts without a signature or without a handler.
#[cfg(feature = "tracing")]
pub(crate) fn started(group: &Descriptor, unhandled: &[&str]) {
    if group.sender.scheme.is_none() {
        tracing::warn!(
            group = group.name,
            "UNSIGNED: anyone who can reach the endpoint can send deliveries"
        );
    } else if group.runs_once_by_an_unsigned_id() && group.is_durable() {
        tracing::warn!(
            group = group.name,
            "durable by an id that is not signed: anyone who has seen a delivery can run it again under another id, unless the group has `durable(key = digest)`"
        );
    } else if group.runs_once_by_an_unsigned_id() {
        tracing::warn!(
            group = group.name,
            "idempotent by an id that is not signed: anyone who has seen a delivery can run it again under another id, unless the group has `idempotent = digest`"
        );
    }
    if group.has_touching_parts() {
        tracing::warn!(
            group = group.name,
            "danger_touching_parts: because of how the sender signs, bytes can move from one signed part to the next without changing the digest"
        );
    }
    if !unhandled.is_empty() {
        tracing::warn!(
            group = group.name,
            events = unhandled.join(", "),
            "events without a handler are answered with success"
        );
    }
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn started(_: &Descriptor, _: &[&str]) {}

/// Logs at start-up which headers are trusted, and from which networks.
#[cfg(feature = "tracing")]
pub(crate) fn believed(proxies: &Proxies) {
    let networks = proxies.texts.as_str();
    match proxies.headers {
        ProxyHeaders::Forwarded => tracing::info!(
            headers = "Forwarded",
            networks,
            "this header is trusted from these networks: every proxy there must overwrite it, or append its own element"
        ),
        ProxyHeaders::XForwarded => tracing::info!(
            headers = "X-Forwarded-Proto, X-Forwarded-Host",
            networks,
            "these headers are trusted from these networks: every proxy there must overwrite them"
        ),
    }
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn believed(_: &Proxies) {}

/// Logs that a trusted proxy contradicts the configured URL.
#[cfg(feature = "tracing")]
pub(crate) fn contradicted(group: &str, said: &Origin, public: &PublicUrl) {
    let said = said.to_string();
    let message = if public.is_whole {
        "a trusted proxy names another scheme or host than the public URL of the group: the public URL is used"
    } else {
        "a trusted proxy names another scheme or host than `public_url`: the proxy's is used"
    };
    tracing::warn!(group, said = %Shown(&said), public_url = %public, "{message}");
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn contradicted(_: &str, _: &Origin, _: &PublicUrl) {}

/// Logs that a signed query was rewritten on its way.
#[cfg(all(feature = "tracing", feature = "lambda_http"))]
pub(crate) fn query_written_anew(group: &str, source: &str) {
    tracing::warn!(
        group,
        "the sender signs the URL, but {source} rewrites the query, so the signature may not match: use an HTTP API or a function URL"
    );
}

#[cfg(all(not(feature = "tracing"), feature = "lambda_http"))]
pub(crate) fn query_written_anew(_: &str, _: &str) {}

/// Logs that no group declares the path of a request. Anyone can send it, so it is at the level of a success.
#[cfg(feature = "tracing")]
pub(crate) fn no_group() {
    tracing::debug!("404: no group declares the path of a request");
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn no_group() {}

/// Logs that a delivery was refused because no dispatcher is installed.
#[cfg(feature = "tracing")]
pub(crate) fn not_installed(error: &dyn std::fmt::Display) {
    tracing::error!(%error, "no dispatcher is installed, and the environment does not suffice to make one");
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn not_installed(_: &dyn std::fmt::Display) {}

/// Logs that a sender names a character set in `Content-Encoding`, which is for encodings such as `gzip`.
#[cfg(feature = "tracing")]
pub(crate) fn charset_as_coding(group: &str) {
    tracing::warn!(
        group,
        "the sender names a character set in `Content-Encoding`: the body is read as not encoded"
    );
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn charset_as_coding(_: &str) {}

#[cfg(not(feature = "tracing"))]
pub(crate) fn item(_: &Descriptor, _: usize, _: &Outcome, _: &Run) {}

/// Logs that a key is short.
#[cfg(feature = "tracing")]
pub(crate) fn short_key(group: &str, id: &crate::scheme::keys::key_id::KeyId) {
    tracing::warn!(group, key = id.as_str(), "the key has fewer than 24 bytes");
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn short_key(_: &str, _: &crate::scheme::keys::key_id::KeyId) {}
