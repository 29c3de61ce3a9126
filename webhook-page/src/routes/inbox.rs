//! What is stored, and what people do with it.

mod act;
mod show;

use axum::Router;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use bytes::Bytes;
use http::StatusCode;
use maud::html;
use webhook_core::group::Descriptor;
use webhook_inbox::{Filter as Stored, State as RowState, Unavailable};

use crate::filter::{Filter, PROBLEMS};
use crate::page::App;
use crate::view::inbox::STATES;
use crate::view::{Frame, Place};

pub(crate) fn routes(router: Router<App>) -> Router<App> {
    router
        .route("/inbox", get(show::list))
        .route(
            "/inbox/replay",
            get(act::ask_replay_all).post(act::replay_all),
        )
        .route("/inbox/{id}", get(show::detail))
        .route("/inbox/{id}/body", get(show::body))
        .route("/inbox/{id}/fixture", get(show::fixture))
        .route("/inbox/{id}/{action}", get(act::ask).post(act::act))
}

/// The rows that a filter names, as the store understands it: all but the text.
fn stored(filter: &Filter, limit: u32) -> Stored {
    let bytes = |text: &str| (!text.is_empty()).then(|| Bytes::copy_from_slice(text.as_bytes()));
    Stored {
        group: bytes(&filter.group),
        event: bytes(&filter.event),
        state: state(&filter.outcome),
        received_since: filter.since(),
        received_until: filter.until(),
        before: filter.before.and_then(|key| i64::try_from(key).ok()),
        limit,
        ..Stored::default()
    }
}

/// The state that a filter names.
fn state(name: &str) -> Option<RowState> {
    // A link from the other list may carry an outcome over.
    let name = if name == PROBLEMS { "dead" } else { name };
    STATES.into_iter().find(|state| state.as_str() == name)
}

/// The declaration of a group of this program.
fn own(app: &App, group: &[u8]) -> Option<&'static Descriptor> {
    let mut groups = app.dispatcher().groups();
    groups.find(|own| own.name().as_bytes() == group)
}

/// The store does not answer.
fn unavailable(frame: &Frame, error: Unavailable) -> Response {
    let main = html! {
        h1 { "The inbox does not answer" }
        p { (crate::text::shown(&error.to_string())) }
    };
    let page = frame.page(Place::Inbox, "The inbox does not answer", &main);
    (StatusCode::SERVICE_UNAVAILABLE, page).into_response()
}
