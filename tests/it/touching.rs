//! Senders that sign two values without a separator: the group must accept that, and the start-up log reports it.

use std::fmt::Debug;

use bytes::Bytes;
use http::Request;
use serde::Deserialize;
use serde_json::Value;
use webhook_core::config::SchemeConfig;
use webhook_core::group::SignedGroup;
use webhook_core::scheme::Verifier;
use webhook_core::{Delivery, Dispatcher, EventGroup, Secret};

use crate::log::logged;

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "printed")]
struct Model {
    id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    danger_touching_parts,
    signature(
        algorithm = "hmac-sha1",
        header = "X-Trello-Webhook",
        encoding = base64,
        message = "{$request.body}{$url}",
    )
)]
enum Trello {
    #[event("updateModel")]
    Update(Model),
}

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    danger_touching_parts,
    signature(
        algorithm = "hmac-sha1",
        header = "X-Appwrite-Webhook-Signature",
        encoding = base64,
        message = "{$url}{$request.body}",
    )
)]
enum Appwrite {
    #[event("updateModel")]
    Update(Model),
}

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    danger_touching_parts,
    signature(
        algorithm = "hmac-sha256",
        header = "X-Nextcloud-Talk-Signature",
        message = "{$request.header.X-Nextcloud-Talk-Random}{$request.body}",
    )
)]
enum NextcloudTalk {
    #[event("updateModel")]
    Update(Model),
}

#[derive(Debug, EventGroup)]
#[event_group(
    body = form("mandrill_events"),
    discriminator = "/type",
    danger_touching_parts,
    signature(
        algorithm = "hmac-sha1",
        header = "X-Mandrill-Signature",
        encoding = base64,
        message = "{$url}{$request.body | sorted_form}",
    )
)]
enum Mandrill {
    #[event("updateModel")]
    Update(Model),
}

/// The preset says so.
#[derive(Debug, EventGroup)]
#[event_group(preset = square, payload = "$request.body")]
enum Square {
    #[event("updateModel")]
    Update(Model),
}

/// The parts of the preset touch, and those of the message do not.
#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(preset = square, message = "{$url}\n{$request.body}")
)]
enum Apart {
    #[event("updateModel")]
    Update(Model),
}

const JSON: &str = r#"{"type":"updateModel","id":"m1"}"#;
const FORM: &str = "mandrill_events=%7B%22type%22%3A%22updateModel%22%2C%22id%22%3A%22m1%22%7D";

fn secret() -> Secret {
    Secret::new("a-secret-of-more-than-24-bytes")
}

#[track_caller]
fn verifies<G: SignedGroup + Debug>(media_type: &str, body: &'static str) {
    let mut request = Request::post("https://example.test/hooks?a=b")
        .header("content-type", media_type)
        .header("x-nextcloud-talk-random", "jF0c")
        .body(Bytes::from_static(body.as_bytes()))
        .unwrap();
    let scheme = G::DESCRIPTOR.scheme().unwrap();
    scheme.sign(&secret(), &mut request).unwrap();
    let parsed = G::verify_and_parse(&Delivery::from(request), secret());
    let parsed = format!("{:?}", parsed.unwrap());
    assert_eq!(parsed, "Update(Model { id: \"m1\" })");
}

#[test]
fn what_real_senders_sign_can_be_said() {
    let json = "application/json";
    verifies::<Trello>(json, JSON);
    verifies::<Appwrite>(json, JSON);
    verifies::<NextcloudTalk>(json, JSON);
    verifies::<Square>(json, JSON);
    verifies::<Apart>(json, JSON);
    verifies::<Mandrill>("application/x-www-form-urlencoded", FORM);
}

#[test]
fn touching_parts_are_told_at_start_and_in_the_manifest() {
    let mut dispatcher = None;
    let log = logged(|| {
        let builder = Dispatcher::builder()
            .group::<Trello>(secret())
            .group::<Square>(secret())
            .group::<Apart>(secret())
            .public_url("https://example.test")
            .accept_unhandled();
        dispatcher = Some(builder.build().unwrap());
    });
    let dispatcher = dispatcher.unwrap();
    let told = |group: &str| {
        let group = format!("group=\"{group}\"");
        let mut lines = log.lines();
        lines.any(|line| line.contains("danger_touching_parts") && line.contains(&group))
    };
    assert_eq!(
        ["trello", "square", "apart"].map(told),
        [true, true, false],
        "{log}"
    );

    let manifest = serde_json::to_value(dispatcher.table()).unwrap();
    let said: Vec<&Value> = manifest
        .as_array()
        .unwrap()
        .iter()
        .map(|group| &group["scheme"]["danger_touching_parts"])
        .collect();
    assert_eq!(said, [&Value::Bool(true), &Value::Bool(true), &Value::Null]);
    let unsigned: Vec<&Value> = manifest
        .as_array()
        .unwrap()
        .iter()
        .map(|group| &group["unsigned"])
        .collect();
    assert_eq!(
        unsigned,
        [
            &serde_json::json!(["borders"]),
            &serde_json::json!(["borders"]),
            &serde_json::json!([])
        ]
    );
    let table = dispatcher.table().to_string();
    assert_eq!(table.matches("not signed: borders").count(), 2, "{table}");
}

/// A digest of values alone would be the same with each value under the name of another.
#[test]
fn the_names_of_signed_headers_are_signed_beside_their_values() {
    let config = |rest: &str| {
        let text = format!(
            r#"{{"algorithm":"hmac-sha256","header":"X-Sig","fields":{{"h":{{"header":"X-Names"}}}},{rest}}}"#
        );
        serde_json::from_str::<SchemeConfig>(&text).unwrap()
    };
    let values = r#""message":"{h | header_values}.{$request.body}""#;
    let refused = config(values).scheme().unwrap_err().to_string();
    assert_eq!(
        refused,
        "`{h | header_values}` does not sign which header has which value\n\
         help: add `{h}` to `message`, or say `danger_touching_parts`"
    );
    for accepted in [
        r#""message":"{h}.{h | header_values}.{$request.body}""#,
        r#""message":"{h | header_values}.{$request.body}.{h}""#,
        r#""message":"{h | header_pairs}.{$request.body}""#,
    ] {
        assert!(config(accepted).scheme().is_ok(), "{accepted}");
    }

    let config = config(&format!("{values},\"danger_touching_parts\":true"));
    let scheme = config.scheme().unwrap();
    let request = |names: &str, from: &str, to: &str| {
        let request = Request::post("/")
            .header("x-names", names)
            .header("x-from", from)
            .header("x-to", to);
        request.body(Bytes::from_static(b"{}")).unwrap()
    };
    let mut genuine = request("x-from x-to", "ann", "bob");
    scheme.sign(&secret(), &mut genuine).unwrap();
    let mut swapped = request("x-to x-from", "bob", "ann");
    let signature = genuine.headers()["x-sig"].clone();
    swapped.headers_mut().insert("x-sig", signature);
    let verifier = Verifier::new(&scheme).unwrap();
    let keys = verifier.prepare(&secret().into()).unwrap();
    assert!(verifier.verify(&Delivery::from(swapped), &keys).is_ok());
}
