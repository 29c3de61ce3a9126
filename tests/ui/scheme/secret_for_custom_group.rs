//! A group whose signatures the program's own code checks gets a secret.

use webhook_core::{Dispatcher, EventGroup, Secret};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature = custom, discriminator = "/type")]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {
    let _ = Dispatcher::builder().group::<Shop>(Secret::new("s3cret"));
}
