//! `webhook verify`: says whether a request is signed, and what would have to change if not.

use std::time::SystemTime;

use bytes::Bytes;
use http::{Request, Uri, header};
use serde_json::json;
use webhook_core::Delivery;
use webhook_core::scheme::{Keyring, SignatureFailureKind, Verifier};
use webhook_core::testing::{MistakeKind, diagnose};

use crate::client;
use crate::error::{Doing as _, Error, Exit, Result};
use crate::message::{self, Received};
use crate::request::{RequestArgs, read, time};
use crate::screen::{self, BAD, GOOD, HINT, styled};
use crate::secret::{self, SecretArgs};
use crate::subject::SubjectArgs;

const AFTER: &str = "\
Examples:
  webhook verify --sender stripe --secret-file whsec.txt recorded/0001.http
  webhook sign --sender github --data '{}' | webhook verify --sender github -
  webhook verify --sender github -H 'X-Hub-Signature-256: sha256=..' --body body.json
  webhook verify --sender stripe --also-secret-env TEST_SECRET recorded/0001.http

A refused request is tried with what people get wrong: the body written anew, a newline, line endings, the
character set, the form of the secret, the algorithm, the encoding, another secret, the unit of the time, a
clock, the URL. What fits is printed as `would verify if ..`.";

/// Verifies a recorded request, or one of the command line
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    #[command(flatten)]
    subject: SubjectArgs,
    #[command(flatten)]
    secret: SecretArgs,
    #[command(flatten)]
    request: RequestArgs,
    /// A recorded request, or `-` for standard input
    #[arg(value_name = "FILE")]
    file: Option<String>,
    /// The URL that the sender used, for senders that sign it
    #[arg(long, value_name = "URL", value_parser = client::url)]
    url: Option<Uri>,
    /// The time of receipt; that of the recording, or now, by default
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: Option<SystemTime>,
    /// A secret that the receiver does not use, such as that of another endpoint, as VARIABLE or ID=VARIABLE
    #[arg(long, value_name = "VARIABLE", help_heading = "Secrets")]
    also_secret_env: Vec<String>,
    /// The same from a file, as FILE or ID=FILE
    #[arg(long, value_name = "FILE", help_heading = "Secrets")]
    also_secret_file: Vec<String>,
    /// Prints the result as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let subject = args.subject.load()?;
    let scheme = subject.scheme()?;
    let verifier = Verifier::new(&scheme).doing("the scheme")?;
    let Received { mut request, at } = args.load()?;
    let keys = args.secret.keyring()?;
    let others = secret::named(&args.also_secret_env, &args.also_secret_file)?;
    let others = Keyring::from_iter(others);
    let prepared = verifier.prepare(&keys);
    absolute(&mut request, args.url.as_ref())?;
    let at = args.at.or(at).unwrap_or_else(SystemTime::now);
    let delivery = Delivery::from(request).with_received_at(at);
    let result = verifier.verify(&delivery, &prepared.doing("the secret")?);
    match result {
        Ok(key) if args.json => screen::json(&json!({ "verified": true, "key": key.as_str() }))?,
        Ok(key) => screen::line(format_args!(
            "{}: signed by the secret `{}`",
            styled(GOOD, "ok"),
            screen::plain(key.as_str())
        )),
        Err(failure) => {
            let mistake = diagnose(&scheme, &keys, &others, &delivery);
            if args.json {
                let kind = mistake.as_ref().map(|mistake| name(mistake.kind()));
                let text = mistake.as_ref().map(ToString::to_string);
                screen::json(&json!({
                    "verified": false, "failure": failure.kind().to_string(), "cause": failure.cause(), "mistake": kind, "would_verify_if": text,
                }))?;
            } else {
                screen::line(format_args!(
                    "{}: {}",
                    styled(BAD, failure.kind()),
                    failure.cause()
                ));
                match mistake {
                    Some(mistake) => screen::line(format_args!(
                        "{} {mistake}",
                        styled(HINT, "would verify if")
                    )),
                    None if failure.kind() == SignatureFailureKind::BadSignature => screen::line(
                        "nothing that people often get wrong fits: it is forged, or signed with another secret",
                    ),
                    // The line above says it.
                    None => {}
                }
            }
            return Ok(Exit::No);
        }
    }
    Ok(Exit::Yes)
}

fn name(kind: MistakeKind) -> &'static str {
    match kind {
        MistakeKind::Body => "body",
        MistakeKind::Time => "time",
        MistakeKind::KeyForm => "key form",
        MistakeKind::Secret => "secret",
        MistakeKind::Algorithm => "algorithm",
        MistakeKind::Encoding => "encoding",
        MistakeKind::Url => "url",
        _ => "other",
    }
}

impl Args {
    fn load(&self) -> Result<Received> {
        match &self.file {
            Some(_) if self.request.is_given() => {
                Err(Error::usage("give a FILE, or -H and --body"))
            }
            Some(path) => {
                let file = read(path)?;
                if !message::is_message(&file) {
                    return Err(Error::usage(
                        "this is no recorded request: give a body alone as `--body FILE`, with its -H",
                    ));
                }
                message::parse(&file)
            }
            None if self.request.is_given() => {
                let url = self.url.clone().unwrap_or_else(|| Uri::from_static("/"));
                Ok(Received {
                    request: self.request.load(url)?,
                    at: None,
                })
            }
            None => Err(Error::usage("give a FILE, or -H and --body")),
        }
    }
}

/// The URL that the sender saw: what was said, or what host and path say.
fn absolute(request: &mut Request<Bytes>, url: Option<&Uri>) -> Result<()> {
    if let Some(url) = url {
        *request.uri_mut() = url.clone();
        return Ok(());
    }
    if request.uri().authority().is_some() {
        return Ok(());
    }
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    if let Some(host) = host {
        let scheme = if client::is_loopback(&format!("http://{host}/").parse().doing("the host")?) {
            "http"
        } else {
            "https"
        };
        *request.uri_mut() = format!("{scheme}://{host}{}", request.uri())
            .parse()
            .doing("the URL")?;
    }
    Ok(())
}
