//! Serves StateSet with actix-web: a dispatcher is a service of the application.
//!
//! `STATESET_WEBHOOK_SECRET=s3cret cargo run -p webhook-examples --features actix-web --example actix_web`

use std::error::Error;

use actix_web::{App, HttpServer};
use webhook_core::observe::PrintDeliveries;
use webhook_core::{Dispatcher, Secret};
use webhook_examples::stateset::StateSet;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let dispatcher = Dispatcher::builder()
        .group::<StateSet>(Secret::from_env("STATESET_WEBHOOK_SECRET")?)
        .observer(PrintDeliveries::to_stderr())
        .build()?;
    // Every path that a group declares. `dispatcher.for_group::<StateSet>()` has `into_actix_route`, for your own path.
    HttpServer::new(move || App::new().service(dispatcher.clone()))
        .bind(("127.0.0.1", 3000))?
        .run()
        .await?;
    Ok(())
}
