//! `webhook handshake`: asks an endpoint what the sender asks before the first delivery.

use std::time::{Duration, SystemTime};

use http::Uri;
use serde_json::json;
use webhook_core::Delivery;
use webhook_core::scheme::{Keyring, Secret};

use crate::error::{Error, Exit, Result};
use crate::screen::{self, BAD, GOOD, styled};
use crate::secret::SecretArgs;
use crate::{client, compose, subject};

const AFTER: &str = "\
Examples:
  webhook handshake http://127.0.0.1:3000/dropbox --sender dropbox
  webhook handshake http://127.0.0.1:3000/meta --sender meta --token-env VERIFY_TOKEN
  WEBHOOK_SECRET=s3cret webhook handshake http://127.0.0.1:3000/zoom --sender zoom

The answer is compared with what the library would answer: its status and its body.";

/// Asks an endpoint what the sender asks before the first delivery, and checks the answer
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// The endpoint
    #[arg(value_parser = client::url)]
    url: Uri,
    /// The sender
    #[arg(long, value_name = "NAME")]
    sender: String,
    #[command(flatten)]
    secret: SecretArgs,
    /// An environment variable with the token of the handshake, for senders that send one
    #[arg(long, value_name = "VARIABLE", help_heading = "Secrets")]
    token_env: Option<String>,
    /// The challenge; 24 hexadecimal digits by default
    #[arg(long, value_name = "TEXT")]
    challenge: Option<String>,
    /// A line of JSON for each handshake
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let (name, sender) = subject::sender(&args.sender)?;
    if sender.handshakes().is_empty() {
        return Err(Error::usage(format!(
            "`{name}` asks nothing before the first delivery"
        )));
    }
    let token = match &args.token_env {
        Some(variable) => Some(
            std::env::var(variable)
                .map_err(|_| Error::new(format!("${variable} is not set, or not text")))?,
        ),
        None => None,
    };
    let agent = client::agent(Duration::from_secs(30));
    let mut all = true;
    for handshake in sender.handshakes() {
        let challenge = args.challenge.clone().unwrap_or_else(challenge);
        if handshake.needs_token() && token.is_none() {
            return Err(Error::usage("this sender sends a token: give --token-env"));
        }
        let question = handshake.question(&args.url, &challenge, token.as_deref());
        let mut question = question
            .ok_or_else(|| Error::usage("the challenge or the token does not fit its place"))?;
        // The secret is asked for only where it is needed.
        let needs_key = handshake.needs_verification() || handshake.needs_key();
        let keys = if needs_key {
            Some(args.secret.load()?)
        } else {
            None
        };
        if handshake.needs_verification()
            && let Some(keys) = &keys
        {
            let subject = subject::Subject::Sender(name, Box::new(sender));
            compose::ComposeArgs::default().apply(
                &mut question,
                &subject,
                &challenge,
                SystemTime::now(),
            )?;
            let keys = Keyring::from_iter(keys.clone());
            compose::sign(&subject, &keys, &mut question, SystemTime::now())?;
        }
        let secret = token.clone().map(Secret::new);
        let key = match (&secret, &keys) {
            (Some(token), _) => Some(("1", token)),
            (None, Some(keys)) => keys.first().map(|(id, secret)| (id.as_str(), secret)),
            (None, None) => None,
        };
        let expected = handshake.answer(&Delivery::from(question.clone()), key);
        let expected =
            expected.ok_or_else(|| Error::usage("no answer is possible to this challenge"))?;
        let answer = client::send(&agent, &question)?;
        let is_head = question.method() == http::Method::HEAD;
        let is_right = answer.status() == expected.status()
            && (is_head || same(answer.body(), expected.body()));
        all &= is_right;
        let line = format!("{} {}", question.method(), question.uri().path());
        if args.json {
            screen::json(
                &json!({ "question": line, "status": answer.status().as_u16(), "answered": is_right }),
            )?;
        } else {
            let verdict = if is_right {
                styled(GOOD, "answered")
            } else {
                styled(BAD, "not answered")
            };
            screen::line(format_args!(
                "{}  {}  {verdict}",
                screen::plain(&line),
                answer.status().as_u16()
            ));
            if !is_right {
                let text = |body: &[u8]| screen::plain(&String::from_utf8_lossy(body));
                screen::line(format_args!(
                    "  expected {} {}",
                    expected.status().as_u16(),
                    text(expected.body())
                ));
                screen::line(format_args!(
                    "  got      {} {}",
                    answer.status().as_u16(),
                    text(answer.body())
                ));
            }
        }
    }
    Ok(Exit::of(all))
}

/// The same text, or the same JSON.
fn same(one: &[u8], other: &[u8]) -> bool {
    let json = |text: &[u8]| serde_json::from_slice::<serde_json::Value>(text).ok();
    one == other || json(one).is_some_and(|value| Some(value) == json(other))
}

/// What no sender takes for JSON, and what all take for a challenge.
fn challenge() -> String {
    let random = uuid::Uuid::new_v4().simple().to_string();
    random
        .chars()
        .take(18)
        .fold("c0ffee".to_owned(), |mut all, c| {
            all.push(c);
            all
        })
}
