//! Payload types, which know nothing of webhooks.

#[derive(Debug, serde::Deserialize)]
pub struct Order {
    pub id: u64,
}

#[derive(Debug, serde::Deserialize)]
pub struct Payment {
    pub amount: u64,
}
