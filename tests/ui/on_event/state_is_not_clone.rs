//! The state's type cannot be cloned for each delivery.

use webhook_core::{EventGroup, State, on_event};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

struct Database;

#[derive(EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature"),
)]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

#[on_event(group = "shop", ty = Order)]
async fn created(order: Order, State(database): State<Database>) {
    drop((order, database));
}

fn main() {}
