//! Group `callbacks_b`: a discriminator in the body, and a signature that covers only this discriminator.
//!
//! # Security
//!
//! The sender signs the value of `notificationType` and nothing else. One captured request is enough to forge any other of the
//! same type, so the group must say `danger_unsigned_body` to compile.

use serde::Deserialize;
use webhook_core::{EventGroup, on_event};

use crate::journal;

/// Notifications by e-mail and by text message, with one payload type.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/apimatic/callbacks_b",
    secret_env = "CALLBACKS_B_SECRET",
    discriminator = "/notificationType",
    signature(
        algorithm = "hmac-sha256",
        header = "X-Signature",
        encoding = hex,
        message = "{$request.body#/notificationType}"
    ),
    danger_unsigned_body,
    reply(failed = 422)
)]
pub enum CallbacksB {
    /// An e-mail was sent.
    #[event("email")]
    Email(NotificationCallback),
    /// A text message was sent.
    #[event("sms")]
    Sms(NotificationCallback),
}

/// Payload of both events.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotificationCallback {
    /// `email` or `sms`.
    pub notification_type: String,
    /// The subject.
    pub subject: String,
    /// The message.
    pub message: String,
}

#[on_event(group = "callbacks_b", event = "email")]
async fn email(callback: NotificationCallback) {
    journal::write(format!("e-mail of {} bytes", callback.message.len())).await;
}

#[on_event(group = "callbacks_b", event = "sms")]
fn sms(callback: NotificationCallback) {
    tracing::info!(bytes = callback.message.len(), "text message");
}
