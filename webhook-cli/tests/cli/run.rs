//! Runs the program.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

pub(crate) const WEBHOOK: &str = env!("CARGO_BIN_EXE_webhook");
pub(crate) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: Vec<u8>,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }

    /// Each line of the output as JSON.
    pub(crate) fn json(&self) -> Vec<Value> {
        let text = self.text();
        text.lines()
            .map(|line| {
                serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
            })
            .collect()
    }

    /// Checks the exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.text(), self.err);
        assert!(
            !self.out.contains(&0x1b) && !self.err.contains('\u{1b}'),
            "an escape, though nothing is a terminal"
        );
        assert!(
            !self.text().contains("MfKQ9r8") && !self.err.contains("MfKQ9r8"),
            "the secret is printed"
        );
        self
    }
}

/// Runs the program with the secret in the environment.
pub(crate) fn webhook(args: &[&str]) -> Ran {
    with_input(args, b"")
}

pub(crate) fn with_input(args: &[&str], input: &[u8]) -> Ran {
    run(
        Command::new(WEBHOOK)
            .args(args)
            .env("WEBHOOK_SECRET", SECRET),
        input,
    )
}

pub(crate) fn run(command: &mut Command, input: &[u8]) -> Ran {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that does not read its input ends before.
    let _unread = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: output.stdout,
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// `webhook record` in the background.
pub(crate) struct Recording {
    pub(crate) child: Child,
    pub(crate) url: String,
}

impl Recording {
    pub(crate) fn start(folder: &Path, more: &[&str]) -> Self {
        let mut command = Command::new(WEBHOOK);
        command
            .args(["record", "--port", "0", "--out"])
            .arg(folder)
            .args(more);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        lines.read_line(&mut first).unwrap();
        let url = first.split(' ').nth(1).unwrap_or_default().to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "{first}");
        // What it prints has to be read, or it waits.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Self { child, url }
    }

    /// Host and port.
    pub(crate) fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
