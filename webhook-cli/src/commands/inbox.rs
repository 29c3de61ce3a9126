//! `webhook inbox`: looks into a durable inbox, and cleans it up.

use std::fs::File;
use std::future::Future;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use clap::Subcommand;
use indicatif::ProgressBar;
use jiff::Timestamp;
use serde_json::{Value, json};
use webhook_inbox::{Filter, Inbox, Replayed, Row, State};

use crate::error::{Doing as _, Error, Exit, Result};
use crate::request::{span, time};
use crate::screen::{self, HEAD, Table, styled};

const AFTER: &str = "\
Examples:
  webhook inbox ls --database sqlite:webhooks.db --state dead
  webhook inbox show 17 --database postgres://localhost/shop --body
  webhook inbox replay --all --class invalid_payload --database sqlite:webhooks.db
  webhook inbox depth --json --database sqlite:webhooks.db

The address is that of `Inbox::open`; $WEBHOOK_DATABASE is read where --database is not given.";

/// Looks into the durable inbox of a receiver: lists, shows, replays, erases
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
    /// The database, such as `sqlite:webhooks.db` or `postgres://host/name`
    #[arg(long, value_name = "URL", global = true)]
    database: Option<String>,
    /// Lines of JSON
    #[arg(long, global = true)]
    json: bool,
    /// Does not ask before something is changed
    #[arg(long, global = true)]
    yes: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists deliveries, the newest first
    Ls(FilterArgs),
    /// Shows one delivery
    Show {
        /// Its number
        row: i64,
        /// With its headers and its body
        #[arg(long)]
        body: bool,
    },
    /// Runs deliveries again
    Replay {
        /// Their numbers
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        rows: Vec<i64>,
        /// All that fit the filter
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        filter: FilterArgs,
    },
    /// Ends a delivery that waits or runs as dead
    Dead {
        /// Its number
        row: i64,
    },
    /// Removes what a delivery contained, and keeps its id
    Erase {
        /// Its number
        row: i64,
    },
    /// Removes what is older than its retention
    Purge,
    /// Writes deliveries with their bodies as lines of JSON
    Export {
        #[command(flatten)]
        filter: FilterArgs,
        /// The file to write; standard output by default
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Counts deliveries by group and state
    Depth,
}

#[derive(Debug, clap::Args)]
struct FilterArgs {
    /// Of this group
    #[arg(long, help_heading = "Filter")]
    group: Option<String>,
    /// Of this event
    #[arg(long, help_heading = "Filter")]
    event: Option<String>,
    /// In this state: queued, running, done, dead, conflict or unknown
    #[arg(long, value_parser = state, help_heading = "Filter")]
    state: Option<State>,
    /// With this class of error, such as `handler` or `invalid_payload`
    #[arg(long, help_heading = "Filter")]
    class: Option<String>,
    /// Received at this time or later
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = "Filter")]
    since: Option<SystemTime>,
    /// Received before this time
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = "Filter")]
    until: Option<SystemTime>,
    /// Received in the last such as 10m
    #[arg(long, value_name = "TIME", value_parser = span, conflicts_with = "since", help_heading = "Filter")]
    last: Option<Duration>,
    /// At most so many; 0 for all
    #[arg(long, default_value_t = 100, help_heading = "Filter")]
    limit: u32,
}

fn state(text: &str) -> std::result::Result<State, String> {
    let all = [
        State::Queued,
        State::Running,
        State::Done,
        State::Dead,
        State::Conflict,
        State::Unknown,
    ];
    let found = all.into_iter().find(|state| state.as_str() == text);
    found.ok_or_else(|| "write queued, running, done, dead, conflict or unknown".to_owned())
}

impl FilterArgs {
    fn filter(&self) -> Filter {
        let bytes = |text: &Option<String>| {
            text.as_ref()
                .map(|text| Bytes::copy_from_slice(text.as_bytes()))
        };
        let last = self
            .last
            .and_then(|last| SystemTime::now().checked_sub(last));
        Filter {
            group: bytes(&self.group),
            event: bytes(&self.event),
            state: self.state,
            class: self.class.clone(),
            received_since: self.since.or(last),
            received_until: self.until,
            limit: self.limit,
            ..Filter::default()
        }
    }
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let given = args
        .database
        .clone()
        .or_else(|| std::env::var("WEBHOOK_DATABASE").ok());
    let database =
        given.ok_or_else(|| Error::usage("give --database, or set $WEBHOOK_DATABASE"))?;
    exists(&database)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    runtime.doing("the runtime")?.block_on(async {
        let inbox = Inbox::open(&database).await.doing("the database")?;
        let exit = args.execute(&inbox).await;
        inbox.stop(Duration::from_secs(5)).await;
        exit
    })
}

