//! What is stored.

use std::sync::Arc;

use axum::response::Html;
use maud::{Markup, html};
use webhook_core::group::Descriptor;
use webhook_core::observe::DeliveryRecord;
use webhook_core::testing::Step;
use webhook_inbox::{Depth, Row, State};

use crate::filter::Filter;
use crate::outcomes::Class;
use crate::text::{ago, elapsed, shown, time_element};
use crate::view::body::body;
use crate::view::detail::{headers, repeat, steps};
use crate::view::list::{common, events_of, select};
use crate::view::{Frame, Place, badge, facts};

/// The states, in the order in which they are chosen.
pub(crate) const STATES: [State; 6] = [
    State::Dead,
    State::Conflict,
    State::Unknown,
    State::Queued,
    State::Running,
    State::Done,
];

/// A page of the list.
pub(crate) struct Listed<'l> {
    pub(crate) filter: &'l Filter,
    pub(crate) groups: &'l [&'static Descriptor],
    pub(crate) rows: &'l [Row],
    /// The key to go on behind.
    pub(crate) older: Option<i64>,
    /// How many rows a text was sought in, if not in all.
    pub(crate) sought: Option<usize>,
    pub(crate) depth: &'l [Depth],
}

pub(crate) fn list(frame: &Frame, listed: &Listed<'_>) -> Html<String> {
    let filter = listed.filter;
    let main = html! {
        h1 { "Inbox" }
        (depth(listed.depth))
        (form(frame, listed))
        @if frame.visitor.may_act() {
            p { a.action href=(frame.to(&format!("/inbox/replay{}", filter.with_before(None).query()))) { "Replay all that match …" } }
        }
        div.scroll role="region" aria-label="List of stored deliveries" tabindex="0" {
            table {
                caption { "The newest first. Times are UTC." }
                thead {
                    tr {
                        th scope="col" aria-sort="descending" { "Received" }
                        th scope="col" { "Group" }
                        th scope="col" { "Event" }
                        th scope="col" { "Id" }
                        th scope="col" { "State" }
                        th.number scope="col" { "Attempts" }
                        th.number scope="col" { "Repetitions" }
                    }
                }
                tbody id="rows" { @for row in listed.rows { (line(frame, row)) } }
            }
        }
        @if listed.rows.is_empty() { p.empty { "Nothing stored matches." } }
        @if let Some(sought) = listed.sought {
            p.note { "The text was sought in " (sought) " deliveries; older ones follow on the next page." }
        }
        nav.pages aria-label="More deliveries" {
            @if filter.before.is_some() {
                a href=(frame.to(&format!("/inbox{}", filter.with_before(None).query()))) { "Newest" }
            }
            @if let Some(older) = listed.older {
                @let before = u64::try_from(older).ok();
                a href=(frame.to(&format!("/inbox{}", filter.with_before(before).query()))) { "Older" }
            }
        }
    };
    frame.page(Place::Inbox, "Inbox", &main)
}

/// How many wait for what, and since when.
fn depth(depth: &[Depth]) -> Markup {
    html! {
        @if depth.is_empty() {
            p.summary { "Nothing waits." }
        } @else {
            ul.depth {
                @for depth in depth {
                    li {
                        (state(depth.state, None)) " "
                        strong { (depth.rows) } " of " (shown(&String::from_utf8_lossy(&depth.group)))
                        @if let Some(oldest) = depth.oldest { ", the oldest is " (ago(oldest)) " old" }
                    }
                }
            }
        }
    }
}

fn form(frame: &Frame, listed: &Listed<'_>) -> Markup {
    let filter = listed.filter;
    let names = listed
        .groups
        .iter()
        .map(|group| (group.name(), group.name().to_owned()));
    let states = STATES
        .iter()
        .map(|state| (state.as_str(), state.as_str().to_owned()));
    html! {
        form.filters method="get" action=(frame.to("/inbox")) role="search" aria-label="Filter" {
            (select("group", "Group", &filter.group, &names.collect::<Vec<_>>()))
            (events_of(&filter.event, listed.groups))
            (select("outcome", "State", &filter.outcome, &states.collect::<Vec<_>>()))
            (common(filter))
            div.buttons {
                button type="submit" { "Filter" }
                @if filter.is_set() { a href=(frame.to("/inbox")) { "Show all" } }
            }
        }
    }
}

