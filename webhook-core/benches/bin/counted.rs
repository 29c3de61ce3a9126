//! Dispatches one case over and over, to be counted by `callgrind.sh`: `counted <case> <what> <times>`.

use std::hint::black_box;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use serde::de::DeserializeOwned;
use webhook_benches::full::Issues;
use webhook_benches::types::{Brief, Envelope, Order, Tiny};
use webhook_benches::{Key, Sample, bodies, dispatch, dispatcher, floor_of_text, key, measure};
use webhook_core::Dispatcher;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let case = arguments.next().unwrap_or_default();
    let floor = arguments.next().as_deref() == Some("floor");
    let times = arguments
        .next()
        .and_then(|times| times.parse().ok())
        .unwrap_or(100);
    let last = bodies::first_to_last(bodies::ISSUES);
    let envelope = bodies::in_envelope("issues", bodies::ISSUES);
    match case.as_str() {
        "28B" => run::<Tiny>(&Sample::new("/small", "-", bodies::TINY), floor, times),
        "200B" => run::<Order>(&Sample::new("/small", "-", bodies::ORDER), floor, times),
        "200B-async" => run::<Order>(
            &Sample::new("/small/async", "-", bodies::ORDER),
            floor,
            times,
        ),
        "11K-header" => run::<Issues>(
            &Sample::new("/header/full", "issues", bodies::ISSUES),
            floor,
            times,
        ),
        "11K-first" => run::<Issues>(
            &Sample::new("/body/full", "issues", bodies::ISSUES),
            floor,
            times,
        ),
        "11K-last" => run::<Issues>(&Sample::new("/body/full", "issues", &last), floor, times),
        "11K-pointer" => {
            run::<Envelope<Issues>>(&Sample::new("/envelope/full", "-", &envelope), floor, times)
        }
        "11K-brief-first" => run::<Brief>(
            &Sample::new("/body/brief", "issues", bodies::ISSUES),
            floor,
            times,
        ),
        "11K-brief-last" => {
            run::<Brief>(&Sample::new("/body/brief", "issues", &last), floor, times)
        }
        _ => eprintln!("no such case: {case}"),
    }
}

fn run<T: DeserializeOwned>(sample: &Sample, floor: bool, times: usize) {
    let (dispatcher, key) = (dispatcher(), key());
    // What is made at the first use is not counted.
    assert_eq!(dispatch(&dispatcher, sample.request()).status(), 200);
    for _ in 0..times {
        if floor {
            black_box(counted_floor::<T>(&key, &sample.body));
        } else {
            black_box(counted_dispatch(&dispatcher, sample.request()));
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
fn counted_floor<T: DeserializeOwned>(key: &Key, body: &[u8]) {
    black_box(floor_of_text::<T>(key, body));
}
