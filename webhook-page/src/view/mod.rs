//! What the page looks like.

pub(crate) mod body;
pub(crate) mod detail;
#[cfg(feature = "inbox")]
pub(crate) mod inbox;
pub(crate) mod list;
pub(crate) mod plots;

use axum::response::Html;
use maud::{DOCTYPE, Markup, html};

use crate::access::Visitor;
use crate::guard::Base;
use crate::outcomes::Class;

/// What every page needs: where it is, and who looks.
pub(crate) struct Frame {
    pub(crate) base: Base,
    pub(crate) visitor: Visitor,
    pub(crate) has_inbox: bool,
}

/// The entries of the navigation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Live,
    Inbox,
    Elsewhere,
}

impl Frame {
    /// An address of the page.
    pub(crate) fn to(&self, path: &str) -> String {
        let base = &*self.base.0;
        // A router that is nested at `/a` answers `/a`, and not `/a/`.
        match path.strip_prefix('/') {
            Some(rest) if !base.is_empty() && (rest.is_empty() || rest.starts_with('?')) => {
                format!("{base}{rest}")
            }
            _ => format!("{base}{path}"),
        }
    }

    /// A whole page.
    pub(crate) fn page(&self, place: Place, title: &str, main: &Markup) -> Html<String> {
        let current = |here: Place| (here == place).then_some("page");
        document(
            &self.base.0,
            title,
            &html! {
                header {
                    a.skip href="#main" { "Skip to the content" }
                    nav aria-label="Pages" {
                        a href=(self.to("/")) aria-current=[current(Place::Live)] { "Deliveries" }
                        @if self.has_inbox {
                            a href=(self.to("/inbox")) aria-current=[current(Place::Inbox)] { "Inbox" }
                        }
                    }
                    p.who { "Seen by " (crate::text::shown(self.visitor.name())) }
                }
                main id="main" tabindex="-1" { (main) }
            },
        )
    }
}

/// A request that is refused.
pub(crate) fn refused(text: &str, again: Option<&str>) -> Html<String> {
    // It has no style: it does not know where the style is.
    let title = "Not for you";
    Html(
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title) }
                }
                body {
                    main {
                        h1 { (title) }
                        p { (text) }
                        @if let Some(again) = again { p { a href=(again) { "Open the page" } } }
                    }
                }
            }
        }
        .into_string(),
    )
}

fn document(base: &str, title: &str, body: &Markup) -> Html<String> {
    Html(
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (crate::text::plain(title)) }
                    link rel="icon" href={ (base) "/page/icon.svg" } type="image/svg+xml";
                    link rel="stylesheet" href={ (base) "/page/page.css" };
                    script src={ (base) "/page/page.js" } defer {}
                }
                body { (body) }
            }
        }
        .into_string(),
    )
}

/// An outcome in words, in a shape, and in a colour.
pub(crate) fn badge(class: Class, words: &str) -> Markup {
    html! {
        span class={ "badge " (class.style()) } {
            span.shape aria-hidden="true" { (class.shape()) }
            (words.replace('_', " "))
        }
    }
}

/// Facts as a list of names and values. Those without a value are left out.
pub(crate) fn facts(facts: Vec<(&'static str, Option<Markup>)>) -> Markup {
    html! {
        dl.facts {
            @for (name, value) in facts {
                @if let Some(value) = value { div { dt { (name) } dd { (value) } } }
            }
        }
    }
}
