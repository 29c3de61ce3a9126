//! Serves StateSet with poem: a dispatcher is a `tower` service, and poem's `compat` turns it into an endpoint.
//!
//! `STATESET_WEBHOOK_SECRET=s3cret cargo run -p webhook-examples --features poem --example poem`

use std::error::Error;

use poem::endpoint::TowerCompatExt as _;
use poem::listener::TcpListener;
use poem::{Route, Server, handler};
use webhook_core::observe::PrintDeliveries;
use webhook_core::{Dispatcher, Secret};
use webhook_examples::stateset::StateSet;

#[handler]
fn live() -> &'static str {
    "alive"
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let dispatcher = Dispatcher::builder()
        .group::<StateSet>(Secret::from_env("STATESET_WEBHOOK_SECRET")?)
        .observer(PrintDeliveries::to_stderr())
        .build()?;
    // Do not use `nest`: it removes a part of the path, and the sender may have signed it.
    let routes = Route::new()
        .at("/stateset", dispatcher.compat())
        .at("/livez", live);
    Server::new(TcpListener::bind("127.0.0.1:3000"))
        .run(routes)
        .await?;
    Ok(())
}
