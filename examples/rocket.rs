//! Serves StateSet with Rocket: a dispatcher becomes routes.
//!
//! `STATESET_WEBHOOK_SECRET=s3cret cargo run -p webhook-examples --features rocket --example rocket`

use std::error::Error;

use webhook_core::observe::PrintDeliveries;
use webhook_core::{Dispatcher, Secret};
use webhook_examples::stateset::StateSet;

fn main() -> Result<(), Box<dyn Error>> {
    let dispatcher = Dispatcher::builder()
        .group::<StateSet>(Secret::from_env("STATESET_WEBHOOK_SECRET")?)
        .observer(PrintDeliveries::to_stderr())
        .build()?;
    let rocket = rocket::build().mount("/", dispatcher);
    rocket::execute(async { rocket.launch().await.map(drop) })?;
    Ok(())
}
