//! Serves every group of this package with axum, and sends itself a signed delivery of each event, a forged one and an
//! unknown one.
//!
//! `cargo run --example quickstart` goes on serving on `127.0.0.1:$PORT` (3000; 0 takes a free one);
//! `cargo run --example quickstart -- --once` ends after the demonstration, and fails if a reply was not the expected.
#![expect(clippy::print_stdout, reason = "the demonstration is what it prints")]

use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;

use axum::routing::get;
use axum::{Json, Router, extract::Request};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use webhook_core::{DeliveryRecord, Dispatcher, RecentDeliveries};
use webhook_examples::apimatic::{CallbacksA, CallbacksB, Webhooks, WebhooksA, WebhooksB, WebhooksC};
use webhook_examples::apimatic::WebhooksNoVerification;
use webhook_examples::demonstration::{self, Step};
use webhook_examples::masonhub::{Masonhub, MasonhubUnsigned};
use webhook_examples::sender::{DEFAULT_SECRET, Secrets};
use webhook_examples::stateset::StateSet;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let (secrets, missing) = Secrets::from_env()?;
    for variable in missing {
        println!("warning: {variable} is not set, using `{DEFAULT_SECRET}`, which everybody knows");
    }
    let recent = Arc::new(RecentDeliveries::new(1_000));
    let dispatcher = Dispatcher::builder()
        .group::<Webhooks>(secrets.of::<Webhooks>())
        .group::<WebhooksA>(secrets.of::<WebhooksA>())
        .group::<WebhooksB>(secrets.of::<WebhooksB>())
        .group::<WebhooksC>(secrets.of::<WebhooksC>())
        .unsigned_group::<WebhooksNoVerification>()
        .group::<CallbacksA>(secrets.of::<CallbacksA>())
        .group::<CallbacksB>(secrets.of::<CallbacksB>())
        .group::<Masonhub>(secrets.of::<Masonhub>())
        .unsigned_group::<MasonhubUnsigned>()
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

    let steps = demonstration::steps(&secrets)?;
    let stream = TokioIo::new(TcpStream::connect(address).await?);
    let (mut sender, connection) = http1::handshake(stream).await?;
    tokio::spawn(connection);
    let mut as_expected = true;
    for Step { request, expected } in steps {
        let (mut head, body) = request.into_parts();
        head.headers.insert("host", address.to_string().parse()?);
        let reply = sender.send_request(hyper::Request::from_parts(head, Full::new(body))).await?;
        let record = recent.last().pop().ok_or("the delivery was not recorded")?;
        let good = reply.status() == record.status() && expected.is(&record);
        println!("{}{}", line(&record), if good { "" } else { "   <- NOT EXPECTED" });
        as_expected &= good;
        http_body_util::BodyExt::collect(reply.into_body()).await?; // the connection is reused
    }
    if std::env::args().any(|argument| argument == "--once") {
        println!("{} deliveries, {}", recent.total(), if as_expected { "all as expected" } else { "NOT as expected" });
        return Ok(if as_expected { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    println!("serving on http://{address}, Ctrl-C ends; try:\n{}", demonstration::curl(&secrets, &address.to_string())?);
    server.await??;
    Ok(ExitCode::SUCCESS)
}

/// One delivery: group, event, handler, reply and microseconds.
fn line(record: &DeliveryRecord) -> String {
    let event = record.event().unwrap_or("-");
    let handler = record.handler().unwrap_or("-").trim_start_matches("webhook_examples::");
    let micros = record.elapsed().as_micros();
    format!("{:<24} {event:<28} {handler:<42} {} {micros:>6} us", record.group(), record.status())
}

/// What `GET /deliveries` answers, the newest last.
fn deliveries(recent: &RecentDeliveries) -> Json<Value> {
    let row = |record: &Arc<DeliveryRecord>| {
        json!({
            "group": record.group(),
            "event": record.event(),
            "type": record.payload_type(),
            "id": record.id(),
            "reply": record.status(),
        })
    };
    Json(json!({ "total": recent.total(), "last": recent.last().iter().map(row).collect::<Vec<_>>() }))
}
