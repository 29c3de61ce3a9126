//! Bytes do not move between two signed parts, and a time is written in one way.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::*;
use crate::scheme::model::choice::TimeUnit;
use crate::scheme::model::field::{Field, Source};
use crate::scheme::model::freshness::Freshness;
use crate::scheme::verify::message::METHODS;
use crate::text::rfc3339::rfc3339;

const NOW: u64 = 1_700_000_000;

fn timed(message: &'static str, unit: TimeUnit) -> Scheme<'static> {
    scheme(message)
        .with_field(Field::new("ts", Source::Header("X-Time")))
        .with_freshness(Freshness::new("ts", unit, Duration::from_mins(5)))
}

/// What becomes of a request with this time in its header, at a time of receipt.
fn at(
    scheme: &Scheme<'_>,
    time: &'static str,
    now: SystemTime,
) -> Result<KeyId, SignatureFailureKind> {
    let mut request = request("/", "{}");
    set(&mut request, "x-time", time.as_bytes());
    let request = signed(scheme, request);
    let verifier = Verifier::new(scheme).unwrap();
    let keys = Keyring::from(Secret::new(SECRET));
    let keys = verifier.prepare(&keys).unwrap();
    let delivery = Delivery::from(request).with_received_at(now);
    let found = verifier.verify(&delivery, &keys);
    found.map_err(|failure| failure.kind())
}

#[test]
fn a_timestamp_with_leading_zeros_is_malformed() {
    let now = UNIX_EPOCH + Duration::from_secs(NOW);
    for message in ["{ts}.{$request.body}", "{ts}{$request.body}"] {
        for (unit, time, zeros) in [
            (TimeUnit::Seconds, "1700000000", "0001700000000"),
            (TimeUnit::Milliseconds, "1700000000000", "01700000000000"),
        ] {
            let scheme = timed(message, unit);
            assert!(at(&scheme, time, now).is_ok(), "{message} {unit}");
            assert_eq!(
                at(&scheme, zeros, now),
                Err(SignatureFailureKind::Malformed),
                "{message} {unit}"
            );
        }
    }
    let dates = timed("{ts}.{$request.body}", TimeUnit::Rfc3339);
    assert!(at(&dates, "2023-11-14T22:13:20Z", now).is_ok());
}

/// A clock that was never set makes short timestamps fresh; the rest of their digits would be taken for the body.
#[test]
fn a_timestamp_that_is_a_border_has_the_length_of_this_age() {
    let unset = UNIX_EPOCH + Duration::from_secs(170);
    for unit in [TimeUnit::Seconds, TimeUnit::Milliseconds] {
        let touching = timed("{ts}{$request.body}", unit);
        assert_eq!(
            at(&touching, "170", unset),
            Err(SignatureFailureKind::Malformed)
        );
        let apart = timed("{ts}.{$request.body}", unit);
        assert!(at(&apart, "170", unset).is_ok());
    }
}

#[test]
fn a_signed_method_is_one_of_http() {
    let scheme = scheme("{$method}{$request.body}");
    for method in ["POST", "post", "DELETE"] {
        let mut request = request("/", "{}");
        *request.method_mut() = method.parse().unwrap();
        expect(&scheme, &signed(&scheme, request), OK);
    }
    let mut genuine = signed(&scheme, request("/", "1{}"));
    *genuine.body_mut() = Bytes::from("{}");
    *genuine.method_mut() = "POST1".parse().unwrap();
    let unknown = (
        SignatureFailureKind::Malformed,
        "the signed method is unknown",
    );
    expect(&scheme, &genuine, Err(unknown));
}

/// That no method begins or ends with another is what makes it a border.
#[test]
fn codes_neither_begin_nor_end_with_another() {
    let dates = [
        "2023-11-14T22:13:20Z",
        "2023-11-14t22:13:20z",
        "2023-11-14T22:13:20.5Z",
        "2023-11-14T22:13:20.52Z",
        "2023-11-14T22:13:20+01:00",
        "2023-11-14T22:13:20.5-01:00",
        "0023-11-14T22:13:20Z",
    ];
    assert!(dates.iter().all(|date| rfc3339(date.as_bytes()).is_some()));
    for codes in [METHODS.as_slice(), &dates] {
        for one in codes {
            for other in codes.iter().filter(|other| *other != one) {
                assert!(
                    !one.starts_with(other) && !one.ends_with(other),
                    "{one} {other}"
                );
            }
        }
    }
    for cut in 1..dates[4].len() {
        assert!(rfc3339(&dates[4].as_bytes()[cut..]).is_none());
        assert!(rfc3339(&dates[4].as_bytes()[..cut]).is_none());
    }
}
