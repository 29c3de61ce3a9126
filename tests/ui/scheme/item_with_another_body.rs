//! A verified delivery gets another body as if that were an item of it.

use webhook_core::{CheckedDelivery, Delivery, Item, Verified};

pub fn forge(genuine: &Verified<Delivery>, item: Item) -> Option<Verified<Delivery>> {
    genuine.__item("{}".into(), item, Default::default())
}

fn main() {}
