//! Serves StateSet with axum in three ways: a router, a service, and an extractor. Has a readiness route.
//!
//! `STATESET_WEBHOOK_SECRET=s3cret cargo run -p webhook-examples --features axum --example axum`

use std::error::Error;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use tokio::net::TcpListener;
use webhook_core::adapter::axum::Event;
use webhook_core::dispatcher::Health;
use webhook_core::observe::PrintDeliveries;
use webhook_core::{Dispatcher, Secret};
use webhook_examples::stateset::StateSet;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let dispatcher = Dispatcher::builder()
        .group::<StateSet>(Secret::from_env("STATESET_WEBHOOK_SECRET")?)
        .observer(PrintDeliveries::to_stderr())
        .build()?;
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, router(dispatcher)).await?;
    Ok(())
}

pub(crate) fn router(dispatcher: Dispatcher) -> Router {
    Router::new()
        // Every path that a group declares, below your own prefix.
        .nest("/hooks", dispatcher.clone().into_router())
        // A path of your own.
        .route_service("/stateset", dispatcher.clone())
        // Only the verified event: no `#[on_event]` handler is called.
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

/// Keep this route private: it shows groups and times.
async fn ready(State(dispatcher): State<Dispatcher>) -> (StatusCode, Json<Health>) {
    let health = dispatcher.health();
    let status = if health.is_ready() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(health))
}
