//! The events that a handler names, resolved in const code.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::panic,
    reason = "const code, evaluated by the compiler: a panic is a compile error"
)]

use crate::group::EventGroup;
use crate::handle::call::{EventInput, GROUP, SIGNATURE_FAILURE, UNKNOWN};
use crate::text::const_str::equal;
use crate::text::diagnostic::Diagnostic;

/// Names and the indexes of their events, sorted.
type Table = &'static [(&'static str, usize)];

// The checks panic by themselves, at the place of the call, because rustc compiles what it finds in place of it once for
// each handler.

/// Checks the events of `G` that a handler names; there is at least one. They are names in `table`: of the events, or of
/// the variants.
///
/// # Panics
///
/// A name is unknown, or stands for several payload types.
#[track_caller]
#[must_use]
pub const fn named<G: EventGroup>(table: Table, names: &[&str]) -> bool {
    match find::<G, 0>(None, table, names) {
        Ok(_) => true,
        Err(message) => panic!("{}", message.as_str()),
    }
}

/// Like [`named`], for a handler that also states its payload's type.
///
/// # Panics
///
/// As [`named`], or an event has another payload.
#[track_caller]
#[must_use]
pub const fn typed<G: EventGroup, P>(
    input: &EventInput<G, P>,
    table: Table,
    names: &[&str],
) -> bool {
    match find::<G, 0>(Some(input.indexes()), table, names) {
        Ok(_) => true,
        Err(message) => panic!("{}", message.as_str()),
    }
}

/// Counts the events that a checked handler names.
#[must_use]
pub const fn count<G: EventGroup>(
    payload: Option<&[usize]>,
    table: Table,
    names: &[&str],
) -> usize {
    match find::<G, 0>(payload, table, names) {
        Ok((_, count)) => count,
        Err(_) => 0,
    }
}

/// Lists the events that [`count`] counted.
#[must_use]
pub const fn resolve<G: EventGroup, const N: usize>(
    payload: Option<&[usize]>,
    table: Table,
    names: &[&str],
) -> [usize; N] {
    match find::<G, N>(payload, table, names) {
        Ok((found, _)) => found,
        // The list is used only after the handler was checked.
        Err(_) => [GROUP; N],
    }
}

/// Checks that the payload type of a handler without `event` belongs to one event.
///
/// # Panics
///
/// Several events have it, or the group ignores the event.
#[track_caller]
#[must_use]
pub const fn only<G: EventGroup, P>(input: &EventInput<G, P>) -> bool {
    let message = match input.indexes() {
        [index] => match ignored::<G>(*index) {
            Ok(()) => return true,
            Err(message) => message,
        },
        indexes => several::<G>(indexes),
    };
    panic!("{}", message.as_str())
}

/// Lists the events that have one payload type.
const fn several<G: EventGroup>(indexes: &[usize]) -> Diagnostic {
    let mut message = Diagnostic::new("");
    let mut at = 0;
    while at < indexes.len() {
        let event = &G::DESCRIPTOR.events[indexes[at]];
        message = if at == 0 {
            let message = message
                .quote(event.payload)
                .then(" is the payload of several events of ");
            message.quote(G::DESCRIPTOR.name).then(": ")
        } else {
            message.then(", ")
        };
        message = message.quote(event.name);
        at += 1;
    }
    let first = G::DESCRIPTOR.events[indexes[0]].name;
    message
        .help("add `event = \"")
        .then(first)
        .then("\"`, or `events = [..]`")
}

/// Checks that an inferred first argument fits the handler's events; `payload` lists the events that have this payload.
///
/// # Panics
///
/// An event has another payload.
#[track_caller]
#[must_use]
pub const fn fits<G: EventGroup>(payload: Option<&[usize]>, events: &[usize]) -> bool {
    let mut at = 0;
    while at < events.len() && payload.is_some() {
        if !accepts(payload, events[at]) {
            let event = &G::DESCRIPTOR.events[events[at]];
            let message = Diagnostic::new("event ").quote(event.name);
            let message = if matches!(event.payload.as_bytes(), b"()") {
                message.then(" holds nothing").help("take no payload")
            } else {
                let message = message.then(" holds ").quote(event.payload);
                message
                    .then(", not this type")
                    .help("take ")
                    .quote(event.payload)
            };
            panic!("{}", message.as_str());
        }
        at += 1;
    }
    true
}

/// Returns the event for which a handler makes its `at`th record; the group for a fallback.
#[must_use]
pub const fn submitted(payload: Option<&[usize]>, events: &[usize], at: usize) -> usize {
    match payload {
        Some([GROUP]) => GROUP,
        _ if at < events.len() => events[at],
        _ => GROUP,
    }
}