/// A misspelt name must not make a new file.
fn exists(database: &str) -> Result<()> {
    let Some(path) = database.strip_prefix("sqlite:") else {
        return Ok(());
    };
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split('?').next().unwrap_or_default();
    if Path::new(path).exists() {
        Ok(())
    } else {
        Err(Error::new(format!(
            "there is no file {}",
            screen::plain(path)
        )))
    }
}

impl Args {
    async fn execute(&self, inbox: &Inbox) -> Result<Exit> {
        match &self.command {
            Command::Ls(filter) => self.list(inbox, filter).await,
            Command::Show { row, body } => self.show(inbox, *row, *body).await,
            Command::Replay { rows, filter, .. } if rows.is_empty() => {
                self.replay_all(inbox, filter).await
            }
            Command::Replay { rows, .. } => self.replay(inbox, rows).await,
            Command::Dead { row } => {
                self.ask(&format!("end delivery {row} as dead?"))?;
                self.did(
                    inbox.mark_dead(*row).await.doing("the inbox")?,
                    "dead",
                    "no such delivery waits or runs",
                )
            }
            Command::Erase { row } => {
                self.ask(&format!("remove for good what delivery {row} contained?"))?;
                self.did(
                    inbox.erase(*row).await.doing("the inbox")?,
                    "erased",
                    "no such delivery",
                )
            }
            Command::Purge => {
                self.ask("remove what is older than its retention?")?;
                let purged = working("purging", inbox.purge()).await.doing("the inbox")?;
                if self.json {
                    screen::json(&json!({ "bodies": purged.bodies, "rows": purged.rows }))?;
                } else {
                    screen::line(format_args!(
                        "removed {} bodies and {} deliveries",
                        purged.bodies, purged.rows
                    ));
                }
                Ok(Exit::Yes)
            }
            Command::Export { filter, out } => self.export(inbox, filter, out.as_deref()).await,
            Command::Depth => self.depth(inbox).await,
        }
    }

    async fn list(&self, inbox: &Inbox, filter: &FilterArgs) -> Result<Exit> {
        let rows = working("listing", inbox.list(filter.filter()))
            .await
            .doing("the inbox")?;
        if self.json {
            for row in &rows {
                screen::json(&described(row))?;
            }
            return Ok(Exit::Yes);
        }
        let mut table = Table::new([
            "ROW", "RECEIVED", "GROUP", "EVENT", "STATE", "TRIES", "ID", "ERROR",
        ]);
        for row in &rows {
            table.row([
                row.id.to_string(),
                timestamp(row.received_at),
                text(&row.group),
                text(&row.event),
                row.state.as_str().to_owned(),
                (row.attempts + row.crashes).to_string(),
                row.sender_id()
                    .map(|id| screen::plain(&id))
                    .unwrap_or_default(),
                screen::plain(
                    row.last_error
                        .as_deref()
                        .or(row.class.as_deref())
                        .unwrap_or_default(),
                ),
            ]);
        }
        table.print();
        Ok(Exit::Yes)
    }

    async fn show(&self, inbox: &Inbox, id: i64, with_body: bool) -> Result<Exit> {
        let Some(row) = inbox.get(id).await.doing("the inbox")? else {
            screen::note(format_args!("there is no delivery {id}"));
            return Ok(Exit::No);
        };
        let mut facts = described(&row);
        if with_body && let Value::Object(facts) = &mut facts {
            let body = row
                .body
                .as_ref()
                .map(|body| String::from_utf8_lossy(body).into_owned());
            facts.insert(
                "headers".to_owned(),
                serde_json::from_slice(&row.headers).unwrap_or(Value::Null),
            );
            facts.insert("body".to_owned(), body.into());
        }
        if self.json {
            screen::json(&facts)?;
            return Ok(Exit::Yes);
        }
        for (name, value) in facts.as_object().into_iter().flatten() {
            let value = match value {
                Value::Null => continue,
                // Lines of a body stay lines.
                Value::String(text) => text
                    .lines()
                    .map(screen::plain)
                    .collect::<Vec<_>>()
                    .join("\n    "),
                value => screen::plain(&value.to_string()),
            };
            screen::line(format_args!(
                "{}  {value}",
                styled(HEAD, format_args!("{name:<12}"))
            ));
        }
        Ok(Exit::Yes)
    }

    async fn replay(&self, inbox: &Inbox, rows: &[i64]) -> Result<Exit> {
        let mut all = true;
        for row in rows {
            let replayed = inbox.replay(*row).await.doing("the inbox")?;
            let text = match replayed {
                Replayed::Queued(new) if new == *row => "queued".to_owned(),
                Replayed::Queued(new) => format!("queued as {new}"),
                Replayed::Known => "another delivery with its id ran already".to_owned(),
                Replayed::BodyPurged => "its body is removed".to_owned(),
                Replayed::Waiting => "it waits already".to_owned(),
                Replayed::NoEvent => {
                    "it has no event; only the receiver's own program can recognise it".to_owned()
                }
                _ => "there is no such delivery".to_owned(),
            };
            let is_queued = matches!(replayed, Replayed::Queued(_));
            all &= is_queued;
            if self.json {
                screen::json(&json!({ "row": row, "queued": is_queued, "result": text }))?;
            } else {
                screen::line(format_args!("{row}  {text}"));
            }
        }
        Ok(Exit::of(all))
    }

