//! `webhook senders`: what the library knows.

use serde::Serialize;
use webhook_core::scheme::{Expression, KeyForm, Scheme};
use webhook_core::senders::{self, Sender};

use crate::error::{Exit, Result};
use crate::screen::{self, HEAD, Table, styled};
use crate::subject;

const AFTER: &str = "\
Examples:
  webhook senders
  webhook senders stripe
  webhook senders --json | jq -r 'select(.id != null) | .name'";

/// Lists the known senders, or shows all about one
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// A sender
    name: Option<String>,
    /// A line of JSON for each sender
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Known {
    name: &'static str,
    title: &'static str,
    algorithm: Option<&'static str>,
    signature: Option<String>,
    signed: Option<&'static str>,
    encoding: Option<&'static str>,
    key: Option<&'static str>,
    window_seconds: Option<u64>,
    event: Vec<String>,
    event_is_signed: bool,
    id: Option<String>,
    payload: Option<String>,
    each: Option<&'static str>,
    handshakes: usize,
    rotation: &'static str,
    source: &'static str,
    evidence: Option<String>,
    attribute: String,
}

impl Known {
    fn new(name: &'static str, sender: &Sender) -> Self {
        let scheme = sender.scheme();
        Self {
            name,
            title: sender.title(),
            algorithm: scheme.map(|scheme| scheme.algorithm().as_str()),
            signature: scheme.map(|scheme| scheme.location().to_string()),
            signed: scheme.map(|scheme| scheme.message().source()),
            encoding: scheme.map(|scheme| scheme.encoding().as_str()),
            key: scheme.map(|scheme| scheme.key().as_str()),
            window_seconds: scheme
                .and_then(Scheme::freshness)
                .map(|window| window.max_age().as_secs()),
            event: sender
                .discriminator()
                .iter()
                .map(ToString::to_string)
                .collect(),
            event_is_signed: !sender.has_unsigned_event(),
            id: sender.id().map(|id| id.to_string()),
            payload: sender.payload().map(|payload| payload.to_string()),
            each: sender.each(),
            handshakes: sender.handshakes().len(),
            rotation: sender.rotation(),
            source: sender.source(),
            evidence: sender.evidence().map(|evidence| evidence.to_string()),
            attribute: attribute(name, sender),
        }
    }
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    match &args.name {
        Some(name) => {
            let (name, sender) = subject::sender(name)?;
            let known = Known::new(name, &sender);
            if args.json {
                screen::json(&known)?;
            } else {
                show(&known, &sender);
            }
        }
        None if args.json => {
            for (name, sender) in senders::ALL {
                screen::json(&Known::new(name, sender))?;
            }
        }
        None => list(),
    }
    Ok(Exit::Yes)
}

fn list() {
    let mut table = Table::new(["NAME", "SENDER", "SIGNATURE", "EVENT", "ID"]);
    let or_none = |text: String| {
        if text.is_empty() {
            "-".to_owned()
        } else {
            text
        }
    };
    for (name, sender) in senders::ALL {
        let signature = sender.scheme().map(|scheme| scheme.location().to_string());
        table.row([
            (*name).to_owned(),
            sender.title().to_owned(),
            signature.unwrap_or_else(|| "handshake only".to_owned()),
            or_none(places(sender.discriminator())),
            or_none(sender.id().map(short).unwrap_or_default()),
        ]);
    }
    table.print();
}

fn places(places: &[Expression<'_>]) -> String {
    places
        .iter()
        .map(|place| short(*place))
        .collect::<Vec<_>>()
        .join(" + ")
}

/// An expression as short as it can be written.
fn short(place: Expression<'_>) -> String {
    let text = place.to_string();
    text.replace("$request.body#", "")
        .replace("$request.header.", "header ")
}

fn show(known: &Known, sender: &Sender) {
    screen::line(styled(
        HEAD,
        format_args!("{}  {}", known.name, known.title),
    ));
    let fact = |name: &str, text: &str| {
        if !text.is_empty() {
            screen::line(format_args!("  {name:<10}  {text}"));
        }
    };
    if let Some(scheme) = sender.scheme() {
        fact("signature", &scheme.location().to_string());
        fact(
            "algorithm",
            &format!("{}, {}", scheme.algorithm(), scheme.encoding()),
        );
        fact("signed", &scheme.message().source().replace('\n', "\\n"));
        fact(
            "value",
            &format!(
                "{}{{digest}}{}",
                scheme.value().prefix(),
                scheme.value().suffix()
            ),
        );
        fact("key", key(scheme.key()));
        let window = known.window_seconds.map(|seconds| format!("{seconds} s"));
        fact(
            "window",
            &window.unwrap_or_else(|| "none: a delivery can be replayed at any time".to_owned()),
        );
    }
    fact("event", &places(sender.discriminator()));
    if sender.has_unsigned_event() {
        fact(
            "",
            "the event is not signed: one can be replayed as another",
        );
    }
    fact("id", &sender.id().map(short).unwrap_or_default());
    fact(
        "items",
        known.each.map_or("", |each| {
            if each.is_empty() {
                "the body is an array"
            } else {
                each
            }
        }),
    );
    fact("payload", &sender.payload().map(short).unwrap_or_default());
    if known.handshakes > 0 {
        fact(
            "handshake",
            &format!(
                "{}; try it with `webhook handshake URL --sender {}`",
                known.handshakes, known.name
            ),
        );
    }
    fact("rotation", known.rotation);
    fact("source", known.source);
    fact("checked by", known.evidence.as_deref().unwrap_or_default());
    screen::line("");
    screen::line(&known.attribute);
}

fn key(form: KeyForm) -> &'static str {
    match form {
        KeyForm::Utf8 => "the text of the secret",
        KeyForm::Hex => "hexadecimal",
        KeyForm::Base64 => "Base64",
        KeyForm::Whsec => "Base64 behind `whsec_`",
        KeyForm::Whpk => "a public key in Base64 behind `whpk_`",
        KeyForm::Spki => "a public key in PEM",
        KeyForm::Jwk => "a public key as a JSON web key",
        KeyForm::Sha1 => "the SHA-1 hash of the secret",
        KeyForm::Nfkd => "the text of the secret in the form NFKD",
        _ => "see the documentation",
    }
}

/// A group to paste.
fn attribute(name: &str, sender: &Sender) -> String {
    if sender.scheme().is_none() {
        return format!("#[event_group(.., handshake = {name})]");
    }
    let mut keys = format!("path = \"/{name}\", preset = {name}");
    if sender.discriminator().is_empty() {
        keys.push_str(", discriminator = \"/..\"");
    }
    if sender.payload().is_none() {
        keys.push_str(", payload = \"/..\"");
    }
    format!(
        "#[derive(Debug, EventGroup)]\n#[event_group({keys})]\npub enum Events {{\n    #[event(\"..\")]\n    Name(Payload),\n}}"
    )
}
