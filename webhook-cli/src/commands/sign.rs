//! `webhook sign`: signs a request as its sender does.

use std::time::SystemTime;

use http::Uri;
use serde_json::json;
use uuid::Uuid;

use crate::compose::{self, ComposeArgs};
use crate::error::{Exit, Result};
use crate::request::{RequestArgs, time};
use crate::secret::SecretArgs;
use crate::subject::SubjectArgs;
use crate::{client, message, screen};

const AFTER: &str = "\
Examples:
  WEBHOOK_SECRET=s3cret webhook sign --sender github --event push --data '{}'
  webhook sign --sender stripe --secret-file whsec.txt --body event.json > signed.http
  webhook sign --scheme own.toml --secret-env OWN_SECRET --body event.json --headers-only";

/// Signs a request, and prints it as a file that `verify` and `replay` read
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    #[command(flatten)]
    subject: SubjectArgs,
    #[command(flatten)]
    secret: SecretArgs,
    #[command(flatten)]
    request: RequestArgs,
    #[command(flatten)]
    compose: ComposeArgs,
    /// The URL, for senders that sign it
    #[arg(long, value_name = "URL", default_value = "https://example.test/webhooks", value_parser = client::url)]
    url: Uri,
    /// The time of signing
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: Option<SystemTime>,
    /// Prints the headers alone
    #[arg(long)]
    headers_only: bool,
    /// Prints method, URL and headers as JSON, without the body
    #[arg(long, conflicts_with = "headers_only")]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let subject = args.subject.load()?;
    let keys = args.secret.keyring()?;
    let now = args.at.unwrap_or_else(SystemTime::now);
    let mut request = args.request.load(args.url.clone())?;
    args.compose
        .apply(&mut request, &subject, &Uuid::new_v4().to_string(), now)?;
    compose::sign(&subject, &keys, &mut request, now)?;
    if args.json {
        let headers = request.headers().iter();
        let headers = headers.map(|(name, value)| {
            [
                name.to_string(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            ]
        });
        let headers: Vec<_> = headers.collect();
        screen::json(
            &json!({ "method": request.method().as_str(), "url": request.uri().to_string(), "headers": headers }),
        )?;
    } else if args.headers_only {
        for (name, value) in request.headers() {
            screen::bytes(&[name.as_str().as_bytes(), b": ", value.as_bytes(), b"\n"].concat())?;
        }
    } else {
        screen::bytes(&message::write(&request, Some(now)))?;
    }
    Ok(Exit::Yes)
}
