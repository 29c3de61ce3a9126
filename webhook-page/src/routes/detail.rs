//! One delivery of the list.

use std::sync::Arc;
use std::time::SystemTime;

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, Uri, header};
use webhook_core::group::Descriptor;
use webhook_core::observe::{CapturedDelivery, DeliveryRecord};
use webhook_core::testing::explain;

use crate::live::Snapshot;
use crate::page::App;
use crate::routes::fixture::{command, fixture as written, renewed};
use crate::routes::{Asked, gone, saved};
use crate::view::detail::{Known, detail as page};

pub(crate) async fn detail(
    State(app): State<App>,
    Path(number): Path<u64>,
    headers: HeaderMap,
    Asked(frame): Asked,
) -> Response {
    let snapshot = app.live().now();
    let Some(record) = snapshot.find(number) else {
        return gone(&frame);
    };
    let captured = app.dispatcher().captured(record);
    let explanation = explain(app.dispatcher(), record).await;
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let command = captured.as_ref().map(|captured| {
        let scheme = group(&app, record).and_then(Descriptor::scheme);
        let request = renewed(captured.to_request(), scheme);
        let path = request.uri().path();
        let to: Result<Uri, _> = format!("http://{}{path}", host.unwrap_or("localhost")).parse();
        let to = to.map_err(|_| "its address cannot be written".to_owned())?;
        command(scheme, &request, &to)
    });
    let known = Known {
        record,
        snapshot: &snapshot,
        captured: captured.as_deref(),
        explanation: &explanation,
        command,
    };
    page(&frame, &known).into_response()
}

pub(crate) async fn body(
    State(app): State<App>,
    Path(number): Path<u64>,
    Asked(frame): Asked,
) -> Response {
    match captured(&app, &app.live().now(), number) {
        Some((_, captured)) => saved(&format!("delivery-{number}.bin"), captured.body().clone()),
        None => gone(&frame),
    }
}

pub(crate) async fn fixture(
    State(app): State<App>,
    Path(number): Path<u64>,
    Asked(frame): Asked,
) -> Response {
    let Some((record, captured)) = captured(&app, &app.live().now(), number) else {
        return gone(&frame);
    };
    let scheme = group(&app, &record).and_then(Descriptor::scheme);
    let file = written(captured.to_request(), scheme, SystemTime::now());
    saved(&format!("delivery-{number}.http"), file)
}

fn captured(
    app: &App,
    snapshot: &Snapshot,
    number: u64,
) -> Option<(Arc<DeliveryRecord>, Arc<CapturedDelivery>)> {
    let record = snapshot.find(number)?;
    let captured = app.dispatcher().captured(record)?;
    Some((Arc::clone(record), captured))
}

fn group(app: &App, record: &DeliveryRecord) -> Option<&'static Descriptor> {
    let mut groups = app.dispatcher().groups();
    groups.find(|group| group.name() == record.group())
}
