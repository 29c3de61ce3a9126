//! What is recognised parses as the event that it was recognised as, or does not fit; never as another.
#![no_main]

use bytes::Bytes;
use http::Request;
use libfuzzer_sys::fuzz_target;
use webhook_core::group::UnsignedGroup as _;
use webhook_core::{Delivery, EventGroup as _};
use webhook_fuzz::{Many, One, Shape};

fuzz_target!(|body: &[u8]| {
    let request = |path: &str| Request::post(path).body(Bytes::copy_from_slice(body)).expect("a good request");
    if let Ok(event) = One::parse(&Delivery::from(request("/one"))) {
        let kind = match &event {
            One::A(whole) | One::Narrow(whole) | One::B(whole) => whole.kind.as_str(),
        };
        assert_eq!(kind == "b", matches!(event, One::B(_)));
        assert!(serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok());
    }
    let _ = Shape::parse(&Delivery::from(request("/shape")));
    let whole = Many::unverified(Delivery::from(request("/many")));
    for item in Many::items(&whole).unwrap_or_default() {
        if let Ok(Many::A(whole)) = Many::recognise(item).map_err(drop).and_then(|item| item.parse().map_err(drop)) {
            assert_eq!(whole.kind, "a");
        }
    }
});
