//! `handshake`, over a socket.

use crate::receiver::Receiver;
use crate::run::webhook;

#[test]
fn a_receiver_that_answers_and_one_that_does_not() {
    let receiver = Receiver::dispatching();
    let answered = webhook(&[
        "handshake",
        &receiver.url("/dropbox"),
        "--sender",
        "dropbox",
    ])
    .exits(0)
    .text();
    assert!(
        answered.contains("GET /dropbox  200  answered"),
        "{answered}"
    );
    let not = webhook(&["handshake", &receiver.url("/stripe"), "--sender", "dropbox"])
        .exits(1)
        .text();
    assert!(
        not.contains("not answered") && not.contains("expected 200 c0ffee"),
        "{not}"
    );
    let json = webhook(&[
        "handshake",
        &receiver.url("/dropbox"),
        "--sender",
        "dropbox",
        "--json",
    ])
    .exits(0)
    .json();
    assert_eq!(json[0]["answered"], true);
}

#[test]
fn what_cannot_be_asked_is_told() {
    let url = "http://127.0.0.1:1/";
    let none = webhook(&["handshake", url, "--sender", "stripe"]).exits(2);
    assert!(none.err.contains("asks nothing"), "{}", none.err);
    let token = webhook(&["handshake", url, "--sender", "meta"]).exits(2);
    assert!(token.err.contains("--token-env"), "{}", token.err);
}
