//! A newcomer's first hour, as the README tells it: the quickstart, and the program beside it.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::receiver::Receiver;
use crate::run::{Recording, WEBHOOK, run, webhook};

struct Quickstart {
    child: Child,
    url: String,
}

impl Drop for Quickstart {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// The example, which a test of the whole workspace has built.
fn binary() -> PathBuf {
    let examples = Path::new(WEBHOOK).parent().unwrap().join("examples");
    let path = examples.join("quickstart");
    if !path.exists() {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let mut build = Command::new(cargo);
        build
            .args(["build", "--example", "quickstart"])
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap());
        assert!(build.status().unwrap().success());
    }
    path
}

fn quickstart() -> Quickstart {
    let mut command = Command::new(binary());
    command
        .env("PORT", "0")
        .env("STATESET_WEBHOOK_SECRET", "s3cret")
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let url = lines.find_map(|line| {
        let line = line.unwrap();
        let at = line.find("http://127.0.0.1:")?;
        let url = line[at..]
            .split([' ', '/', ',', '\'', '"'])
            .take(3)
            .collect::<Vec<_>>()
            .join("/");
        Some(url)
    });
    std::thread::spawn(move || lines.for_each(drop));
    Quickstart {
        child,
        url: url.unwrap(),
    }
}

#[test]
fn the_first_hour() {
    let quickstart = quickstart();
    let folder = TempDir::new().unwrap();
    let body = r#"{"type":"order.created","data":{"id":"order-123","status":"pending"}}"#;
    let send = |url: &str, more: &[&str], code: i32| {
        let mut command = Command::new(WEBHOOK);
        command
            .args(["send", url, "--sender", "stateset", "--data", body])
            .args(more);
        let ran = run(command.env("WEBHOOK_SECRET", "s3cret"), b"");
        assert_eq!(ran.code, code, "{more:?}: {}{}", ran.text(), ran.err);
        ran.text()
    };
    let url = format!("{}/stateset", quickstart.url);
    assert!(send(&url, &[], 0).contains("1 x 200"));
    assert!(send(&url, &["--tamper", "body"], 1).contains("1 x 401"));
    assert!(send(&url, &["--tamper", "signature"], 1).contains("1 x 401"));

    // A late one, to a sender that signs its time.
    let stripe = Receiver::dispatching();
    let paid =
        r#"{"id":"evt_1","type":"payment_intent.succeeded","data":{"object":{"id":"pi_1"}}}"#;
    let url = stripe.url("/stripe");
    let args = [
        "send", &url, "--sender", "stripe", "--data", paid, "--late", "10m",
    ];
    assert!(webhook(&args).exits(1).text().contains("1 x 401"));

    let recorded = folder.path().join("recorded");
    let recording = Recording::start(&recorded, &["--forward", &quickstart.url]);
    let between = format!("{}/stateset", recording.url);
    assert!(send(&between, &[], 0).contains("1 x 200"));
    assert!(send(&between, &["--tamper", "body"], 1).contains("1 x 401"));
    drop(recording);

    let mut verify = Command::new(WEBHOOK);
    verify
        .args(["verify", "--sender", "stateset"])
        .arg(recorded.join("000001.http"));
    assert_eq!(run(verify.env("WEBHOOK_SECRET", "s3cret"), b"").code, 0);
    let mut replay = Command::new(WEBHOOK);
    replay
        .args(["replay", "--verbatim", "--diff"])
        .arg(&recorded)
        .arg(&quickstart.url);
    let ran = run(&mut replay, b"");
    assert_eq!(ran.code, 0, "{}{}", ran.text(), ran.err);
    assert!(
        ran.text().contains("200") && ran.text().contains("401"),
        "{}",
        ran.text()
    );
}
