//! The server under load: a durable group over an inbox, and what it is compared with.
//!
//! It prints the address that it listens on, ends well on SIGTERM, and logs warnings to the standard error.
#![expect(clippy::print_stdout, reason = "the address is what it prints")]

mod by_hand;
mod effect;
mod options;
mod raw;
mod shop;
mod work;

use std::error::Error;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use http::StatusCode;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;
use webhook_core::{Dispatcher, Secret};
use webhook_inbox::{Filter, Inbox, Policy, PostgresOptions, SqliteOptions, Workers};
use webhook_inbox_load::SECRET;

use options::{Answer, Options};

/// How long runs have to end.
const GRACE: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("warn"))
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
    let options = Options::from_args(lexopt::Parser::from_env())?;
    match &options.answer {
        Answer::Durable { next } => durable(&options, *next).await,
        Answer::Inline => inline().await,
        Answer::ByHand { batch } => serve(by_hand::router(&options.database, *batch).await?).await,
        Answer::Raw { batch, time } => {
            raw::insert(&options.database, *batch, *time).await?;
            Ok(())
        }
        Answer::Insert { number } => work::insert(&options.database, *number).await,
        Answer::Fetch => work::fetch(&options.database).await,
    }
}

async fn durable(options: &Options, next: bool) -> Result<(), Box<dyn Error + Send + Sync>> {
    let inbox = open(options).await?;
    let dispatcher = Dispatcher::builder().inbox(inbox.clone());
    let secret = Secret::new(SECRET);
    let dispatcher = if next {
        dispatcher.group::<shop::next::Shop>(secret).build()?
    } else {
        dispatcher.group::<shop::now::Shop>(secret).build()?
    };
    if options.workers > 0 {
        inbox.work(&dispatcher, Workers::new(options.workers));
    }
    let router: Router<Inbox> = dispatcher.into_router();
    let router = router
        .route("/ready", get(ready))
        .route("/replay", post(replay))
        .with_state(inbox.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let mut terminate = signal(SignalKind::terminate())?;
    let stopping = inbox.stopping(async move { terminate.recv().await });
    axum::serve(listener, router)
        .with_graceful_shutdown(stopping)
        .await?;
    inbox.stop(GRACE).await;
    Ok(())
}

async fn open(options: &Options) -> Result<Inbox, Box<dyn Error + Send + Sync>> {
    let mut policy = Policy::default();
    policy.lease = options.lease.unwrap_or(policy.lease);
    policy.mark = options.mark.unwrap_or(policy.mark);
    if let Some(path) = options.database.strip_prefix("sqlite:") {
        return Ok(Inbox::sqlite(SqliteOptions::new(path).policy(policy)).await?);
    }
    let postgres = PostgresOptions::new(&options.database)?;
    Ok(Inbox::postgres(postgres.policy(policy)).await?)
}

async fn ready(State(inbox): State<Inbox>) -> StatusCode {
    if inbox.is_ready() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    }
}

/// Runs what came before its event was known.
async fn replay(State(inbox): State<Inbox>) -> Result<String, StatusCode> {
    let unknown = Filter {
        state: Some(webhook_inbox::State::Unknown),
        limit: 0,
        ..Filter::default()
    };
    let replayed = inbox.replay_all(unknown).await;
    let replayed = replayed.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    Ok(replayed.queued.to_string())
}

async fn inline() -> Result<(), Box<dyn Error + Send + Sync>> {
    let dispatcher = Dispatcher::builder();
    let dispatcher = dispatcher.group::<shop::inline::Shop>(Secret::new(SECRET));
    serve(dispatcher.build()?.into_router()).await
}

async fn serve(router: Router) -> Result<(), Box<dyn Error + Send + Sync>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let mut terminate = signal(SignalKind::terminate())?;
    let stopping = async move {
        terminate.recv().await;
    };
    axum::serve(listener, router)
        .with_graceful_shutdown(stopping)
        .await?;
    Ok(())
}
