//! The list, for people and for programs.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::{Html, IntoResponse};

use crate::filter::Filter;
use crate::page::App;
use crate::routes::Asked;
use crate::view;

pub(crate) async fn list(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    Asked(frame): Asked,
) -> Html<String> {
    let filter = Filter::parse(query.unwrap_or_default().as_bytes());
    let groups: Vec<_> = app.dispatcher().groups().collect();
    view::list::list(&frame, app.live(), &filter, &groups)
}

pub(crate) async fn json(State(app): State<App>, RawQuery(query): RawQuery) -> impl IntoResponse {
    let filter = Filter::parse(query.unwrap_or_default().as_bytes());
    Json(view::list::json(&app.live().now(), &filter))
}
