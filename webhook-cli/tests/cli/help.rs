//! Help, completions, manual pages and exit codes.

use std::fs;
use std::process::Command;

use tempfile::TempDir;

use crate::run::{WEBHOOK, run, webhook};

const COMMANDS: [&str; 12] = [
    "senders",
    "sign",
    "verify",
    "send",
    "curl",
    "handshake",
    "record",
    "replay",
    "inbox",
    "import",
    "completions",
    "man",
];

#[test]
fn help_fits_100_columns_and_has_an_example_for_each_subcommand() {
    let all = webhook(&["--help"]).exits(0).text();
    for command in COMMANDS {
        assert!(all.contains(&format!("  {command} ")), "{command}: {all}");
        let help = webhook(&[command, "--help"]).exits(0).text();
        assert!(
            help.contains("Examples:\n  ") && help.contains(&format!("webhook {command}")),
            "{help}"
        );
        let widest = help.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(
            widest <= 110
                && help
                    .lines()
                    .filter(|line| line.chars().count() > 100)
                    .count()
                    == 0,
            "{command}: {widest}"
        );
    }
}

/// What a shell completes after `webhook se`.
#[test]
fn bash_completes_subcommands() {
    let script = webhook(&["completions", "bash"]).exits(0).text();
    let script = format!(
        "{script}\nCOMP_WORDS=(webhook se); COMP_CWORD=1; _webhook webhook se webhook; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    );
    let ran = run(Command::new("bash").args(["-c", &script]), b"");
    let mut found: Vec<_> = ran.text().lines().map(str::to_owned).collect();
    found.sort();
    assert_eq!(found, ["send", "senders"], "{}", ran.err);
    for shell in ["zsh", "fish", "elvish", "powershell"] {
        assert!(
            webhook(&["completions", shell])
                .exits(0)
                .text()
                .contains("handshake"),
            "{shell}"
        );
    }
}

#[test]
fn manual_pages_render_without_warnings() {
    let folder = TempDir::new().unwrap();
    webhook(&["man", folder.path().to_str().unwrap()]).exits(0);
    let mut pages = 0;
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let page = fs::read_to_string(&path).unwrap();
        assert!(page.contains(".TH webhook"), "{}", path.display());
        pages += 1;
        match Command::new("groff")
            .args(["-ww", "-man", "-Tutf8"])
            .arg(&path)
            .output()
        {
            Ok(output) => {
                let warnings = String::from_utf8_lossy(&output.stderr);
                assert!(
                    output.status.success() && warnings.is_empty(),
                    "{}: {warnings}",
                    path.display()
                );
            }
            Err(error) => {
                println!("left out: groff does not run here ({error}); apt-get install groff-base");
            }
        }
    }
    assert!(pages > COMMANDS.len(), "{pages}");
}

#[test]
fn each_exit_code() {
    webhook(&["senders", "stripe"]).exits(0);
    let unsigned = [
        "verify",
        "--sender",
        "github",
        "-H",
        "X-Hub-Signature-256: sha256=00",
        "--data",
        "{}",
    ];
    webhook(&unsigned).exits(1);
    webhook(&["senders", "--unknown"]).exits(2);
    webhook(&["verify", "--sender", "github"]).exits(2);
    webhook(&["verify", "--sender", "github", "/no/such/file"]).exits(3);
    let without = run(
        Command::new(WEBHOOK)
            .args(unsigned)
            .env_remove("WEBHOOK_SECRET"),
        b"",
    )
    .exits(3);
    assert!(without.err.contains("--secret-env"), "{}", without.err);
}

#[test]
fn colours_are_for_terminals_and_for_who_wants_them() {
    let colours = |name: &str, value: &str| {
        let mut command = Command::new(WEBHOOK);
        command
            .args(["senders", "stripe"])
            .env_remove("NO_COLOR")
            .env(name, value);
        run(&mut command, b"").out.contains(&0x1b)
    };
    assert!(colours("CLICOLOR_FORCE", "1"));
    assert!(!colours("NO_COLOR", "1"));
}

#[test]
fn what_a_stranger_chose_is_escaped() {
    let message = "POST /\u{1b}[31m HTTP/1.1\nX-Hub-Signature-256: \u{202e}\n\n{}";
    let path = TempDir::new().unwrap();
    let file = path.path().join("a\u{1b}[31m.http");
    fs::write(&file, message).unwrap();
    for args in [
        &["verify", "--sender", "github"][..],
        &["replay", "--verbatim"],
    ] {
        let file = file.to_str().unwrap();
        let url: &[&str] = if args[0] == "replay" {
            &["http://127.0.0.1:1/"]
        } else {
            &[]
        };
        let ran = webhook(&[args, &[file], url].concat());
        assert!(
            !ran.out.contains(&0x1b) && !ran.err.contains(['\u{1b}', '\u{202e}']),
            "{}",
            ran.err
        );
    }
}
