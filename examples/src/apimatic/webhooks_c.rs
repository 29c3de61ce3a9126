//! Group `webhooks_c`: payloads that are not objects, told apart by their structure.

use std::collections::HashMap;

use webhook_core::{EventGroup, on_event};

use crate::journal;

/// Events whose payloads are text, a number, a list or a map; signed like `webhooks_b`, in base64url.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/apimatic/webhooks_c",
    secret_env = "WEBHOOKS_C_SECRET",
    signature(
        algorithm = "hmac-sha512",
        header = "X-Webhook-Signature",
        encoding = base64url,
        value = "v1={digest}",
        message = "{$method}|{$request.header.X-Timestamp}|{$request.body}"
    )
)]
pub enum WebhooksC {
    /// A text.
    #[event("stringEvent")]
    Text(String),
    /// A whole number.
    #[event("intEvent")]
    Integer(i64),
    /// A list of numbers.
    #[event("numberListEvent")]
    NumberList(Vec<f64>),
    /// Names and values.
    #[event("stringMapEvent")]
    StringMap(HashMap<String, String>),
}

#[on_event(group = "webhooks_c", ty = String)]
async fn text(text: String) {
    journal::write(format!("a text of {} bytes", text.len())).await;
}

#[on_event(group = "webhooks_c", ty = i64)]
fn integer(number: i64) {
    tracing::info!(number, "number received");
}

#[on_event(group = "webhooks_c", ty = Vec<f64>)]
async fn number_list(numbers: Vec<f64>) {
    journal::write(format!("a sum of {}", numbers.iter().sum::<f64>())).await;
}

#[on_event(group = "webhooks_c", ty = HashMap<String, String>)]
fn string_map(map: HashMap<String, String>) {
    tracing::info!(entries = map.len(), "map received");
}
