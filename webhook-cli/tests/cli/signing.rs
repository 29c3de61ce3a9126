//! `sign` against `verify`, `senders`, and `curl`.

use std::collections::BTreeSet;
use std::process::Command;

use tempfile::TempDir;
use webhook_core::scheme::{Algorithm, KeyForm, Scheme};
use webhook_core::senders;

use crate::run::{SECRET, WEBHOOK, run, webhook, with_input};

/// The senders whose secret signs, with a secret of their form.
fn shared() -> impl Iterator<Item = (&'static str, &'static Scheme<'static>, &'static str)> {
    let known = senders::ALL.iter();
    let schemes = known.filter_map(|(name, sender)| Some((*name, sender.scheme()?)));
    let signing = schemes.filter(|(_, scheme)| {
        !scheme.algorithm().is_asymmetric() && scheme.algorithm() != Algorithm::Custom
    });
    signing.map(|(name, scheme)| {
        let secret = match scheme.key() {
            KeyForm::Hex => "44782def547aaa06c910c43932b1eb0c71fc68d9d0c057550c48ec2acf6ba056",
            KeyForm::Base64 => "c2VjcmV0LW9mLWEtc2VuZGVyLW9mLXdlYmhvb2tz",
            KeyForm::Basic => "user:password",
            _ => SECRET,
        };
        (name, scheme, secret)
    })
}

/// A body that the sender could send.
fn body(name: &str) -> &'static str {
    match name {
        "adyen" => {
            r#"{"notificationItems":[{"NotificationRequestItem":{"pspReference":"1","merchantAccountCode":"m","merchantReference":"r","amount":{"value":1,"currency":"EUR"},"eventCode":"E","success":"true","additionalData":{}}}]}"#
        }
        "slack_commands" | "slack_interactions" | "twilio" | "plivo_v3" | "braintree" => {
            "one=1&bt_payload=QUJD"
        }
        _ => r#"{"id":"7","type":"one"}"#,
    }
}

#[test]
fn verify_accepts_what_sign_makes_for_every_sender() {
    let mut count = 0;
    for (name, _, secret) in shared() {
        let mut sign = Command::new(WEBHOOK);
        sign.args(["sign", "--sender", name, "--data", body(name)])
            .env("WEBHOOK_SECRET", secret);
        let signed = run(&mut sign, b"");
        assert_eq!(signed.code, 0, "{name}: {}", signed.err);
        let mut verify = Command::new(WEBHOOK);
        verify
            .args(["verify", "--sender", name, "-"])
            .env("WEBHOOK_SECRET", secret);
        let verified = run(&mut verify, &signed.out);
        assert_eq!(
            (verified.code, verified.text().starts_with("ok: ")),
            (0, true),
            "{name}: {} {}",
            verified.text(),
            signed.text()
        );
        count += 1;
    }
    assert!(count >= 170, "{count}");
}

/// A private key of tests, and what a receiver has of it.
fn key_pair(scheme: &Scheme<'_>) -> (&'static str, &'static str) {
    let seed = [
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=",
    ];
    let public = [
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    ];
    match (scheme.algorithm(), scheme.key()) {
        (Algorithm::RsaSha256 | Algorithm::RsaSha1, form) => (
            include_str!("../../../tests/keys/rsa_private.pem"),
            match form {
                KeyForm::Jwk => include_str!("../../../tests/keys/rsa_public.jwk.json"),
                _ => include_str!("../../../tests/keys/rsa_public.pem"),
            },
        ),
        (Algorithm::EcdsaP256, form) => (
            include_str!("../../../tests/keys/p256_private.pem"),
            match form {
                KeyForm::Jwk => include_str!("../../../tests/keys/p256_public.jwk.json"),
                _ => include_str!("../../../tests/keys/p256_public.pem"),
            },
        ),
        (_, KeyForm::Hex) => (seed[0], public[0]),
        _ => (seed[1], public[1]),
    }
}

#[test]
fn a_private_key_signs_for_every_sender_with_a_public_one() {
    let known = senders::ALL.iter();
    let schemes = known.filter_map(|(name, sender)| Some((*name, sender.scheme()?)));
    let mut algorithms = BTreeSet::new();
    for (name, scheme) in schemes.filter(|(_, scheme)| scheme.algorithm().is_asymmetric()) {
        let (private, public) = key_pair(scheme);
        let mut sign = Command::new(WEBHOOK);
        sign.args(["sign", "--sender", name, "--data", body(name)])
            .env("WEBHOOK_SECRET", private.trim_end());
        if name == "paypal" {
            let url = "paypal-cert-url: https://api.paypal.com/v1/notifications/certs/CERT-1";
            sign.args(["-H", url]);
        }
        let signed = run(&mut sign, b"");
        assert_eq!(signed.code, 0, "{name}: {}", signed.err);
        let mut verify = Command::new(WEBHOOK);
        verify
            .args(["verify", "--sender", name, "-"])
            .env("WEBHOOK_SECRET", public.trim_end());
        let verified = run(&mut verify, &signed.out);
        assert_eq!(
            verified.code,
            0,
            "{name}: {} {}",
            verified.text(),
            signed.text()
        );
        algorithms.insert((scheme.algorithm().to_string(), scheme.jwt().is_some()));
    }
    assert_eq!(algorithms.len(), 6, "{algorithms:?}");
}

