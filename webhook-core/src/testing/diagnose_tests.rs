use std::time::UNIX_EPOCH;

use sha2::{Digest as _, Sha256};

use super::*;
use crate::scheme::grammar::template::Template;
use crate::scheme::keys::secret::Secret;
use crate::senders;

const BODY: &str = "{\"id\":1,\"name\":\"J\u{fc}rgen\",\"at\":\"/orders/7\",\"items\":[],\"nested\":{\"more\":[1.50,true,null]}}";
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

/// A delivery that was signed with one body and arrives with another.
fn delivered(
    scheme: &Scheme<'_>,
    signed: impl Into<Bytes>,
    received: impl Into<Bytes>,
) -> Delivery {
    let uri = "https://hooks.example.test/in?one=1";
    let mut request = Request::post(uri).body(signed.into()).unwrap();
    scheme
        .sign_at(&Keyring::from(Secret::new(SECRET)), &mut request, now())
        .unwrap();
    Delivery::from(request.map(|_| received.into())).with_received_at(now())
}

fn found(scheme: &Scheme<'_>, delivery: &Delivery) -> Option<(MistakeKind, String)> {
    let keys = Keyring::from(Secret::new(SECRET));
    let others = Keyring::new().with("test", Secret::new("another-secret-of-the-same-length"));
    diagnose(scheme, &keys, &others, delivery).map(|mistake| (mistake.kind(), mistake.to_string()))
}

fn github() -> Scheme<'static> {
    *senders::github.scheme().unwrap()
}

#[test]
fn a_genuine_delivery_has_no_mistake() {
    assert_eq!(found(&github(), &delivered(&github(), BODY, BODY)), None);
}

#[test]
fn a_body_that_was_parsed_and_written_again() {
    let pretty = "{\n  \"id\": 1,\n  \"name\": \"J\u{fc}rgen\",\n  \"at\": \"/orders/7\",\n  \"items\": [],\n  \"nested\": {\n    \"more\": [\n      1.50,\n      true,\n      null\n    ]\n  }\n}";
    let python = "{\"id\": 1, \"name\": \"J\\u00fcrgen\", \"at\": \"/orders/7\", \"items\": [], \"nested\": {\"more\": [1.50, true, null]}}";
    let php = BODY.replace('/', "\\/").replace('\u{fc}', "\\u00fc");
    for (received, text) in [
        (
            pretty,
            "the body was JSON without white space between its values",
        ),
        (
            python,
            "the body was JSON without white space between its values, letters outside ASCII not escaped",
        ),
        (
            &php,
            "the body had slashes and letters outside ASCII not escaped",
        ),
    ] {
        let mistake = found(&github(), &delivered(&github(), BODY, received.to_owned()));
        assert_eq!(
            mistake,
            Some((MistakeKind::Body, text.to_owned())),
            "{received}"
        );
    }
    for (signed, text) in [
        (pretty, "the body was JSON indented by 2 spaces"),
        (
            python,
            "the body was JSON with a space after `,` and `:`, as Python writes it, letters outside ASCII written as `\\u` escapes",
        ),
        (
            &php,
            "the body had slashes as `\\/` and letters outside ASCII as `\\u` escapes, as PHP writes it",
        ),
    ] {
        let mistake = found(&github(), &delivered(&github(), signed.to_owned(), BODY));
        assert_eq!(
            mistake,
            Some((MistakeKind::Body, text.to_owned())),
            "{signed}"
        );
    }
}

#[test]
fn astral_letters_are_two_escapes() {
    let signed = r#"{"a":"\ud83d\ude00","b":"\\u00fc\""}"#;
    let received = "{\"a\":\"\u{1f600}\",\"b\":\"\\\\u00fc\\\"\"}";
    let mistake = found(&github(), &delivered(&github(), signed, received));
    let text = "the body had letters outside ASCII written as `\\u` escapes";
    assert_eq!(mistake, Some((MistakeKind::Body, text.to_owned())));
}

#[test]
fn ends_line_endings_and_character_sets() {
    let lines = "{\n\"id\":1\n}";
    for (signed, received, text) in [
        (
            &b"{}"[..],
            &b"{}\n"[..],
            "the body had no newline at its end",
        ),
        (b"{}", b"{}\r\n", "the body had no newline at its end"),
        (b"{}\n", b"{}", "the body ended in a newline"),
        (b"{}\r\n", b"{}", "the body ended in CR LF"),
        (b"a=1", b" a=1 ", "the body had no white space around it"),
        (
            lines.as_bytes(),
            b"{\r\n\"id\":1\r\n}",
            "the lines of the body ended in LF, not in CR LF",
        ),
        (
            b"{\r\n\"id\":1\r\n}",
            lines.as_bytes(),
            "the lines of the body ended in CR LF, not in LF",
        ),
        (
            b"\"J\xfc\"",
            "\"J\u{fc}\"".as_bytes(),
            "the body was in ISO 8859-1, not in UTF-8",
        ),
        (
            "\"J\u{fc}\"".as_bytes(),
            b"\"J\xfc\"",
            "the body was in UTF-8, not in ISO 8859-1",
        ),
        (
            b"\xef\xbb\xbf{}",
            b"{}",
            "the body began with a byte order mark",
        ),
        (b"{}", b"\xef\xbb\xbf{}", "the body had no byte order mark"),
    ] {
        let mistake = found(
            &github(),
            &delivered(&github(), signed.to_vec(), received.to_vec()),
        );
        assert_eq!(
            mistake,
            Some((MistakeKind::Body, text.to_owned())),
            "{received:?}"
        );
    }
}