fn line(frame: &Frame, row: &Row) -> Markup {
    html! {
        tr {
            th.nowrap scope="row" { a href=(frame.to(&format!("/inbox/{}", row.id))) { (time_element(row.received_at)) } }
            td.name { (text(&row.group)) }
            td.name { @if row.event.is_empty() { em { "unknown" } } @else { (text(&row.event)) } }
            td.id { @if let Some(id) = row.sender_id() { (shown(&id)) } }
            td {
                (state(row.state, row.class.as_deref()))
                @if let Some(error) = &row.last_error { span.cause { (shown(error)) } }
            }
            td.number { (row.attempts) @if row.crashes > 0 { " (" (row.crashes) " crashed)" } }
            td.number { (row.duplicates) }
        }
    }
}

fn text(bytes: &[u8]) -> Markup {
    shown(&String::from_utf8_lossy(bytes))
}

/// A state in words, in a shape, and in a colour.
fn state(state: State, class: Option<&str>) -> Markup {
    let (style, shape) = match state {
        State::Done => ("good", "\u{2713}"),
        State::Dead => ("failed", "\u{25b2}"),
        State::Conflict => ("refused", "\u{2715}"),
        _ => ("open", "\u{25cb}"),
    };
    html! {
        span class={ "badge " (style) } {
            span.shape aria-hidden="true" { (shape) }
            (state.as_str()) @if let Some(class) = class { ": " (shown(&class.replace('_', " "))) }
        }
    }
}

/// What is known of a stored delivery.
pub(crate) struct Stored<'s> {
    pub(crate) row: &'s Row,
    /// Names, and the values that may be shown; `None` if the head cannot be read.
    pub(crate) headers: Option<Vec<(String, Option<String>)>>,
    pub(crate) media_type: String,
    pub(crate) recognition: Option<Vec<Step>>,
    pub(crate) command: Option<Result<String, String>>,
    /// The runs that this process saw, oldest first.
    pub(crate) runs: Vec<Arc<DeliveryRecord>>,
    /// Whether the program has its group.
    pub(crate) is_own: bool,
}

pub(crate) fn detail(frame: &Frame, stored: &Stored<'_>) -> Html<String> {
    let row = stored.row;
    let event = String::from_utf8_lossy(&row.event);
    let event = if event.is_empty() {
        "Unknown event".into()
    } else {
        event
    };
    let title = format!("{event} of {}", String::from_utf8_lossy(&row.group));
    let to = |what: &str| frame.to(&format!("/inbox/{}{what}", row.id));
    let main = html! {
        p { a href=(frame.to("/inbox")) { "The whole inbox" } }
        h1 { (shown(&title)) }
        (facts(about(row)))
        @if frame.visitor.may_act() {
            ul.actions aria-label="What can be done" {
                @if stored.is_own { li { a.action href=(to("/replay")) { "Replay …" } } }
                @if matches!(row.state, State::Queued | State::Running) { li { a.action href=(to("/dead")) { "Mark as dead …" } } }
                li { a.action href=(to("/erase")) { "Erase what it contains …" } }
            }
        }
        section aria-labelledby="h-timeline" { h2 id="h-timeline" { "Timeline" } (timeline(frame, stored)) }
        section aria-labelledby="h-verification" {
            h2 id="h-verification" { "Verification" }
            @match &row.key_id {
                Some(key) => { p { "It was verified before it was stored. The secret " code { (text(key)) } " made the signature. The signature itself is not stored." } }
                None => { p { "No secret signed it: its group is unsigned, or it was erased." } }
            }
        }
        section aria-labelledby="h-recognition" {
            h2 id="h-recognition" { "Recognition" }
            @match &stored.recognition {
                Some(found) => { (steps(found)) }
                None => { p { "This program does not have its group, or the body was removed." } }
            }
        }
        section aria-labelledby="h-headers" {
            h2 id="h-headers" { "Head" }
            p { code { (text(&row.method)) " " (shown(path(&row.uri))) } }
            @match &stored.headers {
                Some(all) if all.is_empty() => { p { "No header was stored." } }
                Some(all) => { (headers(all.iter().cloned())) }
                None => { p { "The stored head cannot be read." } }
            }
        }
        section aria-labelledby="h-body" {
            h2 id="h-body" { "Body" }
            @match &row.body {
                Some(bytes) => { (body(bytes, &stored.media_type, &to("/body"))) }
                None => { p { "The body was removed." } }
            }
        }
        @if row.body.is_some() { (repeat(stored.command.as_ref(), &to("/fixture"))) }
    };
    frame.page(Place::Elsewhere, &title, &main)
}

