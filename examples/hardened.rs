//! Serves StateSet with the limits that `axum::serve` does not set: deadlines for headers and bodies, caps on headers and
//! connections, a reply if anything panics, and a shutdown that loses no delivery.
//!
//! `STATESET_WEBHOOK_SECRET=s3cret cargo run -p webhook-examples --features axum --example hardened`

use std::sync::{Arc, atomic::AtomicBool, atomic::Ordering};
use std::{error::Error, time::Duration};

use axum::{Router, http::StatusCode, routing::get};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::{conn::auto::Builder, graceful::GracefulShutdown};
use hyper_util::service::TowerToHyperService;
use tokio::signal::ctrl_c;
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{sleep, timeout};
use tokio::{net::TcpListener, sync::Semaphore};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use webhook_core::{Dispatcher, Secret};
use webhook_examples::stateset::StateSet;

/// Limits of the server. The size of a body and the deadline of a handler are set on the group.
pub(crate) struct Limits {
    pub(crate) head: Duration, // for all headers, and for an idle connection before them
    pub(crate) request: Duration, // from the headers to the reply
    pub(crate) head_bytes: usize, // at least 8,192
    pub(crate) connections: usize, // at a time; others wait in the listener's queue
    pub(crate) drain: Duration, // between "not ready" and the last accepted connection
    pub(crate) grace: Duration, // for requests in progress when the server stops
}

pub(crate) const LIMITS: Limits = Limits {
    head: Duration::from_secs(10),
    request: Duration::from_mins(1),
    head_bytes: 32 * 1024,
    connections: 1_000,
    drain: Duration::from_secs(5),
    grace: Duration::from_secs(30),
};

const BUSY: StatusCode = StatusCode::SERVICE_UNAVAILABLE;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let dispatcher = Dispatcher::builder()
        .group::<StateSet>(Secret::from_env("STATESET_WEBHOOK_SECRET")?)
        .build()?;
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    tokio::select! {
        served = serve(listener, dispatcher.into_router(), LIMITS, told_to_stop()) => served?,
        // The second signal ends the process. Senders retry unanswered deliveries.
        () = async { for _ in 0..2 { told_to_stop().await } } => {}
    }
    Ok(())
}

/// Waits for ctrl-c, and on Unix for SIGTERM as well, which service managers and containers send.
pub(crate) async fn told_to_stop() {
    #[cfg(unix)]
    if let Ok(mut terminated) = signal(SignalKind::terminate()) {
        tokio::select! { _ = ctrl_c() => {}, _ = terminated.recv() => {} }
        return;
    }
    drop(ctrl_c().await);
}

/// Serves until `stop` completes. Then: not ready, no new connections, finish the requests in progress.
pub(crate) async fn serve(
    listener: TcpListener,
    webhooks: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let ready = Arc::new(AtomicBool::new(true));
    let shown = Arc::clone(&ready);
    let status = move || [BUSY, StatusCode::OK][usize::from(shown.load(Ordering::Relaxed))];
    let readyz = get(async move || status());
    let router = webhooks
        .route("/readyz", readyz)
        .layer(RequestBodyLimitLayer::new(16 * 1024 * 1024))
        .layer(TimeoutLayer::with_status_code(BUSY, limits.request))
        .layer(CatchPanicLayer::new());
    let mut server = Builder::new(TokioExecutor::new()).http1_only();
    server
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .half_close(true) // a client that has sent everything may say so, and still gets its reply
        .max_buf_size(limits.head_bytes);
    let graceful = GracefulShutdown::new();
    let free = Arc::new(Semaphore::new(limits.connections));
    let mut stop = std::pin::pin!(async {
        stop.await;
        ready.store(false, Ordering::Relaxed);
        sleep(limits.drain).await;
    });
    loop {
        let accepted = async {
            let permit = Arc::clone(&free).acquire_owned().await;
            loop {
                match listener.accept().await {
                    Ok((stream, _)) => break (permit, stream),
                    Err(_) => sleep(Duration::from_millis(100)).await, // for example, out of file descriptors
                }
            }
        };
        let (permit, stream) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = server.serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection.into_owned());
        tokio::spawn(async move { drop((connection.await, permit)) });
    }
    drop(listener);
    drop(timeout(limits.grace, graceful.shutdown()).await);
    Ok(())
}