#[test]
fn a_scheme_from_a_file_signs_and_verifies() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("own.toml");
    let text = "algorithm = \"hmac-sha512\"\nheader = \"X-Own\"\nencoding = \"base64\"\nmessage = \"{t}.{$request.body}\"\n\
                [fields]\nt = { header = \"X-Time\" }\n[timestamp]\nfield = \"t\"\ntolerance = \"5m\"\n";
    std::fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap();
    let signed = webhook(&["sign", "--scheme", path, "--data", "{}"]).exits(0);
    with_input(&["verify", "--scheme", path, "-"], &signed.out).exits(0);
    let late = with_input(
        &[
            "verify",
            "--scheme",
            path,
            "--at",
            "2100-01-01T00:00:00Z",
            "-",
        ],
        &signed.out,
    )
    .exits(1);
    assert!(
        late.text().contains("or a clock is wrong"),
        "{}",
        late.text()
    );
    std::fs::write(
        folder.path().join("wrong.toml"),
        "algorithm = \"md5\"\nheader = \"X\"",
    )
    .unwrap();
    let wrong = folder.path().join("wrong.toml");
    let wrong = webhook(&["sign", "--scheme", wrong.to_str().unwrap(), "--data", "{}"]).exits(3);
    assert!(
        wrong.err.contains("unknown algorithm `md5`"),
        "{}",
        wrong.err
    );
}

#[test]
fn event_id_and_members_are_put_where_the_sender_has_them() {
    let args = [
        "sign",
        "--sender",
        "github",
        "--event",
        "issues.opened",
        "--id",
        "7",
        "--set",
        "/issue/number=3",
        "--data",
        "{}",
    ];
    let text = webhook(&args).exits(0).text();
    assert!(
        text.contains("x-github-event: issues\n") && text.contains("x-github-delivery: 7\n"),
        "{text}"
    );
    assert!(
        text.ends_with("{\"action\":\"opened\",\"issue\":{\"number\":3}}"),
        "{text}"
    );
    // Nothing is put in: the bytes stay as they are.
    let text = webhook(&["sign", "--sender", "github", "--data", "{ \"b\": 1.0 }"])
        .exits(0)
        .text();
    assert!(text.ends_with("\n\n{ \"b\": 1.0 }"), "{text}");
    let form = webhook(&[
        "sign",
        "--sender",
        "slack_commands",
        "--data",
        "command=%2Fdeploy&text=x",
    ])
    .exits(0);
    assert!(
        form.text()
            .contains("content-type: application/x-www-form-urlencoded\n"),
        "{}",
        form.text()
    );
}

#[test]
fn senders_are_listed_shown_and_suggested() {
    let list = webhook(&["senders"]).exits(0).text();
    for (name, _) in senders::ALL {
        assert!(
            list.lines()
                .any(|line| line.starts_with(&format!("{name} "))),
            "{name}"
        );
    }
    let json = webhook(&["senders", "--json"]).exits(0).json();
    assert_eq!(json.len(), senders::ALL.len());
    let stripe = webhook(&["senders", "stripe", "--json"]).exits(0).json();
    assert_eq!(stripe[0]["window_seconds"], 300);
    let github = webhook(&["senders", "GitHub"]).exits(0).text();
    assert!(
        github.contains("preset = github") && github.contains("the event is not signed"),
        "{github}"
    );
    let wrong = webhook(&["senders", "stirpe"]).exits(2);
    assert!(
        wrong.err.contains("did you mean `stripe`?"),
        "{}",
        wrong.err
    );
    let none = webhook(&["senders", "qqqq"]).exits(2);
    assert!(none.err.contains("`webhook senders` lists"), "{}", none.err);
}

/// The command that `curl` prints, run by a shell whose `curl` prints its arguments.
#[test]
fn the_printed_command_of_the_shell_signs_as_the_library_does() {
    for name in [
        "github",
        "stripe",
        "slack",
        "shopify",
        "standard_webhooks",
        "gitlab_token",
        "stateset",
        "zoom",
        "linear",
        "box",
    ] {
        let printed = webhook(&[
            "curl",
            "http://127.0.0.1:1/in",
            "--sender",
            name,
            "--data",
            r#"{"it's":"a \"$t\" `x`"}"#,
        ])
        .exits(0);
        let script = format!(
            "curl() {{ for a; do printf '%s\\0' \"$a\"; done; }}\n{}",
            printed.text()
        );
        let ran = run(
            Command::new("sh")
                .args(["-c", &script])
                .env("SECRET", SECRET),
            b"",
        );
        assert_eq!(ran.code, 0, "{name}: {}", ran.err);
        let args: Vec<String> = ran
            .out
            .split(|byte| *byte == 0)
            .map(|arg| String::from_utf8_lossy(arg).into_owned())
            .collect();
        let mut verify: Vec<&str> =
            vec!["verify", "--sender", name, "--url", "http://127.0.0.1:1/in"];
        let mut rest = args.iter();
        while let Some(arg) = rest.next() {
            match arg.as_str() {
                "-H" => verify.extend(["-H", rest.next().unwrap()]),
                "--data-binary" => verify.extend(["--data", rest.next().unwrap()]),
                _ => {}
            }
        }
        let verified = webhook(&verify);
        assert_eq!(
            verified.code,
            0,
            "{name}: {}{}\n{}",
            verified.text(),
            verified.err,
            printed.text()
        );
    }
}
