//! Serves every group of this package with axum, and sends itself a signed delivery of each event, a forged one and an
//! unknown one. Prints a line for each of them, and for every later delivery. `/` is a page of them.
//!
//! `cargo run --example quickstart` keeps serving on `127.0.0.1:$PORT` (default 3000; 0 takes a free port).
//! `cargo run --example quickstart -- --once` ends after the demonstration, and fails if a reply was not the expected one.
//! `--table` first prints which handler each event has.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the demonstration is what it prints"
)]

use std::error::Error;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use axum::routing::get;
use axum::{Json, Router, extract::Request};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use webhook_core::observe::{Capture, PrintDeliveries, RecentDeliveries};
use webhook_core::{BuildError, Dispatcher, Unsigned};
use webhook_examples::apimatic::{CallbacksA, CallbacksB, WebhooksNoVerification};
use webhook_examples::apimatic::{Webhooks, WebhooksA, WebhooksB, WebhooksC};
use webhook_examples::demonstration::{self, Step};
use webhook_examples::masonhub::{Masonhub, MasonhubUnsigned};
use webhook_examples::sender::Secrets;
use webhook_examples::stateset::StateSet;
use webhook_page::{Page, PageError};

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let port = std::env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    let flags: Vec<String> = std::env::args().collect();
    // The demonstration sends more than the usual 20 in a second.
    run(&port, &flags, PrintDeliveries::to_stdout().at_most(1_000)).await
}

pub(crate) async fn run(
    port: &str,
    flags: &[String],
    printer: PrintDeliveries,
) -> Result<ExitCode, Box<dyn Error>> {
    let has = |flag: &str| flags.iter().any(|given| given == flag);
    let listener = match demonstration::bind(port).await {
        Ok(listener) => listener,
        Err(reason) => {
            eprintln!("{reason}");
            return Ok(ExitCode::FAILURE);
        }
    };
    let address = listener.local_addr()?;
    let (secrets, missing) = Secrets::from_env()?;
    if let Some(warning) = demonstration::warning(&missing) {
        println!("{warning}\n");
    }
    let recent = Arc::new(RecentDeliveries::new(1_000));
    let page = Page::new();
    let dispatcher = dispatcher(&secrets, printer, Arc::clone(&recent), page.clone())?;
    if has("--table") {
        println!("{}", dispatcher.table());
    }
    let router = router(dispatcher, Arc::clone(&recent), page)?;
    // The page answers only peers that it knows to be this machine.
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = tokio::spawn(async move { axum::serve(listener, service).await });

    let surprises = demonstrate(address, demonstration::steps(&secrets)?, &recent).await?;
    println!("\n{}", demonstration::summary(recent.total(), surprises));
    if has("--once") {
        return Ok(ExitCode::from(u8::from(surprises > 0)));
    }
    println!("\nserving on http://{address}, Ctrl-C ends; every delivery prints a line; try\n");
    println!("{}\n", demonstration::curl(&secrets, address)?);
    println!("curl http://{address}/deliveries\n");
    if SERVES_PAGE {
        println!("and see them all on http://{address}/\n");
    }
    server.await??;
    Ok(ExitCode::SUCCESS)
}

/// A release build has no page, because nothing says who may see it.
const SERVES_PAGE: bool = cfg!(debug_assertions);

pub(crate) fn dispatcher(
    secrets: &Secrets,
    printer: PrintDeliveries,
    recent: Arc<RecentDeliveries>,
    page: Page,
) -> Result<Dispatcher, BuildError> {
    let mut builder = Dispatcher::builder();
    if SERVES_PAGE {
        builder = builder.observer(page).capture(Capture::last(200, 16 << 20));
    }
    builder
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
        .observer(printer)
        .observer(recent)
        .build()
}

pub(crate) fn router(
    dispatcher: Dispatcher,
    recent: Arc<RecentDeliveries>,
    page: Page,
) -> Result<Router, PageError> {
    let deliveries = get(async move || Json(demonstration::json(&recent)));
    let mut router = Router::new().route("/deliveries", deliveries);
    if SERVES_PAGE {
        router = router.merge(page.router(&dispatcher)?);
    }
    let webhooks = async move |request: Request| dispatcher.dispatch(request).await;
    Ok(router.fallback(webhooks))
}

/// Sends each step over a socket, and counts those that did not end as expected. The server prints them.
pub(crate) async fn demonstrate(
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
        if reply.status() != record.status() || !expected.is(&record) {
            println!("^ not as expected: {expected:?}");
            surprises += 1;
        }
        reply.into_body().collect().await?;
    }
    Ok(surprises)
}
