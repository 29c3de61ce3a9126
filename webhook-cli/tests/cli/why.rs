//! Each thing that people get wrong, as a delivery that is wrong in that way.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::run::{Ran, SECRET, WEBHOOK, run, webhook, with_input};

fn signed(sender: &str, body: &str) -> String {
    webhook(&["sign", "--sender", sender, "--data", body])
        .exits(0)
        .text()
}

/// What `verify` says of a message whose body is another.
fn with_body(message: &str, body: &[u8]) -> Ran {
    let (head, _) = message.split_once("\n\n").unwrap();
    let message = [head.as_bytes(), b"\n\n", body].concat();
    with_input(&["verify", "--sender", "github", "-"], &message)
}

#[track_caller]
fn says(ran: Ran, text: &str) {
    let said = ran.exits(1).text();
    assert!(said.contains(&format!("would verify if {text}")), "{said}");
}

#[test]
fn bodies() {
    let message = signed("github", "{\"a\":\"/\u{fc}\"}");
    says(
        with_body(&message, "{\n  \"a\": \"/\u{fc}\"\n}".as_bytes()),
        "the body was JSON without white space",
    );
    says(
        with_body(&message, b"{\"a\": \"/\\u00fc\"}"),
        "the body was JSON without white space",
    );
    says(
        with_body(&message, b"{\"a\":\"\\/\\u00fc\"}"),
        "the body had slashes and letters outside ASCII not escaped",
    );
    says(
        with_body(&message, "{\"a\":\"/\u{fc}\"}\n".as_bytes()),
        "the body had no newline at its end",
    );
    says(
        with_body(&message, b"{\"a\":\"/\xfc\"}"),
        "the body was in UTF-8, not in ISO 8859-1",
    );
    says(
        with_body(&signed("github", "{\"a\":1}\n"), b"{\"a\":1}"),
        "the body ended in a newline",
    );
    says(
        with_body(&signed("github", "{\n\"a\":1}"), b"{\r\n\"a\":1}"),
        "the lines of the body ended in LF",
    );
    says(
        with_body(&signed("github", "{\r\n\"a\":1}"), b"{\n\"a\":1}"),
        "the lines of the body ended in CR LF",
    );
}

fn scheme(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Signed with one scheme, verified with another.
#[test]
fn keys_algorithms_encodings_and_units() {
    let folder = TempDir::new().unwrap();
    let head = "header = \"X-Own\"\n";
    let time =
        "[fields]\nt = { header = \"X-Time\" }\n[timestamp]\nfield = \"t\"\ntolerance = \"5m\"\n";
    let rows = [
        (
            "algorithm = \"hmac-sha256\"\nkey = \"whsec\"\n",
            "algorithm = \"hmac-sha256\"\n",
            "",
            "the secret was read as `key = whsec`, not as `key = utf8`",
        ),
        (
            "algorithm = \"hmac-sha256\"\n",
            "algorithm = \"hmac-sha256\"\nkey = \"whsec\"\n",
            "",
            "the secret was read as `key = utf8`, not as `key = whsec`",
        ),
        (
            "algorithm = \"hmac-sha1\"\n",
            "algorithm = \"hmac-sha256\"\n",
            "",
            "the algorithm was hmac-sha1, not hmac-sha256",
        ),
        (
            "algorithm = \"hmac-sha256\"\nencoding = \"base64\"\n",
            "algorithm = \"hmac-sha256\"\n",
            "",
            "the digest was read as base64, not as hex",
        ),
        (
            "algorithm = \"hmac-sha256\"\nmessage = \"{t}.{$request.body}\"\n",
            "algorithm = \"hmac-sha256\"\nmessage = \"{t}.{$request.body}\"\n",
            "unit = \"ms\"\n",
            "the scheme's timestamp was in ms, not in s",
        ),
    ];
    for (number, (sender, receiver, unit, text)) in rows.into_iter().enumerate() {
        let fields = if unit.is_empty() { "" } else { time };
        let sender = scheme(
            folder.path(),
            &format!("{number}-sender.toml"),
            &format!("{sender}{head}{fields}{unit}"),
        );
        let receiver = scheme(
            folder.path(),
            &format!("{number}-receiver.toml"),
            &format!("{receiver}{head}{fields}"),
        );
        let message = webhook(&["sign", "--scheme", &sender, "--data", "{}"]).exits(0);
        says(
            with_input(&["verify", "--scheme", &receiver, "-"], &message.out),
            text,
        );
    }
}

#[test]
fn secrets_and_clocks() {
    let folder = TempDir::new().unwrap();
    let path = scheme(folder.path(), "test.txt", "another-secret-of-a-sandbox\n");
    let mut sign = Command::new(WEBHOOK);
    sign.args([
        "sign",
        "--sender",
        "stripe",
        "--data",
        "{}",
        "--secret-file",
        &path,
    ]);
    let other = run(&mut sign, b"").exits(0);
    let also = format!("sandbox={path}");
    let args = [
        "verify",
        "--sender",
        "stripe",
        "--also-secret-file",
        &also,
        "-",
    ];
    says(
        with_input(&args, &other.out),
        "the receiver had the secret `sandbox`",
    );
    let unknown = with_input(&["verify", "--sender", "stripe", "-"], &other.out)
        .exits(1)
        .text();
    assert!(
        unknown.contains("nothing that people often get wrong fits"),
        "{unknown}"
    );

    let old = webhook(&[
        "sign",
        "--sender",
        "stripe",
        "--data",
        "{}",
        "--at",
        "1700000000",
    ])
    .exits(0);
    let text = "it had arrived in time: it was signed 3600 s before it was received, and 300 s are allowed; or a clock is wrong";
    says(
        with_input(
            &["verify", "--sender", "stripe", "--at", "1700003600", "-"],
            &old.out,
        ),
        text,
    );
    let json = with_input(
        &[
            "verify",
            "--sender",
            "stripe",
            "--at",
            "1700003600",
            "--json",
            "-",
        ],
        &old.out,
    )
    .exits(1)
    .json();
    assert_eq!(
        (&json[0]["failure"], &json[0]["mistake"]),
        (&"expired".into(), &"time".into())
    );
    let mut wrong = Command::new(WEBHOOK);
    wrong
        .args(["verify", "--sender", "stripe", "-"])
        .env("WEBHOOK_SECRET", SECRET.trim_start_matches("whsec_"));
    assert_eq!(run(&mut wrong, &old.out).code, 1);
}

#[test]
fn urls() {
    let url = "https://hooks.example.test/in?a=1";
    let message = webhook(&["sign", "--sender", "square", "--data", "{}", "--url", url]).exits(0);
    for (seen, text) in [
        (
            "https://hooks.example.test:443/in?a=1",
            "the URL had no port",
        ),
        (
            "https://hooks.example.test:8443/in?a=1",
            "the URL had no port",
        ),
        (
            "http://hooks.example.test/in?a=1",
            "the URL began with the other of `http` and `https`",
        ),
        (
            "https://hooks.example.test/in/?a=1",
            "the path had no slash at its end",
        ),
    ] {
        says(
            with_input(
                &["verify", "--sender", "square", "--url", seen, "-"],
                &message.out,
            ),
            text,
        );
    }
    let message = webhook(&[
        "sign",
        "--sender",
        "square",
        "--data",
        "{}",
        "--url",
        "https://hooks.example.test/in",
    ])
    .exits(0);
    let seen = "https://hooks.example.test/in?utm=1";
    says(
        with_input(
            &["verify", "--sender", "square", "--url", seen, "-"],
            &message.out,
        ),
        "the URL had no query",
    );
}
