//! The bodies, from 28 bytes to 1 MiB. Those of GitHub are examples of its own: see `data/`.

use bytes::Bytes;

use crate::random::Random;

/// How many variants of a body take turns.
pub const VARIANTS: usize = 16;

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

/// Variants of a body: its keys and its discriminator, with other values, shorter and longer.
///
/// No sender sends one body over and over, and a processor that sees one over and over learns its branches by heart.
#[must_use]
pub fn variants(body: &str, count: usize) -> Vec<String> {
    let mut random = Random::default();
    (0..count).map(|_| variant(body, &mut random)).collect()
}

fn variant(body: &str, random: &mut Random) -> String {
    let mut varied = String::with_capacity(body.len() + body.len() / 8);
    let mut key = "";
    let mut rest = body;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string_length(rest),
            '0'..='9' => rest
                .find(|next: char| !next.is_ascii_digit())
                .unwrap_or(rest.len()),
            'a'..='z' => rest
                .find(|next: char| !next.is_ascii_lowercase())
                .unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, behind) = rest.split_at(length);
        let is_key = behind.starts_with(':');
        let is_fixed =
            is_key || token.contains('\\') || key == "\"action\"" || key.ends_with("Type\"");
        match first {
            _ if is_fixed => varied.push_str(token),
            '"' => {
                varied.push('"');
                varied.push_str(&random.text(token.len() - 2, b"abcdefghijklmnopqrstuvwxyz-/.:"));
                varied.push('"');
            }
            // No leading zero, and no more digits than every integer has.
            '0'..='9' => {
                varied.push('1');
                varied.push_str(&random.text(token.len().min(17) - 1, b"0123456789"));
            }
            't' | 'f' => varied.push_str(if random.below(2) == 0 {
                "true"
            } else {
                "false"
            }),
            _ => varied.push_str(token),
        }
        if is_key {
            key = token;
        }
        rest = behind;
    }
    varied
}

/// How long a string is, with its quotes.
fn string_length(json: &str) -> usize {
    let mut escaped = false;
    let end = json.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(json.len(), |end| end + 2)
}
