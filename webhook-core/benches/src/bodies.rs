//! The bodies, from 28 bytes to 1 MiB. Those of GitHub are examples of its own: see `data/`.

use bytes::Bytes;

/// `issues`, `opened`: 11 KiB.
pub const ISSUES: &str = include_str!("../data/issues.json");
/// `pull_request`, `labeled`: 27 KiB.
pub const PULL_REQUEST: &str = include_str!("../data/pull_request.json");
/// `github_app_authorization`, `revoked`: 1 KiB.
pub const AUTHORIZATION: &str = include_str!("../data/github_app_authorization.json");
/// 28 bytes.
pub const TINY: &str = r#"{"action":"opened","id":123}"#;
/// 200 bytes.
pub const ORDER: &str = r#"{"action":"order.created","id":"order-1234567890","status":"pending","currency":"EUR","total":129900,"paid":false,"customer":"cust_9f8e7d6c5b4a","created_at":"2025-11-21T08:37:06Z","origin":"web-eu1"}"#;
/// A member of a `oneOf`.
pub const DEPLETED: &str = r#"{"inventoryStockDepletedEventType":"stock.depleted"}"#;

/// `issues` with a description that fills it to 1 MiB.
#[must_use]
pub fn issues_of_1_mib() -> String {
    let paragraph = "It looks like you accidentally spelled 'commit' with two 't's.\\r\\n\\r\\n* see \\\"readme\\\" — twice\\n";
    let missing = (1 << 20) - ISSUES.len();
    let description = paragraph.repeat(missing / paragraph.len());
    let (head, tail) = ISSUES.split_once(r#""body":""#).unwrap_or((ISSUES, ""));
    format!(r#"{head}"body":"{description}{tail}"#)
}

/// Moves the first member of an object to its end.
#[must_use]
pub fn first_to_last(body: &str) -> String {
    let inner = &body[1..body.len() - 1];
    let (first, rest) = inner.split_once(',').unwrap_or((inner, ""));
    format!("{{{rest},{first}}}")
}

/// Puts a payload into an envelope, behind its discriminator.
#[must_use]
pub fn in_envelope(event: &str, body: &str) -> String {
    format!(r#"{{"type":"{event}","data":{body}}}"#)
}

/// A body that is shared and not copied.
#[must_use]
pub fn shared(body: &str) -> Bytes {
    Bytes::copy_from_slice(body.as_bytes())
}
