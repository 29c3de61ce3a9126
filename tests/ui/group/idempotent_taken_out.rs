//! An event of a group that claims its deliveries is taken out of its request, where nothing could end the claim.

use webhook_core::{Dispatcher, EventGroup};

#[derive(EventGroup)]
#[event_group(signature = none, discriminator = "/type", id = "/id", idempotent)]
pub enum Shop {
    #[event("ping")]
    Ping,
}

fn main() {
    let _ = Dispatcher::event::<Shop, String>;
}
