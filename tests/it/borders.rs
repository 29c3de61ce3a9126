//! `vectors/borders.jsonl`: deliveries whose signed bytes could be divided in two ways, and signatures that senders make.

use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use http::Request;
use serde::Deserialize;
use serde_json::Value;
use webhook_core::Delivery;
use webhook_core::config::SchemeConfig;
use webhook_core::scheme::{Keyring, Secret, SignatureFailureKind, Verifier};

#[derive(Deserialize)]
struct Row {
    id: String,
    secret: String,
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: String,
    now: u64,
    expect: String,
    scheme: Value,
    #[serde(default)]
    sign: bool,
}

/// Rows about what the library does not do yet, by the beginning of their names.
const LATER: [(&str, &str); 4] = [
    ("1.2-", "signing under the second family of header names"),
    (
        "1.3-",
        "a space behind the separators of a list, when signing",
    ),
    ("1.4-", "items of a list that signing makes"),
    ("2-", "schemes that cannot be described"),
];

fn rows() -> Vec<Row> {
    let file = include_str!("../vectors/borders.jsonl");
    let rows = file.lines().map(|line| serde_json::from_str(line).unwrap());
    rows.collect()
}

fn request(row: &Row) -> Request<Bytes> {
    let request = Request::builder()
        .method(row.method.as_str())
        .uri(row.url.as_str());
    let headers = row.headers.iter();
    let request = headers.fold(request, |request, (name, value)| {
        request.header(name, value)
    });
    request.body(Bytes::from(row.body.clone())).unwrap()
}

/// What becomes of a row.
fn answer(row: &Row) -> String {
    let config: SchemeConfig = serde_json::from_value(row.scheme.clone()).unwrap();
    let Ok(scheme) = config.scheme() else {
        return "scheme refused".to_owned();
    };
    let keyring = Keyring::from(Secret::new(row.secret.as_str()));
    let now = UNIX_EPOCH + Duration::from_secs(row.now);
    let mut request = request(row);
    if row.sign {
        scheme.sign_at(&keyring, &mut request, now).unwrap();
    }
    let verifier = Verifier::new(&scheme).unwrap();
    let keys = verifier.prepare(&keyring).unwrap();
    let delivery = Delivery::from(request).with_received_at(now);
    match verifier.verify(&delivery, &keys) {
        Ok(_) => "ok".to_owned(),
        Err(failure) if failure.kind() == SignatureFailureKind::BadSignature => {
            "bad_signature".to_owned()
        }
        Err(failure) => failure.kind().to_string(),
    }
}

#[test]
fn what_is_signed_is_read_in_one_way() {
    let rows = rows();
    let rows: Vec<_> = rows
        .iter()
        .filter(|row| !LATER.iter().any(|(name, _)| row.id.starts_with(name)))
        .collect();
    assert_eq!(rows.len(), 9);
    for row in &rows {
        let found = answer(row);
        let shifted = row.id.replace("-genuine", "-shifted");
        let shifted = rows.iter().find(|other| other.id == shifted).unwrap();
        // A scheme is refused as a whole, with the genuine deliveries.
        let is_refused = answer(shifted) == "scheme refused" && row.scheme == shifted.scheme;
        let expected = row.expect.split(", or ").any(|expect| expect == found);
        assert!(
            expected || (is_refused && found == "scheme refused"),
            "{}: {found}",
            row.id
        );
    }
}
