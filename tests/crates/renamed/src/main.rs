//! The core under another name.

use hooks::{DispatchTable, Dispatcher, EventGroup, Members, OneOf, Secret, on_event};

#[derive(Debug, serde::Deserialize)]
pub struct Order {
    pub id: u64,
}

#[derive(Debug, Members)]
#[members(crate = "hooks")]
pub struct Parcel {
    pub id: Option<u64>,
}

#[derive(Debug, OneOf)]
#[one_of(crate = "hooks")]
pub enum Change {
    #[one_of(when("/id"))]
    Order(Order),
    Text(String),
    #[one_of(when("/parcel"))]
    Parcel(Parcel),
}

#[derive(Debug, EventGroup)]
#[event_group(
    crate = "hooks",
    path = "/shop",
    discriminator = "/type",
    payload = "/data",
    signature(algorithm = "hmac-sha256", header = "X-Signature"),
)]
pub enum Shop {
    #[event("order.changed", when("/live"))]
    OrderChanged(Change),
    #[event("ping")]
    Ping,
}

#[on_event(crate = "hooks", group = "shop")]
async fn changed(change: Change) -> Result<(), std::fmt::Error> {
    println!("{change:?}");
    Ok(())
}

#[on_event(crate = "hooks", group = "shop", event = "ping")]
fn ping() {}

static TABLE: DispatchTable<Shop> = Shop::dispatch_table();

fn main() {
    let dispatcher = Dispatcher::builder().table(TABLE, Secret::new("s3cret")).build();
    assert!(dispatcher.is_ok());
}
