//! No signature that nobody made verifies, and no header breaks the parser.
#![no_main]

use std::sync::OnceLock;

use bytes::Bytes;
use http::{HeaderValue, Request};
use libfuzzer_sys::fuzz_target;
use webhook_core::Delivery;
use webhook_core::scheme::{Algorithm, Encoding, Keyring, Scheme, Secret, ValueTemplate, Verifier};

fn schemes() -> &'static [(Scheme<'static>, Verifier)] {
    static SCHEMES: OnceLock<Vec<(Scheme<'static>, Verifier)>> = OnceLock::new();
    SCHEMES.get_or_init(|| {
        let plain = Scheme::in_header(Algorithm::HmacSha256, "X-Signature");
        let value = ValueTemplate::parse("v1={digest}").expect("a good value");
        let schemes = [Encoding::Hex, Encoding::Base64, Encoding::Base64Url].map(|encoding| plain.with_encoding(encoding));
        let schemes = schemes.into_iter().flat_map(|scheme| [scheme, scheme.with_value(value)]);
        schemes.map(|scheme| (scheme, Verifier::new(&scheme).expect("a good scheme"))).collect()
    })
}

fuzz_target!(|input: (&[u8], &[u8])| {
    let (header, body) = input;
    let Ok(header) = HeaderValue::from_bytes(header) else { return };
    for (_, verifier) in schemes() {
        let keys = verifier.prepare(&Keyring::from(Secret::new("a secret"))).expect("a good key");
        let mut request = Request::post("/").body(Bytes::copy_from_slice(body)).expect("a good request");
        request.headers_mut().insert("X-Signature", header.clone());
        assert!(verifier.verify(&Delivery::from(request), &keys).is_err());
    }
});
