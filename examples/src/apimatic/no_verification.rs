//! Group `webhooks_no_verification`: nothing is signed, and the payloads are told apart by their shape.

use serde::Deserialize;
use serde_json::Value;
use webhook_core::{EventGroup, on_event};

use crate::{Refused, journal};

/// An audit log, and a `oneOf` of a switch, a number and two kinds of list at the root of the body.
///
/// # Security
///
/// Anyone who can reach the endpoint can make up a delivery: the group exists to show how that looks.
#[derive(Debug, EventGroup)]
#[event_group(path = "/apimatic/webhooks_no_verification", signature = none)]
pub enum WebhooksNoVerification {
    /// Something happened; every field is optional, so any object is this event.
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
    /// A list of whole numbers. An empty list fits this member and the one before, and is unknown.
    #[event("rootLevelPrimitiveOneOfEvent", reply(failed = 422))]
    Numbers(Vec<i64>),
}

/// Payload of `auditLogEvent`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditLogEvent {
    /// `audit.log`, where it is given.
    pub event_type: Option<String>,
    /// Who did it.
    pub actor: Option<String>,
    /// What was done.
    pub action: Option<String>,
    /// Anything that belongs to it.
    pub context: Option<Value>,
}

/// Where a switch stands.
///
/// Closed on purpose: an open enum would take any text, and the group tells its events apart by what a payload takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
    /// Neither yet.
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
    journal::write(format!("somebody claims that {action} happened")).await;
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
