//! Receives webhooks. Needs the secret in `GITHUB_WEBHOOK_SECRET`; `ADDRESS` is where it listens, `127.0.0.1:3000` by default.

mod events;
mod handlers;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::io::{self, IsTerminal as _};

use axum::{Router, routing::get};
use tokio::net::TcpListener;
use webhook_core::observe::PrintDeliveries;
use webhook_core::{Dispatcher, DispatcherBuilder, Secret};

use events::Github;
use handlers::App;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let secret = Secret::from_env("GITHUB_WEBHOOK_SECRET")?;
    let mut builder = builder(secret, App::default());
    // A person reads lines, a service writes a log.
    if io::stderr().is_terminal() {
        builder = builder.observer(PrintDeliveries::to_stderr());
    } else {
        let log = tracing_subscriber::fmt().with_writer(io::stderr);
        log.with_ansi(false).init();
    }
    let router = router(builder.build()?);

    let address = std::env::var("ADDRESS").unwrap_or_else(|_| "127.0.0.1:3000".to_owned());
    let listener = TcpListener::bind(&address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let server = axum::serve(listener, router);
    // Deliveries that have begun are answered first.
    server.with_graceful_shutdown(interrupted()).await?;
    Ok(())
}

/// Every sender, with its secret, and what the handlers need.
fn builder(secret: Secret, app: App) -> DispatcherBuilder {
    Dispatcher::builder().group::<Github>(secret).state(app)
}

/// The paths of the groups, and one for health checks.
fn router(dispatcher: Dispatcher) -> Router {
    let health = get(async || "ok");
    dispatcher.into_router().route("/health", health)
}

async fn interrupted() {
    // Without a signal handler, serve until the process is killed.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
