//! What the log says of a delivery: names, sizes and causes, never a secret, a digest or a payload.

use crate::descriptor::Descriptor;
use crate::outcome::Outcome;

use super::runtime::Begun;

#[cfg(feature = "tracing")]
pub(crate) fn outcome(group: &Descriptor, outcome: &Outcome, begun: &Begun, body_bytes: usize) {
    use crate::outcome::OutcomeKind;

    let event = begun.event.map_or("-", |event| event.name);
    let (kind, cause, handler) = (outcome.kind(), outcome.text(), begun.handler.unwrap_or("-"));
    let (group, id) = (group.name, begun.id.as_deref());
    let key = begun.key.as_ref().map_or("-", |key| key.as_str());
    match kind {
        OutcomeKind::Handled | OutcomeKind::Ignored | OutcomeKind::Duplicate => {
            tracing::debug!(
                group,
                event,
                id,
                key,
                handler,
                body_bytes,
                outcome = kind.as_str(),
                "delivery"
            );
        }
        OutcomeKind::Failed | OutcomeKind::Panicked | OutcomeKind::TimedOut => {
            tracing::error!(
                group,
                event,
                id,
                key,
                handler,
                body_bytes,
                outcome = kind.as_str(),
                cause,
                "delivery"
            );
        }
        _ => {
            tracing::warn!(
                group,
                event,
                id,
                key,
                handler,
                body_bytes,
                outcome = kind.as_str(),
                cause,
                "delivery"
            );
        }
    }
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn outcome(_: &Descriptor, _: &Outcome, _: &Begun, _: usize) {}

/// Says at start what the program will accept without a signature or without a handler.
#[cfg(feature = "tracing")]
pub(crate) fn started(group: &Descriptor, unhandled: &[&str]) {
    if group.scheme.is_none() {
        tracing::warn!(
            group = group.name,
            "UNSIGNED: anyone who reaches the endpoint can make a delivery"
        );
    }
    if !unhandled.is_empty() {
        tracing::warn!(
            group = group.name,
            events = unhandled.join(", "),
            "events without a handler are accepted"
        );
    }
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn started(_: &Descriptor, _: &[&str]) {}

/// Says that a delivery was turned away because there is no dispatcher.
#[cfg(feature = "tracing")]
pub(crate) fn not_installed(error: &dyn std::fmt::Display) {
    tracing::error!(%error, "no dispatcher is installed, and none could be made from the environment");
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn not_installed(_: &dyn std::fmt::Display) {}

/// Says that a keyring that was looked up cannot be used.
#[cfg(feature = "tracing")]
pub(crate) fn unusable_keyring(group: &str, error: &dyn std::fmt::Display) {
    tracing::error!(group, %error, "the keyring of a delivery cannot be used");
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn unusable_keyring(_: &str, _: &dyn std::fmt::Display) {}

/// Says that keys are shorter than a key should be.
#[cfg(feature = "tracing")]
pub(crate) fn short_key(group: &str, id: &crate::scheme::KeyId) {
    tracing::warn!(group, key = id.as_str(), "the key has less than 24 bytes");
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn short_key(_: &str, _: &crate::scheme::KeyId) {}
