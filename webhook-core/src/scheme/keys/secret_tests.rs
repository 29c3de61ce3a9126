use super::*;

#[test]
fn mistakes_have_their_kinds() {
    for blank in ["", " ", "\n\t", "\u{a0}"] {
        assert_eq!(
            Secret::new(blank).check(),
            Err(SecretErrorKind::Blank),
            "{blank:?}"
        );
    }
    for pasted in ["secret\n", "secret\r\n", "secret "] {
        assert_eq!(
            Secret::new(pasted).check(),
            Err(SecretErrorKind::TrailingWhitespace),
            "{pasted:?}"
        );
    }
    assert_eq!(
        Secret::from_bytes(Vec::new()).check(),
        Err(SecretErrorKind::Blank)
    );
    assert_eq!(Secret::from_bytes(vec![0xff, b' ']).check(), Ok(()));
    assert_eq!(Secret::new(" begins with a space").check(), Ok(()));
}

/// A zero-width space is copied from a page, and a byte order mark from a file.
#[test]
fn what_cannot_be_seen_at_an_end_is_refused() {
    for unseen in [
        "\u{200b}",
        "\u{feff}",
        "\u{200d}",
        "\u{2060}",
        "\u{ad}",
        "\u{feff}\n",
    ] {
        assert_eq!(
            Secret::new(format!("secret{unseen}")).check(),
            Err(SecretErrorKind::TrailingWhitespace),
            "{unseen:?}"
        );
        assert_eq!(
            Secret::new(unseen).check(),
            Err(SecretErrorKind::Blank),
            "{unseen:?}"
        );
        assert_eq!(
            Secret::new(format!("{unseen}secret")).check(),
            Err(SecretErrorKind::LeadingInvisible),
            "{unseen:?}"
        );
        let inside = format!("sec{unseen}ret");
        assert_eq!(
            Secret::from_bytes(inside.clone().into_bytes()).check(),
            Ok(())
        );
        assert_eq!(Secret::new(inside).check(), Ok(()));
    }
}

#[test]
fn configuration_gives_text() {
    let secret: Secret = serde_json::from_str(r#""sec\u0072et""#).unwrap();
    assert_eq!(secret.expose(), b"secret");
    assert_eq!(format!("{:?}", Some(secret)), "Some(Secret(..))");
}

#[test]
fn the_environment_is_read() {
    // Cargo sets this one for every test.
    assert_eq!(
        Secret::from_env("CARGO_PKG_NAME").unwrap().expose(),
        env!("CARGO_PKG_NAME").as_bytes()
    );
}
