//! A delivery as a file, and as a command.

use std::time::SystemTime;

use bytes::Bytes;
use http::{Request, Uri, header};
use jiff::Timestamp;
use webhook_core::scheme::{KeyForm, Keyring, Scheme, Secret, Source};
use webhook_core::testing::shell_command;

use crate::text::is_odd;

/// A larger body does not fit into an argument of a command.
const LONGEST: usize = 64 << 10;

/// A request without the headers that its next sending sets: those of the connection, and the time that is signed.
pub(crate) fn renewed(mut request: Request<Bytes>, scheme: Option<&Scheme<'_>>) -> Request<Bytes> {
    let headers = request.headers_mut();
    for name in [header::HOST, header::CONTENT_LENGTH] {
        headers.remove(name);
    }
    let window = scheme.and_then(Scheme::freshness);
    let fields = scheme.into_iter().flat_map(Scheme::fields);
    for field in fields.filter(|field| Some(field.name()) == window.map(|window| window.field())) {
        if let Source::Header(name) = field.source() {
            headers.remove(name);
        }
    }
    request
}

/// A command of the shell, or why there is none.
pub(crate) fn command(
    scheme: Option<&Scheme<'_>>,
    request: &Request<Bytes>,
    to: &Uri,
) -> Result<String, String> {
    if request.body().len() > LONGEST {
        return Err("its body is too long for a command".to_owned());
    }
    let mut signed = request.clone();
    // The URL may be signed.
    let query = request.uri().query().map(|query| format!("?{query}"));
    let url = format!("{to}{}", query.unwrap_or_default());
    *signed.uri_mut() = url.parse().map_err(|_| "its address cannot be written")?;
    let command = shell_command(scheme, &signed, to).map_err(|error| error.to_string())?;
    // They are spelt out on the page, so the command would be another one.
    if command.chars().any(is_odd) {
        return Err("it has characters that hide or reverse text".to_owned());
    }
    Ok(command)
}

/// A request as `webhook record` writes it, signed with a secret that everybody may know.
pub(crate) fn fixture(
    request: Request<Bytes>,
    scheme: Option<&Scheme<'_>>,
    now: SystemTime,
) -> Vec<u8> {
    let mut request = renewed(request, scheme);
    let at = Timestamp::try_from(now).map_or_else(|_| String::new(), |at| at.to_string());
    let signed = scheme.map(|scheme| {
        let secret = secret_of(scheme)?;
        let keys = Keyring::from(Secret::new(secret));
        scheme.sign_at(&keys, &mut request, now).ok()?;
        Some(secret)
    });
    let signed = match signed {
        Some(Some(secret)) => format!("# signed with the test secret {secret}\n"),
        Some(None) => "# not signed: no test secret fits its scheme\n".to_owned(),
        None => String::new(),
    };
    let (method, uri) = (request.method(), request.uri());
    let head = format!("# received {at}\n{signed}{method} {uri} HTTP/1.1\n");
    let mut file = head.into_bytes();
    for (name, value) in request.headers() {
        file.extend_from_slice(name.as_str().as_bytes());
        file.extend_from_slice(b": ");
        file.extend_from_slice(value.as_bytes());
        file.push(b'\n');
    }
    file.push(b'\n');
    file.extend_from_slice(request.body());
    file
}

/// A test secret of the form that a scheme reads. A public key has none.
fn secret_of(scheme: &Scheme<'_>) -> Option<&'static str> {
    Some(match scheme.key() {
        KeyForm::Utf8 | KeyForm::Sha1 => "your-shared-secret-for-tests-only",
        KeyForm::Hex => "746573742d7365637265742d6f662d746865",
        KeyForm::Base64 => "dGVzdC1zZWNyZXQtb2YtdGhlLXBhZ2UtMzI=",
        KeyForm::Whsec => "whsec_dGVzdC1zZWNyZXQtb2YtdGhlLXBhZ2UtMzI=",
        KeyForm::Basic => "test:secret",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use webhook_core::{Delivery, scheme::Verifier, senders};

    use super::*;

    #[test]
    fn a_fixture_verifies_with_the_secret_that_it_names() {
        let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        for (sender, header) in [
            (senders::github, "x-hub-signature-256"),
            (senders::stripe, "stripe-signature"),
            (senders::standard_webhooks, "webhook-signature"),
        ] {
            let scheme = sender.scheme().unwrap();
            let request = Request::post("/in")
                .header("webhook-id", "msg_1")
                .header("webhook-timestamp", "1")
                .body(Bytes::from("{\n}"))
                .unwrap();
            let file = String::from_utf8(fixture(request, Some(scheme), now)).unwrap();
            let (head, body) = file.split_once("\n\n").unwrap();
            let mut lines = head.lines();
            assert_eq!(lines.next(), Some("# received 2023-11-14T22:13:20Z"));
            let secret = lines
                .next()
                .unwrap()
                .strip_prefix("# signed with the test secret ");
            assert_eq!(lines.next(), Some("POST /in HTTP/1.1"));
            let mut request = Request::post("/in")
                .body(Bytes::from(body.to_owned()))
                .unwrap();
            for line in lines {
                let (name, value) = line.split_once(": ").unwrap();
                let name: http::HeaderName = name.parse().unwrap();
                request.headers_mut().append(name, value.parse().unwrap());
            }
            assert!(request.headers().contains_key(header));
            let verifier = Verifier::new(scheme).unwrap();
            let keys = verifier
                .prepare(&Secret::new(secret.unwrap()).into())
                .unwrap();
            let delivery = Delivery::from(request).with_received_at(now);
            verifier.verify(&delivery, &keys).unwrap();
        }
    }
}
