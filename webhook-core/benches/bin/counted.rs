//! Runs one case over and over, to be counted by `callgrind.sh`: `counted <case> <what> <times>`.
//!
//! `what` is `dispatch`, `hand` (the least receiver by hand) or `floor`.

use std::hint::black_box;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use webhook_benches::floors::{self, Floor};
use webhook_benches::{Key, Sample, bodies, dispatch, dispatcher, key, measure};
use webhook_core::Dispatcher;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let case = arguments.next().unwrap_or_default();
    let what = arguments.next().unwrap_or_default();
    let times = arguments
        .next()
        .and_then(|times| times.parse().ok())
        .unwrap_or(100);
    let last = bodies::first_to_last(bodies::ISSUES);
    let envelope = bodies::in_envelope("issues", bodies::ISSUES);
    let (floor_of, path, event, body) = match case.as_str() {
        "28B" => (&floors::TINY, "/small", "-", bodies::TINY),
        "200B" => (&floors::ORDER, "/small", "-", bodies::ORDER),
        "200B-async" => (&floors::ORDER, "/small/async", "-", bodies::ORDER),
        "11K-header" => (&floors::ISSUES, "/header/full", "issues", bodies::ISSUES),
        "11K-first" => (&floors::ISSUES, "/body/full", "issues", bodies::ISSUES),
        "11K-last" => (&floors::ISSUES, "/body/full", "issues", last.as_str()),
        "11K-pointer" => (
            &floors::ISSUES_ENVELOPE,
            "/envelope/full",
            "-",
            envelope.as_str(),
        ),
        "11K-brief-first" => (&floors::BRIEF, "/body/brief", "issues", bodies::ISSUES),
        "11K-brief-last" => (&floors::BRIEF, "/body/brief", "issues", last.as_str()),
        _ => return eprintln!("no such case: {case}"),
    };
    let sample = Sample::new(path, event, body);
    let (dispatcher, key) = (dispatcher(), key());
    // What is made at the first use is not counted.
    assert_eq!(dispatch(&dispatcher, sample.request()).status(), 200);
    for _ in 0..times {
        match what.as_str() {
            "floor" => drop(black_box(counted_floor(floor_of, &key, &sample.body))),
            "hand" => drop(black_box(counted_hand(floor_of, &key, sample.request()))),
            _ => drop(black_box(counted_dispatch(&dispatcher, sample.request()))),
        }
    }
}

#[inline(never)]
fn counted_dispatch(
    dispatcher: &Dispatcher,
    request: Request<Full<Bytes>>,
) -> Response<Full<Bytes>> {
    measure::now(dispatcher.dispatch(request))
}

#[inline(never)]
fn counted_hand(floor: &Floor, key: &Key, request: Request<Full<Bytes>>) -> Response<Full<Bytes>> {
    (floor.by_hand)(key, request)
}

#[inline(never)]
fn counted_floor(floor: &Floor, key: &Key, body: &[u8]) -> [u8; 32] {
    (floor.text)(key, body)
}
