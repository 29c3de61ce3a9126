//! Serves StateSet with warp: a dispatcher becomes a filter. Other paths go to the filters after it.
//!
//! `STATESET_WEBHOOK_SECRET=s3cret cargo run -p webhook-examples --features warp --example warp`

use std::error::Error;

use warp::Filter as _;
use webhook_core::observe::PrintDeliveries;
use webhook_core::{Dispatcher, Secret};
use webhook_examples::stateset::StateSet;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let dispatcher = Dispatcher::builder()
        .group::<StateSet>(Secret::from_env("STATESET_WEBHOOK_SECRET")?)
        .observer(PrintDeliveries::to_stderr())
        .build()?;
    let live = warp::path!("livez").map(|| "alive");
    warp::serve(dispatcher.into_filter().or(live))
        .run(([127, 0, 0, 1], 3000))
        .await;
    Ok(())
}