/// The address without its query, which may hold what a rule reads.
fn path(uri: &[u8]) -> &str {
    let uri = std::str::from_utf8(uri).unwrap_or_default();
    uri.split('?').next().unwrap_or_default()
}

fn about(row: &Row) -> Vec<(&'static str, Option<Markup>)> {
    let count = |count: u64| (count > 0).then(|| html! { (count) });
    let state = html! {
        (state(row.state, row.class.as_deref()))
        @if let Some(error) = &row.last_error { " " span.cause { (shown(error)) } }
    };
    vec![
        ("State", Some(state)),
        ("Received", Some(time_element(row.received_at))),
        ("Number", Some(html! { (row.id) })),
        ("Id", row.sender_id().map(|id| shown(&id))),
        ("Owner", (!row.owner.is_empty()).then(|| text(&row.owner))),
        ("Attempts", Some(html! { (row.attempts) })),
        ("Crashes", count(row.crashes.into())),
        ("Repetitions", count(row.duplicates)),
        ("Revived", count(row.revived.into())),
        ("Replays", count(row.replays.into())),
        (
            "Conflict",
            row.is_conflict
                .then(|| html! { "another delivery had this id first" }),
        ),
        (
            "Item",
            (row.item_count > 1)
                .then(|| html! { (row.item_index.saturating_add(1)) " of " (row.item_count) }),
        ),
        (
            "Trace",
            row.trace
                .as_ref()
                .map(|trace| html! { code { (text(trace)) } }),
        ),
    ]
}

/// What the store knows of its life.
fn timeline(frame: &Frame, stored: &Stored<'_>) -> Markup {
    let row = stored.row;
    let seen = u32::try_from(stored.runs.len()).unwrap_or(u32::MAX);
    html! {
        ol.timeline {
            li { (time_element(row.received_at)) " arrived, was verified and stored" }
            @if let Some(original) = row.replay_of {
                li { "runs again what " a href=(frame.to(&format!("/inbox/{original}"))) { "number " (original) } " brought" }
            }
            @if row.duplicates > 0 { li { "came again " (row.duplicates) " times; it was not stored again" } }
            @if row.revived > 0 { li { "a repetition brought it back from the dead " (row.revived) " times" } }
            @if row.replays > 0 { li { "a person asked for another run " (row.replays) " times" } }
            @for run in &stored.runs {
                li {
                    (time_element(run.ended_at())) " ran "
                    (badge(Class::of(run.outcome()), run.outcome().as_str())) " "
                    a href=(frame.to(&format!("/delivery/{}", run.number()))) { "in " (elapsed(run.elapsed())) }
                    @if let Some(cause) = run.cause() { span.cause { (shown(cause)) } }
                }
            }
            @if let Some(unseen @ 1..) = row.attempts.checked_sub(seen) {
                li { "attempts that this process did not make, or does not remember: " (unseen) }
            }
            @if row.crashes > 0 { li { "the process died " (row.crashes) " times while it ran" } }
            li aria-current="step" {
                @match row.done_at {
                    Some(at) => { (time_element(at)) " " }
                    None => { "now " }
                }
                (state(row.state, row.class.as_deref()))
            }
        }
    }
}

/// Asks once before something is done.
pub(crate) struct Question<'q> {
    pub(crate) title: &'q str,
    pub(crate) text: Markup,
    pub(crate) button: &'q str,
    pub(crate) action: String,
    pub(crate) back: String,
    pub(crate) token: String,
    pub(crate) fields: Vec<(&'static str, String)>,
}

pub(crate) fn question(frame: &Frame, question: &Question<'_>) -> Html<String> {
    let main = html! {
        h1 { (question.title) }
        (question.text)
        form.question method="post" action=(question.action) {
            input type="hidden" name="token" value=(question.token);
            @for (name, value) in &question.fields { input type="hidden" name=(name) value=(value); }
            button type="submit" { (question.button) }
            a href=(question.back) { "Do nothing" }
        }
    };
    frame.page(Place::Elsewhere, question.title, &main)
}

/// Says what happened.
pub(crate) fn answer(frame: &Frame, title: &str, text: &Markup, back: &str) -> Html<String> {
    let main = html! {
        h1 { (title) }
        p.result role="status" { (text) }
        p { a href=(back) { "Go on" } }
    };
    frame.page(Place::Elsewhere, title, &main)
}
