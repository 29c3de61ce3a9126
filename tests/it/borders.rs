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
const LATER: [(&str, &str); 2] = [
    ("1.2-", "signing under the second family of header names"),
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
    let mut answer = "ok".to_owned();
    if row.sign {
        scheme.sign_at(&keyring, &mut request, now).unwrap();
        let value = request.headers()[scheme.location().name()]
            .to_str()
            .unwrap();
        answer = if value.starts_with("t=1700000000000, v1=") {
            "t=.., v1=.. with a space".to_owned()
        } else {
            "signed".to_owned()
        };
    }
    let verifier = Verifier::new(&scheme).unwrap();
    let keys = verifier.prepare(&keyring).unwrap();
    let delivery = Delivery::from(request).with_received_at(now);
    match verifier.verify(&delivery, &keys) {
        Ok(_) => answer,
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
    assert_eq!(rows.len(), 11);
    for row in &rows {
        let found = answer(row);
        let shifted = row.id.replace("-genuine", "-shifted");
        let shifted = rows.iter().find(|other| other.id == shifted).unwrap();
        // A scheme is refused as a whole, with the genuine deliveries.
        let is_refused = row.id != shifted.id && answer(shifted) == "scheme refused";
        assert!(row.scheme == shifted.scheme, "{}", row.id);
        let expected = row.expect.split(", or ").any(|expect| expect == found);
        assert!(
            expected || (is_refused && found == "scheme refused"),
            "{}: {found}",
            row.id
        );
    }
}
