//! Serves every group of this package with axum, and sends itself a signed delivery of each event, a forged one and an
//! unknown one.
//!
//! `cargo run --example quickstart` keeps serving on `127.0.0.1:$PORT` (default 3000; 0 takes a free port).
//! `cargo run --example quickstart -- --once` ends after the demonstration, and fails if a reply was not the expected one.
#![expect(clippy::print_stdout, reason = "the demonstration is what it prints")]

use std::error::Error;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use axum::routing::get;
use axum::{Json, Router, extract::Request};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use webhook_core::observe::RecentDeliveries;
use webhook_core::{Dispatcher, Unsigned};
use webhook_examples::apimatic::{CallbacksA, CallbacksB, WebhooksNoVerification};
use webhook_examples::apimatic::{Webhooks, WebhooksA, WebhooksB, WebhooksC};
use webhook_examples::demonstration::{self, Step};
use webhook_examples::masonhub::{Masonhub, MasonhubUnsigned};
use webhook_examples::sender::{DEFAULT_SECRET, Secrets};
use webhook_examples::stateset::StateSet;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let (secrets, missing) = Secrets::from_env()?;
    for variable in missing {
        println!("warning: {variable} is not set, using the public `{DEFAULT_SECRET}`");
    }
    let recent = Arc::new(RecentDeliveries::new(1_000));
    let dispatcher = Dispatcher::builder()
        .group::<Webhooks>(secrets.of::<Webhooks>())
        .group::<WebhooksA>(secrets.of::<WebhooksA>())
        .group::<WebhooksB>(secrets.of::<WebhooksB>())
        .group::<WebhooksC>(secrets.of::<WebhooksC>())
        .group::<WebhooksNoVerification>(Unsigned)
        .group::<CallbacksA>(secrets.of::<CallbacksA>())
        .group::<CallbacksB>(secrets.of::<CallbacksB>())
        .group::<Masonhub>(secrets.of::<Masonhub>())
        .group::<MasonhubUnsigned>(Unsigned)
        .group::<StateSet>(secrets.of::<StateSet>())
        .observer(recent.clone())
        .build()?;
    println!("{}", dispatcher.table());

    let port = std::env::var("PORT").map_or(Ok(3000), |port| port.parse())?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let address = listener.local_addr()?;
    let shown = Arc::clone(&recent);
    let router = Router::new()
        .route("/deliveries", get(async move || deliveries(&shown)))
        .fallback(async move |request: Request| dispatcher.dispatch(request).await);
    let server = tokio::spawn(async move { axum::serve(listener, router).await });

    let surprises = demonstrate(address, demonstration::steps(&secrets)?, &recent).await?;
    println!(
        "{} deliveries, {surprises} of them not as expected",
        recent.total()
    );
    if std::env::args().any(|argument| argument == "--once") {
        return Ok(ExitCode::from(u8::from(surprises > 0)));
    }
    println!("\nserving on http://{address}, Ctrl-C ends; try\n");
    println!("{}", demonstration::curl(&secrets, address)?);
    println!("curl http://{address}/deliveries");
    server.await??;
    Ok(ExitCode::SUCCESS)
}

/// Sends each step over a socket, prints the result, and counts the unexpected ones.
async fn demonstrate(
    address: SocketAddr,
    steps: Vec<Step>,
    recent: &RecentDeliveries,
) -> Result<usize, Box<dyn Error>> {
    let stream = TokioIo::new(TcpStream::connect(address).await?);
    let (mut sender, connection) = http1::handshake(stream).await?;
    tokio::spawn(connection);
    let mut surprises = 0;
    for Step { request, expected } in steps {
        let mut request = request.map(Full::new);
        let host = address.to_string().parse()?;
        request.headers_mut().insert("host", host);
        sender.ready().await?;
        let reply = sender.send_request(request).await?;
        let record = recent.last().pop().ok_or("the delivery was not recorded")?;
        println!("{}", demonstration::line(&record));
        if reply.status() != record.status() || !expected.is(&record) {
            println!("^ not as expected: {expected:?}");
            surprises += 1;
        }
        reply.into_body().collect().await?;
    }
    Ok(surprises)
}

/// The reply to `GET /deliveries`, newest last.
fn deliveries(recent: &RecentDeliveries) -> Json<Value> {
    let records = recent.last();
    let rows = records.iter().map(|record| {
        json!({
            "group": record.group(),
            "event": record.event(),
            "type": record.payload_type(),
            "id": record.id(),
            "reply": record.status(),
        })
    });
    Json(json!({ "total": recent.total(), "last": rows.collect::<Vec<_>>() }))
}
