//! What a check says when a document has changed.

use webhook_import::{Document, Options, check_code, import, options_of};

use crate::unsigned;

const BEFORE: &str = r"
openapi: 3.1.0
info: {title: Orders, version: '1'}
webhooks:
  placed: {post: {requestBody: {content: {application/json: {schema: {properties: {type: {const: order.placed}, total: {type: integer}, note: {type: string}}}}}}}}
  paid: {post: {requestBody: {content: {application/json: {schema: {properties: {type: {const: order.paid}, state: {type: string, enum: [open, closed]}}}}}}}}
";

fn read(text: &str) -> Document {
    Document::read("orders.yaml", text.as_bytes()).unwrap()
}

fn code(options: &Options) -> String {
    import(&read(BEFORE), options).unwrap().code
}

fn differences(code: &str, now: &str, all: bool) -> Vec<String> {
    let found = check_code(code, &read(now), all).unwrap();
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_differs_after_a_change_elsewhere() {
    let code = code(&unsigned());
    let now = BEFORE.replace("version: '1'", "version: '2'");
    assert_eq!(differences(&code, &now, true), [""; 0]);
    assert_eq!(options_of(&code), Some(unsigned()));
}

#[test]
fn each_change_has_words() {
    let code = code(&unsigned());
    for (from, to, words) in [
        (
            "total: {type: integer}",
            "total: {type: string}",
            "type changed: total of OrderPlaced is Sent<String>, and was Sent<i64>",
        ),
        (", note: {type: string}", "", "gone: note of OrderPlaced"),
        (
            "note: {type: string}",
            "note: {type: string}, tax: {type: number}",
            "new: tax of OrderPlaced",
        ),
        (
            "[open, closed]",
            "[open, closed, lost]",
            "new: Lost of OrderPaidState",
        ),
        (
            "[open, closed]",
            "[open, shut]",
            "gone: Closed of OrderPaidState",
        ),
        (
            "const: order.paid",
            "const: order.settled",
            "event gone: order.paid",
        ),
        (
            "const: order.paid",
            "const: order.settled",
            "event new: order.settled",
        ),
    ] {
        let now = BEFORE.replace(from, to);
        assert_ne!(now, BEFORE);
        let found = differences(&code, &now, false);
        assert!(found.iter().any(|line| line == words), "{words}: {found:?}");
    }
}

/// Only what the file uses counts, unless all is asked for.
#[test]
fn other_events_count_only_if_they_are_asked_for() {
    let mut options = unsigned();
    options.events = vec!["order.placed".to_owned()];
    let code = code(&options);
    let now = BEFORE.replace("[open, closed]", "[open]");
    assert_eq!(differences(&code, &now, false), [""; 0]);
    assert_eq!(differences(&code, &now, true), ["event new: order.paid"]);
    let now = BEFORE.replace("const: order.placed", "const: order.made");
    assert_eq!(
        differences(&code, &now, false),
        ["event gone: order.placed"]
    );
}

#[test]
fn another_version_and_changes_by_hand_are_differences() {
    let code = code(&unsigned());
    let older = code.replacen(env!("CARGO_PKG_VERSION"), "0.0.1", 1);
    assert!(differences(&older, BEFORE, false)[0].contains("written by version 0.0.1"));
    let edited = code.replace("path = \"/orders\"", "path = \"/hooks\"");
    assert_ne!(edited, code);
    assert!(differences(&edited, BEFORE, false)[0].contains("not what would be written"));
    // As rustfmt of another version lays it out.
    let laid_out = code.replace(
        "#[derive(Debug, EventGroup)]",
        "#[derive(\n    Debug,\n    EventGroup,\n)]",
    );
    assert_eq!(differences(&laid_out, BEFORE, false), [""; 0]);
    let error = check_code("pub enum Orders {}", &read(BEFORE), false).unwrap_err();
    assert!(error.to_string().contains("no header"), "{error}");
}
