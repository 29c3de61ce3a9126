//! What a user writes without this library. Each takes what axum would hand to a handler.

use std::hint::black_box;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use crate::full::{Issues, PullRequests};
use crate::types::{Brief, Tagged, Untagged};
use crate::{Key, verified};

/// What is compared with ours for one type; statics for the same reason as the [floors](crate::floors).
#[derive(Debug)]
pub struct Hand {
    pub direct: Receive,
    pub tagged: Receive,
    pub value: Receive,
    pub untagged: Receive,
}

/// Takes a delivery's headers and body.
pub type Receive = fn(&Key, &HeaderMap, &Bytes) -> StatusCode;

pub static BRIEF: Hand = Hand::of::<Brief>();
pub static ISSUES: Hand = Hand::of::<Issues>();

impl Hand {
    const fn of<T: DeserializeOwned>() -> Self {
        Self {
            direct: direct::<T>,
            tagged: tagged::<T>,
            value: value::<T>,
            untagged: untagged::<PullRequests, T>,
        }
    }
}

/// The type is known beforehand: one direct parse.
#[must_use]
pub fn direct<T: DeserializeOwned>(key: &Key, headers: &HeaderMap, body: &Bytes) -> StatusCode {
    if !verified(key, headers, body) {
        return StatusCode::UNAUTHORIZED;
    }
    answer(serde_json::from_slice::<T>(body))
}

/// An internally tagged enum.
#[must_use]
pub fn tagged<T: DeserializeOwned>(key: &Key, headers: &HeaderMap, body: &Bytes) -> StatusCode {
    if !verified(key, headers, body) {
        return StatusCode::UNAUTHORIZED;
    }
    answer(serde_json::from_slice::<Tagged<T>>(body))
}

/// A `Value`, a `match` on the tag, and `from_value`.
#[must_use]
pub fn value<T: DeserializeOwned>(key: &Key, headers: &HeaderMap, body: &Bytes) -> StatusCode {
    if !verified(key, headers, body) {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(body) else {
        return StatusCode::BAD_REQUEST;
    };
    match value.get("action").and_then(|action| action.as_str()) {
        Some("opened" | "closed" | "labeled" | "revoked") => {
            answer(serde_json::from_value::<T>(value))
        }
        _ => StatusCode::OK,
    }
}

/// An untagged enum, whose second member it is.
#[must_use]
pub fn untagged<A: DeserializeOwned, B: DeserializeOwned>(
    key: &Key,
    headers: &HeaderMap,
    body: &Bytes,
) -> StatusCode {
    if !verified(key, headers, body) {
        return StatusCode::UNAUTHORIZED;
    }
    answer(serde_json::from_slice::<Untagged<A, B>>(body))
}

/// The type of the crate `octocrab`.
#[cfg(feature = "alternatives")]
#[must_use]
pub fn octocrab(key: &Key, headers: &HeaderMap, body: &Bytes) -> StatusCode {
    if !verified(key, headers, body) {
        return StatusCode::UNAUTHORIZED;
    }
    let event = headers
        .get("x-github-event")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    answer(octocrab::models::webhook_events::WebhookEvent::try_from_header_and_body(event, body))
}

fn answer<T, E>(parsed: Result<T, E>) -> StatusCode {
    match parsed {
        Ok(event) => {
            black_box(&event);
            StatusCode::OK
        }
        Err(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
