//! The manifest: the declaration of each group, and the function that handles each event.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::declare::descriptor::Descriptor;
use crate::declare::durable::OnceBy;
use crate::declare::event::EventDescriptor;
use crate::expression::Expression;
use crate::handle::record::Place;

/// The dispatch table of a [`Dispatcher`](crate::Dispatcher): the function that handles each event, with file and line.
///
/// `Display` prints a table, and `Serialize` writes a list of groups.
#[derive(Clone, Debug)]
pub struct Table {
    groups: Vec<(&'static Descriptor, Vec<Row>)>,
}

impl Table {
    pub(crate) fn new(groups: impl Iterator<Item = (&'static Descriptor, Vec<Row>)>) -> Self {
        Self {
            groups: groups.collect(),
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (descriptor, rows)) in self.groups.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            write_group(f, descriptor, Some(rows))?;
        }
        Ok(())
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.groups.iter().map(|(descriptor, rows)| GroupManifest {
            descriptor,
            rows: Some(rows),
        }))
    }
}

impl fmt::Display for Descriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_group(f, self, None)
    }
}

impl Serialize for Descriptor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        GroupManifest {
            descriptor: self,
            rows: None,
        }
        .serialize(serializer)
    }
}

fn write_group(
    f: &mut fmt::Formatter<'_>,
    descriptor: &Descriptor,
    rows: Option<&[Row]>,
) -> fmt::Result {
    let paths = if descriptor.paths.is_empty() {
        "no path".to_owned()
    } else {
        descriptor.paths.join(", ")
    };
    write!(f, "{} at {paths}: ", descriptor.name)?;
    match &descriptor.sender.scheme {
        Some(scheme) => write!(f, "{scheme}")?,
        None => f.write_str("UNSIGNED")?,
    }
    let unsigned = descriptor.unsigned();
    if descriptor.sender.scheme.is_some() && !unsigned.is_empty() {
        write!(f, "; not signed: {}", unsigned.join(", "))?;
    }
    if let Some(durable) = DurableManifest::of(descriptor) {
        write!(f, "; {durable}")?;
    } else if let Some(by) = once_by(descriptor) {
        write!(f, "; idempotent by {by}")?;
    }
    match descriptor.each {
        Some("") => f.write_str("; each item of the body")?,
        Some(pointer) => write!(f, "; each item of {pointer}")?,
        None => {}
    }
    writeln!(f)?;
    let lines: Vec<[String; 4]> = descriptor
        .events
        .iter()
        .enumerate()
        .map(|(index, event)| {
            let handler = match rows.and_then(|rows| rows.get(index)) {
                Some(row) => row.to_string(),
                None if event.ignored => "ignored".to_owned(),
                None => String::new(),
            };
            [
                event.name.to_owned(),
                rule(descriptor, event),
                event.payload.to_owned(),
                handler,
            ]
        })
        .collect();
    let widths = [0, 1, 2].map(|column: usize| {
        lines
            .iter()
            .filter_map(|line| line.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    });
    for [event, rule, payload, handler] in &lines {
        let [first, second, third] = widths;
        let line = format!("  {event:first$}  {rule:second$}  {payload:third$}  {handler}");
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handled(place) => {
                write!(f, "{} ({}:{})", place.function, place.file, place.line)
            }
            Self::Ignored => f.write_str("ignored"),
            Self::Unhandled => f.write_str("unhandled"),
        }
    }
}

/// An event's rule as the manifest prints it.
fn rule(descriptor: &Descriptor, event: &EventDescriptor) -> String {
    let values = descriptor
        .sender
        .discriminator
        .iter()
        .zip(event.values)
        .map(|(expression, value)| equals(*expression, value));
    let conditions = event
        .conditions
        .iter()
        .map(|condition| match condition.equals {
            Some(value) => equals(condition.expression, value),
            None => format!("{} present", condition.expression),
        });
    let rule = values.chain(conditions).collect::<Vec<_>>().join(" and ");
    if rule.is_empty() {
        return "by structure".to_owned();
    }
    rule
}

