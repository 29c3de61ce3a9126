//! Verification allocates nothing if the message consists of literals, header fields and the body.

use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request};
use webhook_core::Delivery;
use webhook_core::scheme::{
    Expression, KeyForm, Keyring, Scheme, Secret, Segment, SignatureLocation, Source, Verifier,
};
use webhook_core::senders;

/// Whether everything that is read is a header, an item of one, or the body as it is.
fn is_plain(scheme: &Scheme<'_>) -> bool {
    let location = !matches!(
        scheme.location(),
        SignatureLocation::Pointer(_) | SignatureLocation::Form(_) | SignatureLocation::Query(_)
    );
    let fields = scheme
        .fields()
        .all(|field| matches!(field.source(), Source::Header(_) | Source::Item(_)));
    let message = scheme.message().segments().all(|segment| {
        !matches!(
            segment,
            Segment::Computed(_) | Segment::Expression(Expression::Url | Expression::Query(_))
        )
    });
    location && fields && message && !scheme.algorithm().is_asymmetric()
}

#[test]
fn plain_presets_verify_without_an_allocation() {
    let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let mut count = 0;
    let schemes = senders::ALL
        .iter()
        .filter_map(|(name, sender)| Some((name, sender.scheme()?)));
    // A JSON web token is decoded.
    let schemes = schemes.filter(|(_, scheme)| scheme.jwt().is_none());
    for (name, scheme) in schemes.filter(|(_, scheme)| is_plain(scheme)) {
        let secret = match scheme.key() {
            KeyForm::Basic => Secret::new("user:a-secret-of-more-than-24-bytes"),
            KeyForm::Utf8 => Secret::new("a-secret-of-more-than-24-bytes"),
            _ => Secret::from_bytes(vec![7; 32]),
        };
        let mut request = Request::post("/in")
            .body(Bytes::from(vec![b'x'; 1024]))
            .unwrap();
        let time = (scheme.freshness()).map_or("", |window| window.field());
        let segments = scheme.message().segments();
        let expressions = segments.filter_map(|segment| match segment {
            Segment::Expression(Expression::Header(name)) => Some(name),
            _ => None,
        });
        let fields = scheme.fields().filter(|field| field.name() != time);
        let named = fields.filter_map(|field| match field.source() {
            Source::Header(name) => Some(name),
            _ => None,
        });
        for name in named.chain(expressions) {
            let name = name.parse::<HeaderName>().unwrap();
            request
                .headers_mut()
                .insert(name, HeaderValue::from_static("7"));
        }
        let keyring = Keyring::from(secret);
        scheme.sign_at(&keyring, &mut request, now).unwrap();
        let prepared = Verifier::new(scheme).unwrap();
        let keys = prepared.prepare(&keyring).unwrap();
        let delivery = Delivery::from(request).with_received_at(now);
        let mut verified = false;
        let counted = allocation_counter::measure(|| {
            verified = prepared.verify(&delivery, &keys).is_ok();
        });
        assert!(verified, "{name}");
        assert_eq!(counted.count_total, 0, "{name}");
        count += 1;
    }
    println!("{count} presets verify without an allocation");
    assert!(count > 130);
}
