//! The floor of each type: the HMAC of the body, and one parse of it.
//!
//! They are statics of this crate, so that they are compiled where the handlers are: the same function in another crate
//! was up to 4 % faster or slower.

use std::hint::black_box;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Collected, Full};
use serde::de::DeserializeOwned;

use crate::full::{Issues, PullRequests};
use crate::types::{Authorization, Brief, Envelope, Order, StockDepleted, Tiny};
use crate::{Key, digest, measure, verified};

/// The floor of one type; what is parsed is dropped, as a handler does that has no use for it.
#[derive(Debug)]
pub struct Floor {
    /// Parses the bytes.
    pub bytes: fn(&Key, &[u8]) -> [u8; 32],
    /// Checks that the bytes are a text, and parses that.
    pub text: fn(&Key, &[u8]) -> [u8; 32],
    /// The least that a whole receiver does, for one path and one type: from the request to the reply.
    pub by_hand: fn(&Key, Request<Full<Bytes>>) -> Response<Full<Bytes>>,
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
            by_hand: by_hand::<T>,
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

fn by_hand<T: DeserializeOwned>(key: &Key, request: Request<Full<Bytes>>) -> Response<Full<Bytes>> {
    let (parts, body) = request.into_parts();
    let body =
        measure::now(body.collect()).map_or_else(|never| match never {}, Collected::to_bytes);
    let is_json = parts
        .headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value == "application/json");
    let status = if parts.method != Method::POST || !is_json {
        StatusCode::BAD_REQUEST
    } else if !verified(key, &parts.headers, &body) {
        StatusCode::UNAUTHORIZED
    } else {
        let text = std::str::from_utf8(&body).ok();
        match text.and_then(|text| serde_json::from_str::<T>(text).ok()) {
            Some(event) => {
                black_box(&event);
                StatusCode::OK
            }
            None => StatusCode::UNPROCESSABLE_ENTITY,
        }
    };
    let mut response = Response::new(Full::new(Bytes::from_static(br#"{"received":true}"#)));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}
