//! One delivery.

use axum::response::Html;
use http::header::CONTENT_TYPE;
use maud::{Markup, html};
use webhook_core::observe::{CapturedDelivery, DeliveryRecord, RecordKind};
use webhook_core::testing::{Explanation, Mark, Step};

use crate::live::{Snapshot, time_of};
use crate::outcomes::Class;
use crate::text::{elapsed, shown, size, time_element};
use crate::view::body::{block, body};
use crate::view::{Frame, Place, badge, facts};

/// What is known of one delivery.
pub(crate) struct Known<'k> {
    pub(crate) record: &'k DeliveryRecord,
    pub(crate) snapshot: &'k Snapshot,
    pub(crate) captured: Option<&'k CapturedDelivery>,
    pub(crate) explanation: &'k Explanation,
    /// A command that repeats it, or why there is none.
    pub(crate) command: Option<Result<String, String>>,
}

pub(crate) fn detail(frame: &Frame, known: &Known<'_>) -> Html<String> {
    let record = known.record;
    let title = format!(
        "{} of {}",
        record.event().unwrap_or("Delivery"),
        record.group()
    );
    let main = html! {
        p { a href=(frame.to("/")) { "All deliveries" } }
        h1 { (title) }
        (facts(about(record)))
        (items(record))
        section aria-labelledby="h-timeline" {
            h2 id="h-timeline" { "Timeline" }
            (timeline(frame, known))
        }
        @if let Some(captured) = known.captured {
            (captured_parts(frame, known, captured))
        } @else {
            section aria-labelledby="h-captured" {
                h2 id="h-captured" { "Head and body" }
                p { (not_captured(record)) }
            }
        }
    };
    frame.page(Place::Elsewhere, &title, &main)
}

fn not_captured(record: &DeliveryRecord) -> Markup {
    html! {
        @if record.kind() == RecordKind::Run {
            "A run of a stored delivery has no request of its own. The inbox has what is stored."
        } @else {
            "They were not captured, or are not kept any more. In a development build, give the dispatcher "
            code { ".capture(Capture::last(200, 16 << 20))" }
            ". A request that was refused before its body was read has nothing to capture."
        }
    }
}

fn about(record: &DeliveryRecord) -> Vec<(&'static str, Option<Markup>)> {
    let text = |text: Option<&str>| text.map(shown);
    let outcome = html! {
        (badge(Class::of(record.outcome()), record.outcome().as_str()))
        @if let Some(cause) = record.cause() { " " span.cause { (shown(cause)) } }
    };
    let is_run = record.kind() == RecordKind::Run;
    vec![
        ("Outcome", Some(outcome)),
        ("Received", Some(time_element(record.received_at()))),
        ("Id", text(record.id())),
        ("Reply", (!is_run).then(|| html! { (record.status()) })),
        ("Kind", is_run.then(|| html! { "run of a stored delivery" })),
        ("Duration", Some(html! { (elapsed(record.elapsed())) })),
        (
            "Handler",
            record.handler().map(|handler| html! { code { (handler) } }),
        ),
        (
            "Payload type",
            // Of a refused one, the outcome says it.
            record
                .payload_type()
                .filter(|_| record.event().is_some())
                .map(|name| html! { code { (name) } }),
        ),
        (
            "Key that matched",
            record.key_id().map(|key| shown(key.as_str())),
        ),
        ("Body", Some(html! { (size(record.body_bytes())) })),
    ]
}

