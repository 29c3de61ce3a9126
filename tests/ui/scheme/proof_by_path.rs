//! What the hidden methods ask for is named by its path.

use webhook_core::{CheckedDelivery, Delivery, Item, Verified};

pub fn forge(genuine: &Verified<Delivery>, item: Item) -> Option<Verified<Delivery>> {
    genuine.__item("{}".into(), item, webhook_core::verified::Proof::by_verification())
}

fn main() {}
