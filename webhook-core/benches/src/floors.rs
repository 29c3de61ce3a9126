//! The floor of each type: the HMAC of the body, and one parse of it.
//!
//! They are statics of this crate, so that they are compiled where the handlers are: the same function in another crate
//! was up to 4 % faster or slower.

use std::hint::black_box;

use serde::de::DeserializeOwned;

use crate::full::{Issues, PullRequests};
use crate::types::{Authorization, Brief, Envelope, Order, StockDepleted, Tiny};
use crate::{Key, digest};

/// The floor of one type; what is parsed is dropped, as a handler does that has no use for it.
#[derive(Debug)]
pub struct Floor {
    /// Parses the bytes.
    pub bytes: fn(&Key, &[u8]) -> [u8; 32],
    /// Checks that the bytes are a text, and parses that.
    pub text: fn(&Key, &[u8]) -> [u8; 32],
}

pub static BRIEF: Floor = Floor::of::<Brief>();
pub static AUTHORIZATION: Floor = Floor::of::<Authorization>();
pub static ISSUES: Floor = Floor::of::<Issues>();
pub static PULL_REQUESTS: Floor = Floor::of::<PullRequests>();
pub static BRIEF_ENVELOPE: Floor = Floor::of::<Envelope<Brief>>();
pub static AUTHORIZATION_ENVELOPE: Floor = Floor::of::<Envelope<Authorization>>();
pub static ISSUES_ENVELOPE: Floor = Floor::of::<Envelope<Issues>>();
pub static PULL_REQUESTS_ENVELOPE: Floor = Floor::of::<Envelope<PullRequests>>();
pub static TINY: Floor = Floor::of::<Tiny>();
pub static ORDER: Floor = Floor::of::<Order>();
pub static STOCK_DEPLETED: Floor = Floor::of::<StockDepleted>();

impl Floor {
    const fn of<T: DeserializeOwned>() -> Self {
        Self {
            bytes: of_bytes::<T>,
            text: of_text::<T>,
        }
    }
}

fn of_bytes<T: DeserializeOwned>(key: &Key, body: &[u8]) -> [u8; 32] {
    let digest = digest(key, body);
    black_box(&serde_json::from_slice::<T>(body).expect("fits"));
    digest
}

fn of_text<T: DeserializeOwned>(key: &Key, body: &[u8]) -> [u8; 32] {
    let digest = digest(key, body);
    let text = std::str::from_utf8(body).expect("UTF-8");
    black_box(&serde_json::from_str::<T>(text).expect("fits"));
    digest
}