#[test]
fn the_form_of_the_key_the_algorithm_and_the_encoding() {
    let signed = github();
    for (as_read, kind, text) in [
        (
            signed.with_key(KeyForm::Whsec),
            MistakeKind::KeyForm,
            "the secret was read as `key = utf8`, not as `key = whsec`",
        ),
        (
            signed.with_algorithm(Algorithm::HmacSha512),
            MistakeKind::Algorithm,
            "the algorithm was hmac-sha256, not hmac-sha512",
        ),
        (
            signed.with_encoding(Encoding::Base64),
            MistakeKind::Encoding,
            "the digest was read as hex, not as base64",
        ),
    ] {
        let mistake = found(&as_read, &delivered(&signed, BODY, BODY));
        assert_eq!(mistake, Some((kind, text.to_owned())));
    }
}

#[test]
fn another_secret_of_the_receiver() {
    let mut request = Request::post("/").body(Bytes::from(BODY)).unwrap();
    github()
        .sign(
            &Secret::new("another-secret-of-the-same-length"),
            &mut request,
        )
        .unwrap();
    let mistake = found(&github(), &Delivery::from(request));
    let text = "the receiver had the secret `test`".to_owned();
    assert_eq!(mistake, Some((MistakeKind::Secret, text)));
}

#[test]
fn units_and_clocks() {
    let stripe = *senders::stripe.scheme().unwrap();
    let mut milliseconds = stripe;
    let mut window = stripe.freshness().unwrap();
    window.unit = TimeUnit::Milliseconds;
    milliseconds.freshness = Some(window);
    let mistake = found(&stripe, &delivered(&milliseconds, BODY, BODY));
    let text = "the scheme's timestamp was in ms, not in s".to_owned();
    assert_eq!(mistake, Some((MistakeKind::Time, text)));

    let late = delivered(&stripe, BODY, BODY).with_received_at(now() + Duration::from_secs(3600));
    let text = "it had arrived in time: it was signed 3600 s before it was received, and 300 s are allowed; or a clock is wrong";
    assert_eq!(
        found(&stripe, &late),
        Some((MistakeKind::Time, text.to_owned()))
    );

    // An old delivery that was changed, too, is told what changed it.
    let both = delivered(&stripe, BODY, format!("{BODY}\n"))
        .with_received_at(now() + Duration::from_secs(3600));
    let text = format!("the body had no newline at its end, and {text}");
    assert_eq!(found(&stripe, &both), Some((MistakeKind::Body, text)));
}

#[test]
fn ports_slashes_and_queries() {
    let message = Template::parse("{$url}|{$request.body}").unwrap();
    let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Signature").with_message(message);
    for (received, text) in [
        (
            "https://hooks.example.test:443/in?one=1",
            "the URL had no port",
        ),
        (
            "https://hooks.example.test:8443/in?one=1",
            "the URL had no port",
        ),
        (
            "http://hooks.example.test/in?one=1",
            "the URL began with the other of `http` and `https`",
        ),
        (
            "http://hooks.example.test:3000/in?one=1",
            "the URL began with the other of `http` and `https`, without a port",
        ),
        (
            "https://hooks.example.test/in/?one=1",
            "the path had no slash at its end",
        ),
    ] {
        let mut delivery = delivered(&scheme, BODY, BODY);
        assert!(delivery.set_url(received.to_owned()));
        assert_eq!(
            found(&scheme, &delivery),
            Some((MistakeKind::Url, text.to_owned())),
            "{received}"
        );
    }
}

#[test]
fn no_cause_is_invented_for_forgeries() {
    let stripe = *senders::stripe.scheme().unwrap();
    for number in 0..1_000_u32 {
        let digest = Sha256::digest(number.to_be_bytes());
        let hex = base16ct::lower::encode_string(&digest);
        let forged = if number % 2 == 0 {
            let value = format!("sha256={hex}");
            (
                github(),
                Request::post("/").header("X-Hub-Signature-256", value),
            )
        } else {
            let value = format!("t=1700000000,v1={hex}");
            (stripe, Request::post("/").header("Stripe-Signature", value))
        };
        let (scheme, request) = forged;
        let request = request
            .body(Bytes::from(format!("{{\"number\":{number}}}")))
            .unwrap();
        let delivery = Delivery::from(request).with_received_at(now());
        assert_eq!(found(&scheme, &delivery), None, "{number}");
    }
}