const fn find<G: EventGroup, const N: usize>(
    payload: Option<&[usize]>,
    table: Table,
    names: &[&str],
) -> Result<([usize; N], usize), Diagnostic> {
    let group = G::DESCRIPTOR.name;
    if let Some([UNKNOWN | SIGNATURE_FAILURE]) = payload {
        return Err(Diagnostic::new(
            "a fallback is for the whole group and takes no `event`",
        ));
    }
    let mut found = [GROUP; N];
    let mut count = 0;
    let mut at = 0;
    while at < names.len() {
        let name = names[at];
        let (first, end) = range(table, name);
        if first == end {
            let message = Diagnostic::new("unknown event ")
                .quote(name)
                .then(" of group ")
                .quote(group);
            return Err(suggest(message, table, name));
        }
        if is_named_before(names, at) {
            return Err(Diagnostic::new("event ")
                .quote(name)
                .then(" is named twice"));
        }
        let before = count;
        let mut candidate = first;
        while candidate < end {
            let index = table[candidate].1;
            if accepts(payload, index) {
                if !matches!(payload, Some([GROUP]))
                    && let Err(message) = ignored::<G>(index)
                {
                    return Err(message);
                }
                if count < N {
                    found[count] = index;
                }
                count += 1;
            }
            candidate += 1;
        }
        if payload.is_none() && count > before + 1 {
            let message = Diagnostic::new("event ")
                .quote(name)
                .then(" stands for several payload types");
            return Err(payloads::<G>(
                message.help("add `ty = ..` with one of "),
                table,
                (first, end),
            ));
        }
        if count == before {
            let message = Diagnostic::new("event ")
                .quote(name)
                .then(" has another payload");
            return Err(payloads::<G>(
                message.help("its payload is "),
                table,
                (first, end),
            ));
        }
        at += 1;
    }
    Ok((found, count))
}

/// Refuses a handler for an event that its group ignores.
const fn ignored<G: EventGroup>(index: usize) -> Result<(), Diagnostic> {
    // The group and the fallbacks have indexes above those of events.
    if index >= G::DESCRIPTOR.events.len() || !G::DESCRIPTOR.events[index].ignored {
        return Ok(());
    }
    let event = Diagnostic::new("event ").quote(G::DESCRIPTOR.events[index].name);
    let text = event
        .then(" of group ")
        .quote(G::DESCRIPTOR.name)
        .then(" is ignored");
    Err(text.help("take `ignore` off the event, or remove the handler"))
}

const fn accepts(payload: Option<&[usize]>, index: usize) -> bool {
    match payload {
        None | Some([GROUP]) => true,
        Some(indexes) => {
            let mut at = 0;
            while at < indexes.len() {
                if indexes[at] == index {
                    return true;
                }
                at += 1;
            }
            false
        }
    }
}

const fn is_named_before(names: &[&str], at: usize) -> bool {
    let mut before = 0;
    while before < at {
        if equal(names[before], names[at]) {
            return true;
        }
        before += 1;
    }
    false
}

const fn payloads<G: EventGroup>(
    mut message: Diagnostic,
    table: Table,
    (first, end): (usize, usize),
) -> Diagnostic {
    let mut at = first;
    while at < end {
        if at > first {
            message = message.then(", ");
        }
        message = message.quote(G::DESCRIPTOR.events[table[at].1].payload);
        at += 1;
    }
    message
}

/// Returns the range of the sorted `names` that equals `name`.
const fn range(names: Table, name: &str) -> (usize, usize) {
    let (mut low, mut high) = (0, names.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if is_less(names[middle].0, name) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let mut end = low;
    while end < names.len() && equal(names[end].0, name) {
        end += 1;
    }
    (low, end)
}

const fn is_less(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut at = 0;
    while at < left.len() && at < right.len() && left[at] == right[at] {
        at += 1;
    }
    at < right.len() && (at == left.len() || left[at] < right[at])
}

/// Adds the nearest name as help if it is similar, and otherwise the first names.
const fn suggest(message: Diagnostic, names: Table, name: &str) -> Diagnostic {
    let mut nearest = "";
    let mut least = name.len() / 3 + 2;
    let mut at = 0;
    while at < names.len() {
        let distance = distance(names[at].0, name);
        if distance < least {
            least = distance;
            nearest = names[at].0;
        }
        at += 1;
    }
    if !nearest.is_empty() {
        return message.help("did you mean ").quote(nearest).then("?");
    }
    let mut message = message.help("its events are ");
    at = 0;
    while at < names.len() {
        if at > 0 {
            message = message.then(", ");
        }
        if at == LISTED {
            return message.then("..");
        }
        message = message.quote(names[at].0);
        at += 1;
    }
    message
}

/// The number of names to list.
const LISTED: usize = 8;

/// Names longer than this are never suggested.
const LONGEST: usize = 64;

/// The Levenshtein distance in bytes.
const fn distance(left: &str, right: &str) -> usize {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() > LONGEST || right.len() > LONGEST {
        return usize::MAX;
    }
    let mut row = [0; LONGEST + 1];
    let mut column = 0;
    while column <= right.len() {
        row[column] = column;
        column += 1;
    }
    let mut line = 0;
    while line < left.len() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        column = 0;
        while column < right.len() {
            let replaced = diagonal + (left[line] != right[column]) as usize;
            diagonal = row[column + 1];
            let mut best = if row[column] < diagonal {
                row[column] + 1
            } else {
                diagonal + 1
            };
            if replaced < best {
                best = replaced;
            }
            row[column + 1] = best;
            column += 1;
        }
        line += 1;
    }
    row[right.len()]
}
