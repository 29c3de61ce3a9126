//! The list of deliveries.

use std::sync::Arc;
use std::time::SystemTime;

use axum::response::Html;
use maud::{Markup, html};
use webhook_core::group::Descriptor;
use webhook_core::observe::{DeliveryRecord, RecordKind};
use webhook_core::outcome::OutcomeKind;

use crate::filter::{Filter, PROBLEMS};
use crate::live::{Live, Snapshot, time_of};
use crate::outcomes::Class;
use crate::text::{ago, elapsed, shown, time_element};
use crate::view::{Frame, Place, badge, plots};

/// The rows of one page.
pub(crate) const ROWS: usize = 100;

/// The records that a filter shows: the newest first, at most a page, and whether there are more.
pub(crate) fn page_of(
    snapshot: &Snapshot,
    filter: &Filter,
) -> (Vec<(u64, Arc<DeliveryRecord>)>, bool) {
    let newest = snapshot.records.iter().rev();
    let newest =
        newest.filter(|(position, _)| filter.before.is_none_or(|before| *position < before));
    let mut shown = newest.filter(|(_, record)| filter.shows(record));
    let rows: Vec<_> = shown.by_ref().take(ROWS).cloned().collect();
    (rows, shown.next().is_some())
}

/// The whole page.
pub(crate) fn list(
    frame: &Frame,
    live: &Live,
    filter: &Filter,
    groups: &[&'static Descriptor],
) -> Html<String> {
    let snapshot = live.now();
    let (rows, more) = page_of(&snapshot, filter);
    let position = snapshot.records.last().map_or(0, |(position, _)| *position);
    let older = rows.last().filter(|_| more).map(|(position, _)| *position);
    let is_live = filter.before.is_none();
    let stream = frame.to(&format!("/stream{}", filter.query()));
    let main = html! {
        h1 { "Deliveries" }
        (summary(&snapshot))
        div.plots id="plots" { (plots::both(&live.minutes())) }
        (form(frame, filter, groups))
        @if is_live {
            // Shown by the script, because nothing is live without it.
            div.live id="live" hidden data-stream=(stream) data-after=(position) {
                button type="button" id="pause" aria-pressed="false" { "Pause" }
                span.state id="state" { "Live" }
            }
            p.visually-hidden id="news" role="status" {}
        }
        div.scroll role="region" aria-label="List of deliveries" tabindex="0" {
            table {
                caption {
                    @if filter.is_set() { "Deliveries that match, the newest first" } @else { "The newest first" }
                    ". Times are UTC."
                }
                thead {
                    tr {
                        th scope="col" aria-sort="descending" { "Time" }
                        th scope="col" { "Outcome" }
                        th scope="col" { "Group" }
                        th scope="col" { "Event" }
                        th scope="col" { "Id" }
                        th scope="col" { "Status" }
                        th.number scope="col" { "Duration" }
                        th.number scope="col" { "Attempts" }
                    }
                }
                tbody id="rows" {
                    @for (_, record) in &rows { (row(frame, &snapshot, record)) }
                }
            }
        }
        @if rows.is_empty() { (empty(filter)) }
        nav.pages aria-label="More deliveries" {
            @if filter.before.is_some() {
                a href=(frame.to(&format!("/{}", filter.with_before(None).query()))) { "Newest" }
            }
            @if let Some(older) = older {
                a href=(frame.to(&format!("/{}", filter.with_before(Some(older)).query()))) { "Older" }
            }
            a href=(frame.to(&format!("/deliveries.json{}", filter.query()))) { "As JSON" }
        }
    };
    frame.page(Place::Live, "Deliveries", &main)
}

/// How many there are, and how old the oldest failure is.
pub(crate) fn summary(snapshot: &Snapshot) -> Markup {
    html! {
        p.summary id="summary" {
            strong { (snapshot.total) } " since the start. "
            @match snapshot.oldest_failed {
                Some(at) => { "The oldest that failed, and did not succeed later, is " strong { (ago(at)) } " old." }
                None => { "None failed that did not succeed later." }
            }
        }
    }
}

fn empty(filter: &Filter) -> Markup {
    html! {
        p.empty id="empty" {
            @if filter.is_set() || filter.before.is_some() {
                "No delivery matches."
            } @else {
                "Nothing has arrived yet. If deliveries are handled and this stays empty, give the dispatcher a clone: "
                code { ".observer(page.clone())" } "."
            }
        }
    }
}

/// One delivery.
pub(crate) fn row(frame: &Frame, snapshot: &Snapshot, record: &DeliveryRecord) -> Markup {
    let class = Class::of(record.outcome());
    let link = frame.to(&format!("/delivery/{}", record.number()));
    html! {
        tr id={ "d" (record.number()) } {
            th.nowrap scope="row" { a href=(link) { (time_element(time_of(record))) } }
            td {
                (badge(class, record.outcome().as_str()))
                @if let Some(cause) = record.cause() { span.cause { (shown(cause)) } }
            }
            td.name { (record.group()) }
            td.name { (events(record)) }
            td.id { @if let Some(id) = record.id() { (shown(id)) } }
            td.nowrap {
                @match record.kind() {
                    RecordKind::Run => { "run" }
                    _ => { (record.status()) }
                }
            }
            td.number { (elapsed(record.elapsed())) }
            td.number { @if let Some(tries) = snapshot.tries(record) { (tries) } }
        }
    }
}

fn events(record: &DeliveryRecord) -> Markup {
    html! {
        @match (record.event(), record.items()) {
            (Some(event), _) => { (event) }
            (None, []) => {}
            (None, [only]) => { (only.event().unwrap_or("unknown")) }
            (None, items) => { (items.len()) " items" }
        }
    }
}

/// The form of the filters.
fn form(frame: &Frame, filter: &Filter, groups: &[&'static Descriptor]) -> Markup {
    let names = groups
        .iter()
        .map(|group| (group.name(), group.name().to_owned()));
    let outcomes: Vec<(&'static str, String)> = [(PROBLEMS, "any problem".to_owned())]
        .into_iter()
        .chain(
            OutcomeKind::ALL
                .iter()
                .map(|kind| (kind.as_str(), kind.as_str().replace('_', " "))),
        )
        .collect();
    html! {
        form.filters method="get" action=(frame.to("/")) role="search" aria-label="Filter" {
            (select("group", "Group", &filter.group, &names.collect::<Vec<_>>()))
            (events_of(&filter.event, groups))
            (select("outcome", "Outcome", &filter.outcome, &outcomes))
            (common(filter))
            div.buttons {
                button type="submit" { "Filter" }
                @if filter.is_set() { a href=(frame.to("/")) { "Show all" } }
            }
        }
    }
}

/// The filters that both lists have.
pub(crate) fn common(filter: &Filter) -> Markup {
    html! {
        label { "Text" input type="search" name="text" value=(filter.text) maxlength="200" autocomplete="off"; }
        label { "Since (UTC)" input type="datetime-local" name="since" value=(filter.since); }
        label { "Until (UTC)" input type="datetime-local" name="until" value=(filter.until); }
    }
}

/// A field for the event, with those that are declared to choose from.
pub(crate) fn events_of(chosen: &str, groups: &[&'static Descriptor]) -> Markup {
    let events = groups.iter().flat_map(|group| group.events());
    let mut names: Vec<&str> = events
        .map(webhook_core::group::EventDescriptor::name)
        .collect();
    names.sort_unstable();
    names.dedup();
    html! {
        label {
            "Event"
            input name="event" list="events" value=(chosen) maxlength="200" autocomplete="off";
        }
        datalist id="events" { @for name in names { option value=(name) {} } }
    }
}

/// A field with choices. A chosen value that is none of them stays.
pub(crate) fn select(
    name: &str,
    label: &str,
    chosen: &str,
    choices: &[(&'static str, String)],
) -> Markup {
    let is_known = chosen.is_empty() || choices.iter().any(|(value, _)| *value == chosen);
    html! {
        label {
            (label)
            select name=(name) {
                option value="" { "any" }
                @for (value, words) in choices {
                    option value=(value) selected[*value == chosen] { (words) }
                }
                @if !is_known { option value=(chosen) selected { (chosen) } }
            }
        }
    }
}

/// A page of the list for programs.
pub(crate) fn json(snapshot: &Snapshot, filter: &Filter) -> serde_json::Value {
    let (rows, more) = page_of(snapshot, filter);
    let before = rows.last().filter(|_| more).map(|(position, _)| *position);
    let rows = rows.iter().map(|(_, record)| {
        let at: SystemTime = record.received_at();
        let mut row = serde_json::to_value(&**record).unwrap_or_default();
        if let Some(row) = row.as_object_mut() {
            row.insert("number".to_owned(), record.number().into());
            row.insert("received_at".to_owned(), crate::text::time(at).into());
        }
        row
    });
    serde_json::json!({
        "total": snapshot.total,
        "deliveries": rows.collect::<Vec<_>>(),
        "before": before,
    })
}
