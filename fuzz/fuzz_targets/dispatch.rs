//! No request makes a dispatch panic, and none is accepted whose body is no JSON document.
#![no_main]

use std::sync::OnceLock;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use libfuzzer_sys::fuzz_target;
use webhook_core::{Dispatcher, Unsigned};
use webhook_fuzz::nested::Nested;
use webhook_fuzz::{Form, Many, One, Shape};

fn dispatcher() -> &'static Dispatcher {
    static DISPATCHER: OnceLock<Dispatcher> = OnceLock::new();
    DISPATCHER.get_or_init(|| {
        let builder = Dispatcher::builder().group::<One>(Unsigned).group::<Many>(Unsigned);
        let builder = builder.group::<Form>(Unsigned).group::<Shape>(Unsigned);
        let builder = builder.group::<Nested>(Unsigned);
        builder.build().expect("every event has a handler")
    })
}

fuzz_target!(|body: &[u8]| {
    for path in ["/one", "/many", "/shape", "/form", "/nested"] {
        let request = Request::post(path).body(Full::new(Bytes::copy_from_slice(body))).expect("a good request");
        let status = dispatcher().dispatch_blocking(request).status().as_u16();
        // A handler that panics found the event and the payload to differ.
        assert!([200, 400, 413, 422].contains(&status), "{status} at {path}");
        if status == 200 && path != "/form" {
            assert!(serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok());
        }
    }
});
