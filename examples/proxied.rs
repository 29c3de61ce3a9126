//! Serves Square, which signs the URL, behind a reverse proxy on this machine that passes on which URL was called.
//!
//! `SQUARE_WEBHOOK_SECRET=s3cret cargo run -p webhook-examples --features axum --example proxied`
//!
//! `guide::operating` has the configuration for your proxy. `tests/proxies/run` tests each in front of this program.
#![expect(
    clippy::needless_pass_by_value,
    reason = "a handler owns its payload, whether it needs to or not"
)]

use std::error::Error;
use std::net::SocketAddr;

use axum::Router;
use serde::Deserialize;
use tokio::net::TcpListener;
use webhook_core::dispatcher::ProxyHeaders;
use webhook_core::{Dispatcher, EventGroup, Secret, on_event};

#[derive(Debug, Deserialize)]
struct Payment {
    id: String,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/square", preset = square)]
enum Square {
    #[event("payment.created")]
    PaymentCreated(Payment),
}

#[on_event(group = "square", ty = Payment)]
fn paid(payment: Payment) {
    tracing::info!(payment.id, "a payment was created");
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let headers = match std::env::var("PROXY_HEADERS").as_deref() {
        Ok("forwarded") => ProxyHeaders::Forwarded,
        _ => ProxyHeaders::XForwarded,
    };
    let dispatcher = Dispatcher::builder()
        .group::<Square>(Secret::from_env("SQUARE_WEBHOOK_SECRET")?)
        .trusted_proxies(["127.0.0.1"], headers)
        .build()?;
    let router: Router = dispatcher.into_router();
    // The address of the proxy. Without it, no header is trusted.
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let port = std::env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    // Only the proxy can reach this address.
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    axum::serve(listener, service).await?;
    Ok(())
}
