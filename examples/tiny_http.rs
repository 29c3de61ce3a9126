//! Serves StateSet with `tiny_http`: threads instead of an async runtime. Put a proxy with deadlines in front of it.
//!
//! `STATESET_WEBHOOK_SECRET=s3cret cargo run -p webhook-examples --features tiny_http --example tiny_http`

use std::error::Error;
use std::thread;

use tiny_http::Server;
use webhook_core::observe::PrintDeliveries;
use webhook_core::{Dispatcher, Secret};
use webhook_examples::stateset::StateSet;

fn main() -> Result<(), Box<dyn Error>> {
    let dispatcher = Dispatcher::builder()
        .group::<StateSet>(Secret::from_env("STATESET_WEBHOOK_SECRET")?)
        .observer(PrintDeliveries::to_stderr())
        .build()?;
    let server = Server::http("127.0.0.1:3000").map_err(|error| error.to_string())?;
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for request in server.incoming_requests() {
                    if let Err(error) = dispatcher.answer_tiny_http(request) {
                        tracing::debug!(%error, "the client has gone");
                    }
                }
            });
        }
    });
    Ok(())
}
