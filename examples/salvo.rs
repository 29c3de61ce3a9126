//! Serves StateSet with salvo: a dispatcher is a `tower` service, and salvo's `compat` turns it into a handler.
//!
//! `STATESET_WEBHOOK_SECRET=s3cret cargo run -p webhook-examples --features salvo --example salvo`

use std::error::Error;

use salvo::http::ReqBody;
use salvo::prelude::*;
use webhook_core::observe::PrintDeliveries;
use webhook_core::{Dispatcher, Secret};
use webhook_examples::stateset::StateSet;

#[handler]
async fn live() -> &'static str {
    "alive"
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let dispatcher = Dispatcher::builder()
        .group::<StateSet>(Secret::from_env("STATESET_WEBHOOK_SECRET")?)
        .observer(PrintDeliveries::to_stderr())
        .build()?;
    // Name the body's type: a dispatcher takes requests with any body.
    let webhooks = TowerServiceCompat::<ReqBody, _, _, _>::compat(dispatcher);
    let router = Router::new()
        .push(Router::with_path("stateset").goal(webhooks))
        .push(Router::with_path("livez").get(live));
    let acceptor = TcpListener::new("127.0.0.1:3000").bind().await;
    Server::new(acceptor).serve(router).await;
    Ok(())
}
