//! The lines that are printed: one for a delivery, and one for each of its items.

use std::fmt::{self, Write as _};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::observe::record::{DeliveryRecord, ItemRecord, RecordKind};
use crate::outcome::OutcomeKind;
use crate::outcome::kind::Level;
use crate::text::plain::Plain;

/// Writes lines with aligned columns.
#[derive(Debug)]
pub(crate) struct Lines {
    pub(crate) colors: bool,
    /// The widths of columns, which grow with what is printed.
    group: usize,
    event: usize,
    outcome: usize,
}

/// The most characters of a text that is printed.
const LONGEST: usize = 120;

/// A longer name moves the columns behind it only in its own line.
const WIDEST: usize = 32;

const GREEN: &str = "\x1b[32m";
const YELLOW: &str = "\x1b[33m";
const RED: &str = "\x1b[31m";
const DIM: &str = "\x1b[2m";
const RESET: &str = "\x1b[0m";

/// The columns of a line.
struct Columns<'r> {
    time: String,
    group: String,
    event: Option<&'static str>,
    /// The status of the reply, if there is one.
    reply: String,
    outcome: OutcomeKind,
    level: Level,
    took: String,
    handler: Option<&'static str>,
    cause: Option<&'r str>,
    id: Option<&'r str>,
}

impl Lines {
    pub(crate) const fn new(colors: bool) -> Self {
        Self {
            colors,
            group: 8,
            event: 16,
            outcome: 8,
        }
    }

    /// Writes the line of a delivery or of a run.
    pub(crate) fn delivery(&mut self, record: &DeliveryRecord, text: &mut String) {
        let (time, reply) = match record.kind {
            RecordKind::Delivery => (record.received_at, record.status.to_string()),
            // Its delivery was received long before, and is not answered now.
            RecordKind::Run => (SystemTime::now(), "run".to_owned()),
        };
        self.write(
            &Columns {
                time: time_of_day(time),
                group: plain(record.group),
                event: record.event,
                reply,
                outcome: record.outcome,
                level: record.outcome.row().level,
                took: took(record.elapsed),
                handler: record.handler,
                cause: record.cause(),
                id: record.id(),
            },
            text,
        );
    }

    /// Writes the line of an item.
    pub(crate) fn item(&mut self, index: usize, item: &ItemRecord, text: &mut String) {
        self.write(
            &Columns {
                time: String::new(),
                group: format!("  item {index}"),
                event: item.event,
                reply: String::new(),
                outcome: item.outcome,
                level: item.outcome.row().level.min(Level::Warn),
                took: String::new(),
                handler: item.handler,
                cause: item.cause(),
                id: item.id(),
            },
            text,
        );
    }

    /// Writes the line of a request whose path no group declares.
    pub(crate) fn no_group(&mut self, text: &mut String) {
        let group = pad("-", &mut self.group);
        let event = pad("-", &mut self.event);
        let result = self.colored(YELLOW, "404 no group declares the path");
        let time = time_of_day(SystemTime::now());
        put(text, format_args!("{time} {group} {event} {result}\n"));
    }

    /// Writes how many lines were left out.
    pub(crate) fn hidden(&self, count: u64, most: u32, text: &mut String) {
        let lines = if count == 1 { "line" } else { "lines" };
        let told = format!("{count} more {lines}, because at most {most} are printed in a second");
        put(
            text,
            format_args!("{:8} {}\n", "", self.colored(DIM, &told)),
        );
    }

    fn write(&mut self, columns: &Columns<'_>, text: &mut String) {
        let event = columns.event.map_or_else(|| "-".to_owned(), plain);
        let outcome = columns.outcome.as_str();
        let group = pad(&columns.group, &mut self.group);
        let event = pad(&event, &mut self.event);
        let outcome = pad(outcome, &mut self.outcome);
        let color = match columns.level {
            Level::Debug => GREEN,
            Level::Warn => YELLOW,
            Level::Error => RED,
        };
        let result = format!("{:3} {outcome}", columns.reply);
        put(
            text,
            format_args!(
                "{:8} {group} {event} {} {:>8}",
                columns.time,
                self.colored(color, &result),
                columns.took,
            ),
        );
        if let Some(handler) = columns.handler {
            put(text, format_args!("  {}", short(handler)));
        }
        if let Some(cause) = columns.cause {
            put(
                text,
                format_args!("  {}", self.colored(color, &plain(cause))),
            );
        }
        // It says which delivery to look for.
        if let Some(id) = columns.id.filter(|_| columns.level != Level::Debug) {
            put(text, format_args!("  id {}", plain(id)));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }

    fn colored(&self, color: &str, text: &str) -> String {
        if self.colors {
            format!("{color}{text}{RESET}")
        } else {
            text.to_owned()
        }
    }
}

/// Everything that may come from a request is printed by this.
fn plain(text: &str) -> String {
    let most = LONGEST;
    Plain { text, most }.to_string()
}

/// Fills a column, and widens it for the lines that follow.
fn pad(text: &str, width: &mut usize) -> String {
    *width = text.chars().count().min(WIDEST).max(*width);
    let width = *width;
    format!("{text:width$}")
}

/// The last two parts of a handler's path. The record has all of it.
fn short(handler: &str) -> String {
    let mut ends = handler.rmatch_indices("::").skip(1);
    let start = ends
        .next()
        .map_or(0, |(at, colons)| at.saturating_add(colons.len()));
    plain(handler.get(start..).unwrap_or(handler))
}

/// Hours, minutes and seconds, in UTC.
fn time_of_day(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = since.as_secs() % 86_400;
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}", seconds % 60)
}

/// A duration in a unit that suits it. Requests that were refused before they were read have none.
fn took(elapsed: Duration) -> String {
    let micros = elapsed.as_micros();
    match micros {
        0 => "-".to_owned(),
        1..10_000 => format!("{micros} µs"),
        10_000..10_000_000 => format!("{} ms", micros / 1_000),
        _ => format!("{} s", micros / 1_000_000),
    }
}

/// Writing to a `String` does not fail.
fn put(text: &mut String, written: fmt::Arguments<'_>) {
    let _ = text.write_fmt(written);
}
