//! Serves StateSet with axum in three styles: a router, a service, and an extractor; and says whether it is ready.
//!
//! `STATESET_WEBHOOK_SECRET=s3cret cargo run -p webhook-examples --features axum --example axum`

use std::error::Error;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use tokio::net::TcpListener;
use webhook_core::adapter::axum::Event;
use webhook_core::{Dispatcher, Health, Secret};
use webhook_examples::stateset::StateSet;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let dispatcher = Dispatcher::builder()
        .group::<StateSet>(Secret::from_env("STATESET_WEBHOOK_SECRET")?)
        .build()?;
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, router(dispatcher)).await?;
    Ok(())
}

pub(crate) fn router(dispatcher: Dispatcher) -> Router {
    Router::new()
        // Every path that a group declares, below a prefix of yours.
        .nest("/hooks", dispatcher.clone().into_router())
        // One path of yours, in front of all groups or of one.
        .route_service("/stateset", dispatcher.clone())
        // The event itself: no handler of the library is called.
        .route("/matched", post(matched))
        .route("/readyz", get(ready))
        .with_state(dispatcher)
}

async fn matched(Event(event): Event<StateSet>) -> StatusCode {
    match event {
        StateSet::OrderCreated(order) if order.id.is_empty() => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    }
}

/// Keep this route to yourself: it names groups and times.
async fn ready(State(dispatcher): State<Dispatcher>) -> (StatusCode, Json<Health>) {
    let health = dispatcher.health();
    let status = if health.is_configured() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(health))
}
