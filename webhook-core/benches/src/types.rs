//! Small payload types; the large ones are in [`full`](crate::full).

use serde::Deserialize;

use crate::full::User;

/// Five fields of any GitHub payload; a receiver rarely looks at more.
#[derive(Debug, Deserialize)]
pub struct Brief {
    // An internally tagged enum takes it away.
    #[serde(default)]
    pub action: String,
    pub sender: BriefUser,
    pub repository: Option<BriefRepository>,
}

#[derive(Debug, Deserialize)]
pub struct BriefUser {
    pub login: String,
    pub id: u64,
}

#[derive(Debug, Deserialize)]
pub struct BriefRepository {
    pub full_name: String,
    pub private: bool,
}

/// Everything of `github_app_authorization`.
#[derive(Debug, Deserialize)]
pub struct Authorization {
    pub action: String,
    pub sender: User,
}

#[derive(Debug, Deserialize)]
pub struct Tiny {
    pub action: String,
    pub id: u64,
}

/// Everything of the order below.
#[derive(Debug, Deserialize)]
pub struct Order {
    pub action: String,
    pub id: String,
    pub status: String,
    pub currency: String,
    pub total: i64,
    pub paid: bool,
    pub customer: String,
    pub created_at: String,
}

/// One constant field, as each member of a `oneOf` has it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StockDepleted {
    pub inventory_stock_depleted_event_type: String,
}

/// An envelope, parsed by hand.
#[derive(Debug, Deserialize)]
pub struct Envelope<T> {
    pub r#type: String,
    pub data: T,
}

/// What a user writes instead of a group: an internally tagged enum.
#[derive(Debug, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Tagged<T> {
    Opened(T),
    Closed(T),
    Labeled(T),
    Edited(T),
    Revoked(T),
}

/// And an untagged one.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Untagged<A, B> {
    First(A),
    Second(B),
}
