//! Both ways to fill the dispatch table in one program, for different groups.

use serde::Deserialize;
use webhook_core::{DispatchTable, Dispatcher, EventGroup, Secret, on_event, Unsigned};

#[derive(Debug, Deserialize)]
struct Order {
    id: u64,
}

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature"),
    path = "/shop"
)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
    #[event("order.deleted", ignore)]
    OrderDeleted(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(signature = none, discriminator = "/type", path = "/bank")]
enum Bank {
    #[event("paid")]
    Paid(u64),
}

#[on_event(group = "shop", event = "order.created")]
fn created(order: Order) {
    println!("{}", order.id);
}

#[on_event(group = "bank")]
async fn paid(amount: u64) {
    println!("{amount}");
}

static TABLE: DispatchTable<Shop> = Shop::dispatch_table();

fn main() -> Result<(), Box<dyn std::error::Error>> {
    Dispatcher::builder()
        .table(TABLE, Secret::new("s3cret"))
        .group::<Bank>(Unsigned)
        .build()?;
    Ok(())
}
