//! The event of an `idempotent` group is taken without a handler, so nothing could end its claim.

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
