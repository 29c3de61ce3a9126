//! Serves StateSet as an AWS Lambda function, behind API Gateway or a function URL.
//!
//! `cargo lambda watch --example lambda_http --features lambda_http`, or set `AWS_LAMBDA_RUNTIME_API` to an emulator.

use lambda_http::Error;
use webhook_core::{Dispatcher, Secret};
use webhook_examples::stateset::StateSet;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let dispatcher = Dispatcher::builder()
        .group::<StateSet>(Secret::from_env("STATESET_WEBHOOK_SECRET")?)
        .build()?;
    lambda_http::run(dispatcher.into_lambda()).await
}
