use super::*;

#[test]
fn written_times_are_read_back() {
    for seconds in [
        0,
        951_782_400,
        1_700_000_000,
        1_709_164_800,
        4_102_444_799_u64,
    ] {
        let time = UNIX_EPOCH + Duration::from_secs(seconds);
        for unit in [TimeUnit::Seconds, TimeUnit::Milliseconds, TimeUnit::Rfc3339] {
            let window = Window {
                unit,
                max_age: Duration::ZERO,
                max_skew: Duration::ZERO,
            };
            let text = window.write(time).unwrap();
            assert_eq!(
                window.read(text.as_bytes()).ok(),
                Some(i64::try_from(seconds).unwrap() * 1_000)
            );
            assert_eq!(
                window.check(i64::try_from(seconds).unwrap() * 1_000, time),
                Ok(())
            );
        }
    }
}

#[test]
fn extremes_neither_overflow_nor_pass() {
    let window = Window {
        unit: TimeUnit::Seconds,
        max_age: Duration::MAX,
        max_skew: Duration::from_secs(1),
    };
    for text in [
        "",
        "-1",
        "+1",
        "1.0",
        "1e3",
        "NaN",
        "18446744073709551616",
        "9 ",
    ] {
        assert!(
            window.read(text.as_bytes()).is_err() || text.is_empty(),
            "{text}"
        );
    }
    let most = window.read(b"18446744073709551615").unwrap();
    assert_eq!(
        window.check(most, UNIX_EPOCH).map_err(|fault| fault.cause),
        Err("the timestamp is in the future")
    );
    let strict = Window {
        max_age: Duration::ZERO,
        max_skew: Duration::ZERO,
        ..window
    };
    assert!(strict.check(i64::MIN, UNIX_EPOCH).is_err());
    assert!(strict.check(i64::MAX, UNIX_EPOCH).is_err());
    assert!(strict.check(-1_000, UNIX_EPOCH).is_err());
}

#[test]
fn a_time_in_digits_is_written_in_one_way() {
    for unit in [TimeUnit::Seconds, TimeUnit::Milliseconds, TimeUnit::Rfc3339] {
        let window = Window {
            unit,
            max_age: Duration::from_secs(1),
            max_skew: Duration::from_secs(1),
        };
        let text = window
            .write(UNIX_EPOCH + Duration::from_secs(1_700_000_000))
            .unwrap();
        assert!(window.read(text.as_bytes()).is_ok());
        for zeros in ["0", "00", "000"] {
            let zeros = window.read(format!("{zeros}{text}").as_bytes());
            assert_eq!(
                zeros.map_err(|fault| fault.kind),
                Err(SignatureFailureKind::Malformed),
                "{unit}"
            );
        }
    }
    let seconds = Window {
        unit: TimeUnit::Seconds,
        max_age: Duration::MAX,
        max_skew: Duration::MAX,
    };
    assert_eq!(seconds.read(b"0").ok(), Some(0));
    assert_eq!(
        seconds.read(b"00").map_err(|fault| fault.cause),
        Err("the timestamp has a leading zero")
    );
}
