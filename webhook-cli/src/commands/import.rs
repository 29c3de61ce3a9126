//! `webhook import`: writes the events of a sender's own document as Rust.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use webhook_import::{Danger, Document, ErrorKind, From, Imported, Options, Part, Progress, With};

use crate::error::{Doing as _, Error, Exit, Result};
use crate::screen::{self, BAD, HINT, styled};

const AFTER: &str = "\
Examples:
  webhook import github.json --preset github --event 'issues.*' --event push --out src/github.rs
  webhook import schemas/2026-07 --preset shopify --event 'orders/*' --out src/shopify.rs
  webhook import api.yaml --signature custom --discriminator '$request.header.X-Event' --from key
  webhook import github.json --out src/github.rs --check

The document is OpenAPI 3.0 or 3.1 as JSON or YAML, with APIMatic's groups or without, a set of
JSON Schemas in one file or in a folder with a file for each event, or a plain list: a .csv file
with lines of name,value,type.

The file keeps the options in its header. --check compares it with what the document would be
imported as now: exit code 1 and a line for each difference, if there is one.";

/// Writes the events of a sender's document as Rust: groups, events and types
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(crate) struct Args {
    /// The sender's document, or a folder with a JSON Schema for each event
    document: PathBuf,
    /// The file to write, or a folder for a file of each group (ends in /); standard output without it
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Compares --out with the document in place of writing it
    #[arg(long, requires = "out")]
    check: bool,
    /// A line of JSON: what was imported, what was left out or raw, and why
    #[arg(long, requires = "out")]
    json: bool,
    /// An event, or a glob such as 'issues.*'; repeatable
    #[arg(long = "event", value_name = "NAME")]
    events: Vec<String>,
    /// Every event of the document; with --check, new events are differences
    #[arg(long)]
    all: bool,
    /// The sender, if the library knows it: `webhook senders`
    #[arg(long, value_name = "SENDER")]
    preset: Option<String>,
    /// The scheme of a known sender, `custom`, or `none`, where the document says none
    #[arg(long, value_name = "WHICH", conflicts_with = "preset")]
    signature: Option<String>,
    /// The name of the group
    #[arg(long)]
    name: Option<String>,
    /// The path of the group; of several groups, the beginning of their paths
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
    /// Where a delivery names its event
    #[arg(long, value_name = "EXPRESSION")]
    discriminator: Option<String>,
    /// What of the document has the values of --discriminator
    #[arg(long, value_enum, default_value = "schema", requires = "discriminator")]
    from: Source,
    /// A second place, which has the rest of the event's name; repeatable
    #[arg(long, value_name = "POINTER", requires = "discriminator")]
    then: Vec<String>,
    /// Where the payload is in the body
    #[arg(long, value_name = "POINTER")]
    payload: Option<String>,
    /// Where the id of a delivery is
    #[arg(long, value_name = "EXPRESSION")]
    id: Option<String>,
    /// Types as the document promises them: closed enums, required members
    #[arg(long)]
    strict: bool,
    /// A member of payloads that has to be there; repeatable
    #[arg(long, value_name = "POINTER")]
    require: Vec<String>,
    /// Doc comments with the descriptions of the document
    #[arg(long)]
    descriptions: bool,
    /// Types of a crate for texts of its formats; repeatable
    #[arg(long, value_enum)]
    with: Vec<Crate>,
    /// Events without a handler are answered like unknown ones; so they are with --all
    #[arg(long)]
    accept_unhandled: bool,
    /// Accepts what the group leaves unsigned; repeatable
    #[arg(long, value_enum)]
    danger: Vec<Accepted>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Source {
    /// An `enum` or a `const` of the schema at this place
    Schema,
    /// The key of the webhook
    Key,
    /// The operationId
    OperationId,
    /// The operationId before its slash, with _ for -
    OperationPrefix,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Crate {
    /// `jiff::Timestamp` and `jiff::civil::Date`
    Jiff,
    /// `uuid::Uuid`
    Uuid,
    /// `rust_decimal::Decimal`
    #[value(name = "rust_decimal")]
    RustDecimal,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Accepted {
    /// The signature does not cover the body
    UnsignedBody,
    /// The signature does not cover what names the event
    UnsignedDiscriminator,
    /// The signed message has parts without a border
    TouchingParts,
}

impl Args {
    fn options(&self) -> Options {
        let first = self.discriminator.as_ref().map(|expression| {
            let from = match self.from {
                Source::Schema => From::Schema,
                Source::Key => From::Key,
                Source::OperationId => From::OperationId,
                Source::OperationPrefix => From::OperationPrefix,
            };
            Part::new(expression, from)
        });
        let then = self
            .then
            .iter()
            .map(|pointer| Part::new(pointer, From::Schema));
        let with = self.with.iter().map(|with| match with {
            Crate::Jiff => With::Jiff,
            Crate::Uuid => With::Uuid,
            Crate::RustDecimal => With::RustDecimal,
        });
        let danger = self.danger.iter().map(|danger| match danger {
            Accepted::UnsignedBody => Danger::UnsignedBody,
            Accepted::UnsignedDiscriminator => Danger::UnsignedDiscriminator,
            Accepted::TouchingParts => Danger::TouchingParts,
        });
        let mut options = Options::default();
        options.name.clone_from(&self.name);
        options.path.clone_from(&self.path);
        options.preset.clone_from(&self.preset);
        options.signature.clone_from(&self.signature);
        options.discriminator = first.into_iter().chain(then).collect();
        options.payload.clone_from(&self.payload);
        options.id.clone_from(&self.id);
        options.events.clone_from(&self.events);
        options.all = self.all;
        options.strict = self.strict;
        options.require.clone_from(&self.require);
        options.descriptions = self.descriptions;
        options.with = with.collect();
        options.danger = danger.collect();
        options.accept_unhandled = self.accept_unhandled;
        options
    }
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    match &args.out {
        Some(out) if args.check => check(args, out),
        out => import(args, out.as_deref()),
    }
}

fn import(args: &Args, out: Option<&Path>) -> Result<Exit> {
    let bar = bar();
    bar.set_message("reading");
    let document = Document::open(&args.document).map_err(fault)?;
    let imported = webhook_import::import_with(&document, &args.options(), &mut |progress| {
        bar.tick();
        match progress {
            Progress::Operations(count) => bar.set_message(format!("{count} operations")),
            Progress::Events(count) => bar.set_message(format!("{count} events")),
            Progress::Types(count) if count % 100 == 0 => {
                bar.set_message(format!("{count} schemas"));
            }
            Progress::Writing => bar.set_message("writing"),
            _ => {}
        }
    });
    bar.finish_and_clear();
    let imported = imported.map_err(fault)?;
    match out {
        None => screen::line(imported.code.trim_end()),
        Some(out) => write(out, &imported)?,
    }
    if args.json {
        screen::json(&imported.report)?;
    } else if let Some(out) = out {
        summary(out, &imported);
    }
    Ok(Exit::Yes)
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
        bar.set_style(style);
    }
    bar
}

/// Writes a file, or a folder. Files that were not written by this command stay as they are.
fn write(out: &Path, imported: &Imported) -> Result<()> {
    let is_folder = out.is_dir() || out.as_os_str().to_string_lossy().ends_with('/');
    let files: Vec<(PathBuf, &str)> = if is_folder {
        fs::create_dir_all(out).doing(out.display())?;
        let files = imported.folder.iter();
        files
            .map(|(name, code)| (out.join(name), code.as_str()))
            .collect()
    } else {
        vec![(out.to_owned(), imported.code.as_str())]
    };
    for (path, _) in &files {
        let is_index = is_folder && path.ends_with("mod.rs");
        if let Ok(known) = fs::read_to_string(path)
            && !is_index
            && webhook_import::options_of(&known).is_none()
        {
            return Err(Error::usage(format_args!(
                "{} was not written by `webhook import`, so it is not overwritten",
                path.display()
            )));
        }
    }
    for (path, code) in files {
        fs::write(&path, code).doing(path.display())?;
    }
    Ok(())
}

/// So many are listed; --json lists all.
const LISTED: usize = 10;

fn summary(out: &Path, imported: &Imported) {
    let report = &imported.report;
    screen::note(format_args!(
        "{}: {} events of {} operations, {} types, {} lines",
        out.display(),
        report.events(),
        report.operations,
        report.types,
        report.lines
    ));
    for left in report.left_out.iter().take(LISTED) {
        let name = screen::plain(&left.name);
        screen::note(format_args!(
            "{}: {name}: {}",
            styled(HINT, "left out"),
            left.reason
        ));
    }
    for renamed in report.renamed.iter().take(LISTED) {
        let (from, to) = (&renamed.from, &renamed.to);
        let (name, place) = (screen::plain(&renamed.name), screen::plain(&renamed.place));
        screen::note(format_args!(
            "{}: `{name}` at {place} is {to}, because {from} is taken",
            styled(HINT, "renamed")
        ));
    }
    let more = report.left_out.len().saturating_sub(LISTED)
        + report.renamed.len().saturating_sub(LISTED)
        + report.raw.len();
    if more > 0 {
        screen::note(format_args!(
            "{} values are `serde_json::Value`; --json lists them, and all that was left out or renamed",
            report.raw.len()
        ));
    }
}

#[derive(Serialize)]
struct Line {
    difference: String,
}

fn check(args: &Args, out: &Path) -> Result<Exit> {
    let given = args.options();
    let known = fs::read_to_string(out)
        .ok()
        .and_then(|code| webhook_import::options_of(&code));
    if let Some(known) = known {
        let mut plain = known.clone();
        plain.all = given.all;
        let mut bare = Options::default();
        bare.all = given.all;
        if given != bare && given != plain {
            return Err(Error::usage(format_args!(
                "the file was imported with other options: {}",
                known.command(&args.document.to_string_lossy())
            )));
        }
    }
    let differences = webhook_import::check(out, &args.document, args.all).map_err(fault)?;
    for difference in &differences {
        let text = difference.to_string();
        if args.json {
            screen::json(&Line { difference: text })?;
        } else {
            screen::line(screen::plain(&text));
        }
    }
    if !differences.is_empty() && !args.json {
        screen::note(format_args!(
            "{}: {} and {} differ",
            styled(BAD, "no"),
            out.display(),
            args.document.display()
        ));
    }
    Ok(Exit::of(differences.is_empty()))
}

fn fault(error: webhook_import::Error) -> Error {
    match error.kind() {
        ErrorKind::Options | ErrorKind::Signature => Error::usage(error),
        _ => Error::new(error),
    }
}
