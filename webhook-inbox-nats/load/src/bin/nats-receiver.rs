//! A receiver with an inbox in NATS, or in Postgres to compare, or a route by hand that only publishes the body.
//!
//! It prints the address that it listens on, ends well on SIGTERM, and logs warnings to the standard error.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the address is what it prints, and its log is the standard error"
)]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_nats::jetstream;
use axum::Router;
use axum::routing::post;
use bytes::Bytes;
use http::StatusCode;
use lexopt::{Arg, Parser, ValueExt as _};
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;
use webhook_core::extract::Attempt;
use webhook_core::{Dispatcher, EventGroup, Failure, Secret, State, on_event};
use webhook_inbox::{Inbox, Policy, Workers};
use webhook_inbox_load::{Error, SECRET};
use webhook_inbox_nats::NatsOptions;
use webhook_inbox_nats_load::{Log, publish_bare};

/// How long runs have to end.
const GRACE: Duration = Duration::from_secs(5);

#[derive(Debug, Deserialize)]
struct Order {
    id: String,
    /// How long its handler waits, in milliseconds.
    #[serde(default)]
    wait: u64,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/shop",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    durable,
    deadline = "20s",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Shop {
    #[event("paid")]
    Paid(Order),
    #[event("waits")]
    Waits(Order),
}

#[on_event(Shop::Paid)]
#[expect(
    clippy::unused_async,
    reason = "one that is not would run on a thread of its own"
)]
async fn paid(order: Order, attempt: Attempt, State(log): State<Arc<Log>>) -> Result<(), Failure> {
    log.ran(&order.id, attempt.key().unwrap_or_default())
        .map_err(Failure::new)
}

/// Waits first, so that a process is killed while it runs.
#[on_event(Shop::Waits)]
async fn waits(order: Order, attempt: Attempt, State(log): State<Arc<Log>>) -> Result<(), Failure> {
    tokio::time::sleep(Duration::from_millis(order.wait)).await;
    log.ran(&order.id, attempt.key().unwrap_or_default())
        .map_err(Failure::new)
}

struct Options {
    inbox: String,
    /// Publishes bodies to the stream `bare`, and does nothing else.
    by_hand: bool,
    runs: PathBuf,
    workers: usize,
    lease: Option<Duration>,
}

fn options(mut args: Parser) -> Result<Options, Error> {
    let mut options = Options {
        inbox: String::new(),
        by_hand: false,
        runs: std::env::temp_dir(),
        workers: 16,
        lease: None,
    };
    while let Some(arg) = args.next()? {
        match arg {
            Arg::Long("inbox") => options.inbox = args.value()?.string()?,
            Arg::Long("by-hand") => options.by_hand = true,
            Arg::Long("runs") => options.runs = args.value()?.into(),
            Arg::Long("workers") => options.workers = args.value()?.parse()?,
            Arg::Long("lease") => {
                options.lease = Some(Duration::from_secs(args.value()?.parse()?));
            }
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

async fn open(options: &Options) -> Result<Inbox, Error> {
    if options.inbox.starts_with("postgres") {
        return Ok(Inbox::open(&options.inbox).await?);
    }
    let mut nats = NatsOptions::new(&options.inbox);
    if let Some(lease) = options.lease {
        let mut policy = Policy::default();
        policy.lease = lease;
        nats = nats.policy(policy);
    }
    Ok(nats.open().await?)
}

/// Answers 200 once a quorum has the body, which nothing has looked at.
async fn by_hand(addresses: &str) -> Result<Router, Error> {
    let addresses: Vec<_> = addresses.split(',').collect();
    let context = jetstream::new(async_nats::connect(addresses).await?);
    let next = Arc::new(AtomicUsize::new(0));
    let publish = move |body: Bytes| async move {
        let nth = next.fetch_add(1, Ordering::Relaxed);
        match publish_bare(&context, nth, body).await {
            Ok(()) => StatusCode::OK,
            Err(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    };
    Ok(Router::new().route("/shop", post(publish)))
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("warn"))
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
    let options = options(Parser::from_env())?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut terminate = signal(SignalKind::terminate())?;
    if options.by_hand {
        let router = by_hand(&options.inbox).await?;
        println!("{}", listener.local_addr()?);
        let stopping = async move { terminate.recv().await.unwrap_or_default() };
        let serve = axum::serve(listener, router).with_graceful_shutdown(stopping);
        return Ok(serve.await?);
    }
    let inbox = loop {
        match open(&options).await {
            Ok(inbox) => break inbox,
            // The servers may have no leader while a receiver starts.
            Err(error) => eprintln!("it is tried again: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    };
    let log = Arc::new(Log::create(&options.runs)?);
    let dispatcher = Dispatcher::builder().group::<Shop>(Secret::new(SECRET));
    let dispatcher = dispatcher.state(log).inbox(inbox.clone()).build()?;
    if options.workers > 0 {
        inbox.work(&dispatcher, Workers::new(options.workers));
    }
    println!("{}", listener.local_addr()?);
    let stopping = inbox.stopping(async move { terminate.recv().await });
    axum::serve(listener, dispatcher.into_router())
        .with_graceful_shutdown(stopping)
        .await?;
    inbox.stop(GRACE).await;
    Ok(())
}
