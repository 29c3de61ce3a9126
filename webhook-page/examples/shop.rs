//! A shop with a page: events that are handled at once, and orders that are stored first. Some of its handlers fail, so that there is
//! something to see.
//!
//! `cargo run -p webhook-page --features inbox --example shop` serves it on `127.0.0.1:$PORT` (default 3000; 0 takes a free port).
//! The secret of both groups is `your-shared-secret`. `SHOP_FOLDER` says where the inbox is; by default in a temporary folder.
#![expect(clippy::print_stdout, reason = "it says where it is")]
#![expect(clippy::unused_async, reason = "handlers of a durable group are async")]

use std::error::Error;
use std::net::SocketAddr;
use std::time::Duration;

use serde::Deserialize;
use webhook_core::observe::Capture;
use webhook_core::{Dispatcher, EventGroup, Failure, Secret, on_event};
use webhook_inbox::{Inbox, Workers};
use webhook_page::Page;

#[derive(Debug, Deserialize)]
struct Order {
    note: Option<String>,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/shop",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Shop {
    #[event("order.created")]
    Created(Order),
    #[event("order.refused")]
    Refused(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/orders",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    durable,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Orders {
    #[event("order.paid")]
    Paid(Order),
    #[event("order.lost")]
    Lost(Order),
}

#[on_event(Shop::Created)]
#[on_event(Orders::Paid)]
async fn taken(order: Order) {
    drop(order);
    tokio::time::sleep(Duration::from_millis(2)).await;
}

#[on_event(Shop::Refused)]
#[on_event(Orders::Lost)]
async fn refused(order: Order) -> Result<(), Failure> {
    let note = order
        .note
        .unwrap_or_else(|| "the shelf fell over".to_owned());
    Err(Failure::permanent().because(note))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // What people do on the page.
    tracing_subscriber::fmt()
        .with_env_filter("webhook_page=info")
        .with_writer(std::io::stderr)
        .init();
    let port = std::env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    let temporary = tempfile::tempdir()?;
    let folder =
        std::env::var_os("SHOP_FOLDER").map_or_else(|| temporary.path().to_owned(), Into::into);
    let inbox = Inbox::open(&format!("sqlite:{}", folder.join("inbox.db").display())).await?;
    let secret = Secret::new("your-shared-secret");
    let page = Page::new().inbox(inbox.clone());
    let dispatcher = Dispatcher::builder()
        .group::<Shop>([
            ("2026", secret.clone()),
            ("2025", Secret::new("the-one-of-last-year")),
        ])
        .group::<Orders>(&secret)
        .observer(page.clone())
        .capture(Capture::last(200, 16 << 20))
        .inbox(inbox.clone())
        .build()?;
    inbox.work(&dispatcher, Workers::new(4));
    let router = page.router(&dispatcher)?.merge(dispatcher.into_router());
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("serving on http://{}", listener.local_addr()?);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).await?;
    Ok(())
}
