//! Group `webhooks_no_verification`: an unsigned group, whose payloads are told apart by their structure.

use serde::Deserialize;
use serde_json::Value;
use webhook_core::{EventGroup, on_event};

use crate::{Refused, journal};

/// An audit log, and a `oneOf` of a switch, a number and two kinds of list at the root of the body.
///
/// # Security
///
/// Anyone who can reach the endpoint can forge a delivery. The group is here to show an unsigned group.
#[derive(Debug, EventGroup)]
#[event_group(path = "/apimatic/webhooks_no_verification", signature = none)]
pub enum WebhooksNoVerification {
    /// An entry of the audit log. Every field is optional, so any object is this event.
    #[event("auditLogEvent")]
    AuditLog(AuditLogEvent),
    /// A switch was set.
    #[event("rootLevelPrimitiveOneOfEvent", reply(failed = 422))]
    Switch(Switch),
    /// A whole number.
    #[event("rootLevelPrimitiveOneOfEvent", reply(failed = 422))]
    Number(i64),
    /// A list of letters.
    #[event("rootLevelPrimitiveOneOfEvent", reply(failed = 422))]
    Letters(Vec<Letter>),
    /// A list of whole numbers. An empty list fits this event and the one before, so it is unknown.
    #[event("rootLevelPrimitiveOneOfEvent", reply(failed = 422))]
    Numbers(Vec<i64>),
}

/// Payload of `auditLogEvent`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditLogEvent {
    /// `audit.log`, if present.
    pub event_type: Option<String>,
    /// Who did it.
    pub actor: Option<String>,
    /// What was done.
    pub action: Option<String>,
    /// Other details.
    pub context: Option<Value>,
}

/// The state of a switch.
///
/// Not an `Open` enum: that would accept any text, and this group tells events apart by what their payloads accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
    /// Pending.
    Pending,
}

/// One of three letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Letter {
    /// The first.
    Alpha,
    /// The second.
    Beta,
    /// The third.
    Gamma,
}

#[on_event(group = "webhooks_no_verification", ty = AuditLogEvent)]
async fn audit_log(event: AuditLogEvent) {
    let action = event.action.as_deref().unwrap_or("something");
    journal::write(format!(
        "an unverified sender claims that {action} happened"
    ))
    .await;
}

#[on_event(group = "webhooks_no_verification", ty = Switch)]
fn switch(switch: Switch) {
    tracing::info!(?switch, "switch set");
}

#[on_event(group = "webhooks_no_verification", ty = i64)]
fn number(number: i64) -> Result<(), Refused> {
    if number < 0 {
        return Err(Refused("the number is negative"));
    }
    tracing::info!(number, "number received");
    Ok(())
}

#[on_event(group = "webhooks_no_verification", ty = Vec<Letter>)]
async fn letters(letters: Vec<Letter>) {
    journal::write(format!("{} letters", letters.len())).await;
}

#[on_event(group = "webhooks_no_verification", ty = Vec<i64>)]
fn numbers(numbers: Vec<i64>) {
    tracing::info!(count = numbers.len(), "numbers received");
}
