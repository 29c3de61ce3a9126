//! A body: pretty, as it came, and as bytes.

use maud::{Markup, html};

use crate::pretty;
use crate::text::{shown, size};

/// The bytes that are shown as text, and as digits. The whole can be saved.
const TEXT: usize = 64 << 10;
const DIGITS: usize = 4 << 10;

/// The three views of a body, and where to save it.
pub(crate) fn body(bytes: &[u8], media_type: &str, save: &str) -> Markup {
    if bytes.is_empty() {
        return html! { p { "The body is empty." } };
    }
    let pretty = pretty::json(bytes);
    let form = media_type.starts_with("application/x-www-form-urlencoded");
    let (raw, is_text) = text_of(bytes);
    let cut = |most: usize| {
        html! {
            @if bytes.len() > most {
                p.note { "The first " (size(most)) " of " (size(bytes.len())) ". " a href=(save) download { "Save the whole body" } }
            }
        }
    };
    html! {
        @if let Some(pretty) = &pretty {
            details open { summary { "Pretty" } (block("Body, pretty", pretty)) }
        } @else if form {
            details open { summary { "Pretty" } (pairs(bytes)) }
        }
        details open[pretty.is_none() && !form] {
            summary { "Raw" }
            @if !is_text { p.note { "It is not UTF-8: bytes that are no text are shown as \u{fffd}." } }
            (block("Body, as it came", &raw))
            (cut(TEXT))
        }
        details {
            summary { "Hex" }
            (block("Body, as bytes", &pretty::hex(bytes.get(..DIGITS).unwrap_or(bytes))))
            (cut(DIGITS))
        }
        p { (size(bytes.len())) ". " a href=(save) download { "Save the body" } }
    }
}

/// A text that scrolls by itself, also with the keyboard.
pub(crate) fn block(label: &str, text: &str) -> Markup {
    html! { pre.block tabindex="0" role="region" aria-label=(label) { (shown(text)) } }
}

/// The beginning of a body as text, and whether all of that is text.
fn text_of(bytes: &[u8]) -> (String, bool) {
    let start = bytes.get(..TEXT).unwrap_or(bytes);
    match std::str::from_utf8(start) {
        Ok(text) => (text.to_owned(), true),
        // Cut inside of a character.
        Err(error) if start.len() < bytes.len() && error.error_len().is_none() => {
            let text = start.get(..error.valid_up_to()).unwrap_or_default();
            (String::from_utf8_lossy(text).into_owned(), true)
        }
        Err(_) => (String::from_utf8_lossy(start).into_owned(), false),
    }
}

/// The fields of a form. Deliveries have few; more are in the raw body.
fn pairs(bytes: &[u8]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Fields of the form" {
            table {
                thead { tr { th scope="col" { "Field" } th scope="col" { "Value" } } }
                tbody {
                    @for (name, value) in form_urlencoded::parse(bytes).take(200) {
                        tr {
                            th scope="row" { (shown(&name)) }
                            td { (shown(&value.chars().take(TEXT).collect::<String>())) }
                        }
                    }
                }
            }
        }
    }
}
