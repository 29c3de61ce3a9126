//! Serves StateSet with hyper alone: a dispatcher is a `tower` service, which poem, salvo and `tower` layers accept too.
//!
//! `STATESET_WEBHOOK_SECRET=s3cret cargo run -p webhook-examples --features tower --example tower`

use std::error::Error;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
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
    loop {
        let (stream, _) = listener.accept().await?;
        let service = TowerToHyperService::new(dispatcher.clone());
        tokio::spawn(async move {
            let server = Builder::new(TokioExecutor::new());
            if let Err(error) = server.serve_connection(TokioIo::new(stream), service).await {
                tracing::debug!(error, "the connection broke");
            }
        });
    }
}