/// The items of a delivery of many events.
fn items(record: &DeliveryRecord) -> Markup {
    html! {
        @if !record.items().is_empty() {
            section aria-labelledby="h-items" {
                h2 id="h-items" { "Items" }
                div.scroll tabindex="0" role="region" aria-labelledby="h-items" {
                    table {
                        thead { tr { th scope="col" { "Item" } th scope="col" { "Event" } th scope="col" { "Id" } th scope="col" { "Outcome" } } }
                        tbody {
                            @for (index, item) in record.items().iter().enumerate().take(200) {
                                tr {
                                    th scope="row" { (index + 1) }
                                    td { (item.event().unwrap_or("")) }
                                    td.id { @if let Some(id) = item.id() { (shown(id)) } }
                                    td {
                                        (badge(Class::of(item.outcome()), item.outcome().as_str()))
                                        @if let Some(cause) = item.cause() { span.cause { (shown(cause)) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What this process saw of the same delivery.
fn timeline(frame: &Frame, known: &Known<'_>) -> Markup {
    html! {
        ol.timeline {
            @for other in known.snapshot.of_same(known.record) {
                li aria-current=[(other.number() == known.record.number()).then_some("step")] {
                    (time_element(time_of(other))) " "
                    @match other.kind() { RecordKind::Run => { "run " } _ => { "arrived " } }
                    (badge(Class::of(other.outcome()), other.outcome().as_str())) " "
                    @if other.number() != known.record.number() {
                        a href=(frame.to(&format!("/delivery/{}", other.number()))) { "number " (other.number()) }
                    } @else { "this one" }
                    @if let Some(cause) = other.cause() { span.cause { (shown(cause)) } }
                }
            }
        }
    }
}

fn captured_parts(frame: &Frame, known: &Known<'_>, captured: &CapturedDelivery) -> Markup {
    let number = known.record.number();
    let to = |what: &str| frame.to(&format!("/delivery/{number}/{what}"));
    let media_type = captured.headers().find(|(name, _)| **name == CONTENT_TYPE);
    let media_type = media_type.and_then(|(_, value)| value?.to_str().ok());
    html! {
        section aria-labelledby="h-verification" {
            h2 id="h-verification" { "Verification" }
            (steps(known.explanation.verification()))
        }
        section aria-labelledby="h-recognition" {
            h2 id="h-recognition" { "Recognition" }
            @if known.explanation.recognition().is_empty() {
                p { "It does not verify, so nothing in it was read." }
            }
            (steps(known.explanation.recognition()))
        }
        section aria-labelledby="h-headers" {
            h2 id="h-headers" { "Head" }
            p { code { (captured.method().as_str()) " " (shown(&captured.target())) } }
            (headers(captured.headers().map(|(name, value)| {
                (name.as_str().to_owned(), value.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()))
            })))
        }
        section aria-labelledby="h-body" {
            h2 id="h-body" { "Body" }
            (body(captured.body(), media_type.unwrap_or_default(), &to("body")))
        }
        (repeat(known.command.as_ref(), &to("fixture")))
    }
}

/// How to send a delivery again.
pub(crate) fn repeat(command: Option<&Result<String, String>>, fixture: &str) -> Markup {
    html! {
        section aria-labelledby="h-repeat" {
            h2 id="h-repeat" { "Repeat" }
            @match command {
                Some(Ok(command)) => {
                    p {
                        "Sends it once more, signed with the secret in " code { "$SECRET" } ", so that also a forged delivery verifies. Masked headers are left out."
                    }
                    (block("Command that repeats it", command))
                }
                Some(Err(why)) => { p { "A shell cannot repeat it: " (shown(why)) ". Save the fixture, and use " code { "webhook replay" } "." } }
                None => {}
            }
            p { a href=(fixture) download { "Save as fixture" } ", signed with a test key, for " code { "webhook replay" } " and " code { "webhook verify" } "." }
        }
    }
}

/// Names and values; a value that is not shown is masked.
pub(crate) fn headers(headers: impl Iterator<Item = (String, Option<String>)>) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Headers" {
            table.headers {
                thead { tr { th scope="col" { "Header" } th scope="col" { "Value" } } }
                tbody {
                    @for (name, value) in headers {
                        tr {
                            th scope="row" { (shown(&name)) }
                            td {
                                @match value {
                                    Some(value) => { (shown(&value)) }
                                    None => { span.masked title="not on the list of headers to show" { "masked" } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Steps, each with how it ended.
pub(crate) fn steps(steps: &[Step]) -> Markup {
    html! {
        ul.steps {
            @for step in steps {
                @let (class, shape, words) = match step.mark() {
                    Mark::Held => ("good", "\u{2713}", "yes: "),
                    Mark::Failed => ("refused", "\u{2715}", "no: "),
                    Mark::Other => ("open", "\u{25cb}", "tried: "),
                    _ => ("remark", "\u{2022}", ""),
                };
                li class=(class) {
                    span.shape aria-hidden="true" { (shape) }
                    span { span.visually-hidden { (words) } (with_code(&step.to_string())) }
                }
            }
        }
    }
}

/// A text whose parts between backticks are code.
fn with_code(text: &str) -> Markup {
    html! {
        @for (place, part) in text.split('`').enumerate() {
            @if place % 2 == 1 { code { (shown(part)) } } @else { (shown(part)) }
        }
    }
}
