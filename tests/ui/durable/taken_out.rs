//! An event of a group that stores its deliveries is taken out of its request, where it would not be stored.

use webhook_core::{Dispatcher, EventGroup};

#[derive(EventGroup)]
#[event_group(preset = stripe, durable)]
pub enum Shop {
    #[event("ping")]
    Ping,
}

fn main() {
    let _ = Dispatcher::event::<Shop, String>;
}