    async fn replay_all(&self, inbox: &Inbox, filter: &FilterArgs) -> Result<Exit> {
        self.ask("run all deliveries again that fit the filter?")?;
        let replayed = working("replaying", inbox.replay_all(filter.filter()))
            .await
            .doing("the inbox")?;
        if self.json {
            screen::json(&json!({ "queued": replayed.queued, "left": replayed.left }))?;
        } else {
            screen::line(format_args!(
                "{} queued, {} left",
                replayed.queued, replayed.left
            ));
        }
        Ok(Exit::of(replayed.left == 0))
    }

    async fn export(&self, inbox: &Inbox, filter: &FilterArgs, out: Option<&Path>) -> Result<Exit> {
        let filter = filter.filter();
        let written = match out {
            Some(path) => {
                let file = private(path).doing(path.display())?;
                working("exporting", inbox.export(filter, io::BufWriter::new(file))).await
            }
            None => inbox.export(filter, io::stdout()).await,
        };
        let written = written.doing("the export")?;
        screen::note(format_args!("{written} deliveries"));
        Ok(Exit::Yes)
    }

    async fn depth(&self, inbox: &Inbox) -> Result<Exit> {
        let depths = working("counting", inbox.depth())
            .await
            .doing("the inbox")?;
        let mut table = Table::new(["GROUP", "STATE", "DELIVERIES", "OLDEST"]);
        for depth in depths {
            let oldest = depth.oldest.map(timestamp);
            if self.json {
                screen::json(&json!({
                    "group": String::from_utf8_lossy(&depth.group), "state": depth.state.as_str(), "deliveries": depth.rows, "oldest": oldest,
                }))?;
            } else {
                table.row([
                    text(&depth.group),
                    depth.state.as_str().to_owned(),
                    depth.rows.to_string(),
                    oldest.unwrap_or_default(),
                ]);
            }
        }
        if !self.json {
            table.print();
        }
        Ok(Exit::Yes)
    }

    fn did(&self, did: bool, done: &str, not: &str) -> Result<Exit> {
        if self.json {
            screen::json(&json!({ "done": did }))?;
        } else {
            screen::line(if did { done } else { not });
        }
        Ok(Exit::of(did))
    }

    fn ask(&self, question: &str) -> Result<()> {
        if self.yes {
            return Ok(());
        }
        if !io::stdin().is_terminal() {
            return Err(Error::usage("this changes the inbox: give --yes"));
        }
        let mut out = anstream::stderr();
        let asked = write!(out, "{question} [y/N] ").and_then(|()| out.flush());
        asked.doing("the prompt")?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer).doing("the prompt")?;
        if matches!(answer.trim(), "y" | "Y" | "yes") {
            Ok(())
        } else {
            Err(Error::new("nothing is changed"))
        }
    }
}

/// Shows that something is going on if it takes over a second.
async fn working<T>(what: &'static str, work: impl Future<Output = T>) -> T {
    let spinner = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let spinner = Clears(ProgressBar::new_spinner().with_message(what));
        spinner.0.enable_steady_tick(Duration::from_millis(100));
        std::future::pending().await
    };
    tokio::select! {
        done = work => done,
        done = spinner => done,
    }
}

/// Clears the spinner when the work is done.
struct Clears(ProgressBar);

impl Drop for Clears {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// A new file that only its owner can read: bodies hold personal data.
fn private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn described(row: &Row) -> Value {
    let lossy = |bytes: &Bytes| String::from_utf8_lossy(bytes).into_owned();
    json!({
        "row": row.id, "group": lossy(&row.group), "owner": lossy(&row.owner), "event": lossy(&row.event), "state": row.state.as_str(),
        "class": row.class, "attempts": row.attempts, "crashes": row.crashes, "duplicates": row.duplicates,
        "received_at": timestamp(row.received_at), "done_at": row.done_at.map(timestamp), "id": row.sender_id(), "conflict": row.is_conflict,
        "method": lossy(&row.method), "error": row.last_error, "item": row.item_index, "items": row.item_count, "replay_of": row.replay_of,
        "key": row.key_id.as_ref().map(lossy),
    })
}

fn text(bytes: &[u8]) -> String {
    screen::plain(&String::from_utf8_lossy(bytes))
}

fn timestamp(time: SystemTime) -> String {
    let time = Timestamp::try_from(time).unwrap_or_default();
    format!("{time:.0}")
}
