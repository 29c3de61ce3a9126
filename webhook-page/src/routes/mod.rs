//! The routes of the page.

mod assets;
mod detail;
mod fixture;
#[cfg(feature = "inbox")]
mod inbox;
mod list;
mod stream;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use maud::html;

use crate::access::Visitor;
use crate::guard::{Base, guard};
use crate::page::App;
use crate::view::{Frame, Place};

pub(crate) fn router<S: Clone + Send + Sync + 'static>(app: App) -> Router<S> {
    let router = Router::new()
        .route("/", get(list::list))
        .route("/deliveries.json", get(list::json))
        .route("/stream", get(stream::stream))
        .route("/delivery/{number}", get(detail::detail))
        .route("/delivery/{number}/body", get(detail::body))
        .route("/delivery/{number}/fixture", get(detail::fixture))
        .route("/page/page.css", get(assets::style))
        .route("/page/page.js", get(assets::script))
        .route("/page/icon.svg", get(assets::icon));
    #[cfg(feature = "inbox")]
    let router = if app.has_inbox() {
        inbox::routes(router)
    } else {
        router
    };
    let guard = from_fn_with_state(app.clone(), guard);
    router.route_layer(guard).with_state(app)
}

/// What a page needs to know of its request.
pub(crate) struct Asked(pub(crate) Frame);

impl FromRequestParts<App> for Asked {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let base = parts.extensions.get::<Base>().cloned();
        let visitor = parts.extensions.get::<Visitor>().cloned();
        let (Some(base), Some(visitor)) = (base, visitor) else {
            // The guard runs before every route.
            return Err(StatusCode::INTERNAL_SERVER_ERROR.into_response());
        };
        Ok(Self(Frame {
            base,
            visitor,
            has_inbox: app.has_inbox(),
        }))
    }
}

/// There is nothing under this number any more.
pub(crate) fn gone(frame: &Frame) -> Response {
    let main = html! {
        h1 { "Not kept" }
        p { "This delivery is not kept any more, or never was. " a href=(frame.to("/")) { "All deliveries" } }
    };
    let page = frame.page(Place::Elsewhere, "Not kept", &main);
    (StatusCode::NOT_FOUND, page).into_response()
}

/// Bytes of a delivery, to be saved and never opened.
pub(crate) fn saved(name: &str, bytes: impl Into<axum::body::Body>) -> Response {
    let mut response = Response::new(bytes.into());
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("application/octet-stream");
    headers.insert(header::CONTENT_TYPE, kind);
    let disposition = format!("attachment; filename=\"{name}\"");
    if let Ok(value) = disposition.parse() {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
