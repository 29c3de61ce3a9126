#!/usr/bin/env bash
# standardwebhooks 1.1.1 (npm), 1.1.0 (PyPI) and 1.0.1 (crates.io): three libraries of one project, one secret.
#
# Behaviour: a secret of 25 bytes, written in Base64 without its two `=`, is the same key to npm and PyPI, and
# "invalid secret" to the crate; with the padding all three sign alike. A timestamp written `1700000000.0`, as a sender
# with float seconds writes it, verifies in Python and Node, and is "failed to parse timestamp" in the crate.
# A guess: Python is the strict one, since its Base64 decoder insists on padding; or all are, since they share test data.
# Seen: the output below.
# Why it matters: secrets of 24 or 30 bytes need no padding, so the difference shows only with other lengths, when a
# service in Rust takes over from one in Node with the secret that always worked.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" standardwebhooks@1.1.1 >"$work/npm.log" 2>&1
pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work/py" standardwebhooks==1.1.0 2>"$work/pip.log"

cat >"$work/run.js" <<'JS'
const { Webhook } = require("standardwebhooks");
const secret = "whsec_ZmluZGluZ3Mvd2ViaG9vay1jb3JlLzAwMQ";
for (const one of [secret, secret + "=="]) console.log("Node  ", new Webhook(one).sign("msg_1", new Date(1700000000000), "{}"));
const now = new Date();
const [headers, webhook] = [{ "webhook-id": "msg_1", "webhook-timestamp": `${Math.floor(now / 1000)}.0` }, new Webhook(secret + "==")];
headers["webhook-signature"] = webhook.sign("msg_1", now, "{}");
console.log("Node  ", JSON.stringify(webhook.verify("{}", headers)));
JS
mkdir -p "$work/rs/src"
cat >"$work/rs/Cargo.toml" <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2021"

[dependencies]
http = "1"
standardwebhooks = "=1.0.1"

[workspace]
TOML
cat >"$work/rs/src/main.rs" <<'RS'
use standardwebhooks::Webhook;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = "whsec_ZmluZGluZ3Mvd2ViaG9vay1jb3JlLzAwMQ";
    for one in [secret.to_owned(), format!("{secret}==")] {
        match Webhook::new(&one) {
            Ok(webhook) => println!("Rust   {}", webhook.sign("msg_1", 1_700_000_000, b"{}")?),
            Err(error) => println!("Rust   {error}"),
        }
    }
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs() as i64;
    let webhook = Webhook::new(&format!("{secret}=="))?;
    let mut headers = http::HeaderMap::new();
    headers.insert("webhook-id", "msg_1".parse()?);
    headers.insert("webhook-timestamp", format!("{now}.0").parse()?);
    headers.insert("webhook-signature", webhook.sign("msg_1", now, b"{}")?.parse()?);
    println!("Rust   {}", webhook.verify(b"{}", &headers).map_or_else(|error| error.to_string(), |()| "{}".into()));
    Ok(())
}
RS
cargo build --quiet --manifest-path "$work/rs/Cargo.toml" --target-dir "$work/target" 2>"$work/cargo.log"

actual=$(
    node "$work/run.js"
    PYTHONPATH="$work/py" python3 - <<'PY'
from datetime import datetime, timezone
from standardwebhooks import Webhook

secret = "whsec_ZmluZGluZ3Mvd2ViaG9vay1jb3JlLzAwMQ"
for one in (secret, secret + "=="):
    print("Python", Webhook(one).sign("msg_1", datetime.fromtimestamp(1700000000, timezone.utc), "{}"))
webhook, now = Webhook(secret + "=="), datetime.now(timezone.utc)
print("Python", webhook.verify("{}", {"webhook-id": "msg_1", "webhook-timestamp": f"{int(now.timestamp())}.0",
                                      "webhook-signature": webhook.sign("msg_1", now, "{}")}))
PY
    "$work/target/debug/finding"
)
expected=$(cat <<'OUT'
Node   v1,mPH/14PqElMAyHpLS904ZgiK2Thz8qpxkSrhBJLq220=
Node   v1,mPH/14PqElMAyHpLS904ZgiK2Thz8qpxkSrhBJLq220=
Node   {}
Python v1,mPH/14PqElMAyHpLS904ZgiK2Thz8qpxkSrhBJLq220=
Python v1,mPH/14PqElMAyHpLS904ZgiK2Thz8qpxkSrhBJLq220=
Python {}
Rust   invalid secret
Rust   v1,mPH/14PqElMAyHpLS904ZgiK2Thz8qpxkSrhBJLq220=
Rust   failed to parse timestamp
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