fn equals(expression: Expression<'_>, value: &str) -> String {
    format!("{expression} = {value:?}")
}

/// The identity of a delivery in an `idempotent` or `durable` group.
fn once_by(descriptor: &Descriptor) -> Option<&'static str> {
    Some(match descriptor.once_by()? {
        OnceBy::Id if descriptor.runs_once_by_an_unsigned_id() => "an id that is not signed",
        OnceBy::Id => "id",
        OnceBy::Digest => "digest",
    })
}

struct GroupManifest<'a> {
    descriptor: &'a Descriptor,
    rows: Option<&'a [Row]>,
}

impl Serialize for GroupManifest<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let descriptor = self.descriptor;
        let events = descriptor
            .events
            .iter()
            .enumerate()
            .map(|(index, event)| EventManifest {
                event,
                rule: rule(descriptor, event),
                row: self.rows.and_then(|rows| rows.get(index)),
            });
        let mut group = serializer.serialize_struct("Group", 11)?;
        group.serialize_field("name", descriptor.name)?;
        group.serialize_field("paths", descriptor.paths)?;
        group.serialize_field("scheme", &descriptor.said_scheme())?;
        group.serialize_field("unsigned", &descriptor.unsigned())?;
        group.serialize_field("discriminator", descriptor.sender.discriminator)?;
        group.serialize_field("payload", &descriptor.payload)?;
        group.serialize_field("each", &descriptor.each)?;
        group.serialize_field("id", &descriptor.sender.id)?;
        let idempotent = once_by(descriptor).filter(|_| descriptor.is_idempotent());
        group.serialize_field("idempotent", &idempotent)?;
        group.serialize_field("durable", &DurableManifest::of(descriptor))?;
        group.serialize_field("events", &events.collect::<Vec<_>>())?;
        group.end()
    }
}

/// What a `durable` group stores.
#[derive(Serialize)]
struct DurableManifest {
    key: &'static str,
    unknown: bool,
    conflict: &'static str,
    headers: &'static [&'static str],
}

impl DurableManifest {
    fn of(descriptor: &Descriptor) -> Option<Self> {
        let durable = descriptor.durable?;
        Some(Self {
            key: once_by(descriptor).unwrap_or("each"),
            unknown: durable.keeps_unknown,
            conflict: if durable.runs_conflicts {
                "run"
            } else {
                "keep"
            },
            headers: durable.headers,
        })
    }
}

impl fmt::Display for DurableManifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key {
            "each" => f.write_str("durable, each delivery is new")?,
            key => write!(f, "durable by {key}")?,
        }
        if self.unknown {
            f.write_str(", with unknown events")?;
        }
        if self.conflict == "run" {
            f.write_str(", conflicts run")?;
        }
        if !self.headers.is_empty() {
            write!(f, ", with the headers {}", self.headers.join(", "))?;
        }
        Ok(())
    }
}

struct EventManifest<'a> {
    event: &'a EventDescriptor,
    rule: String,
    row: Option<&'a Row>,
}

impl Serialize for EventManifest<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut event = serializer.serialize_struct("Event", 8)?;
        event.serialize_field("name", self.event.name)?;
        event.serialize_field("values", self.event.values)?;
        event.serialize_field("conditions", self.event.conditions)?;
        event.serialize_field("rule", &self.rule)?;
        event.serialize_field("payload", self.event.payload)?;
        event.serialize_field("ignored", &self.event.ignored)?;
        match self.row {
            Some(Row::Handled(place)) => {
                event.serialize_field("handler", place.function)?;
                event.serialize_field("file", place.file)?;
                event.serialize_field("line", &place.line)?;
            }
            _ => event.skip_field("handler")?,
        }
        event.end()
    }
}

/// One line of the dispatch table.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Row {
    Handled(Place),
    Ignored,
    Unhandled,
}
