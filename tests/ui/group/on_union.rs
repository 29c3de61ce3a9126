//! The derive is on a union.

use webhook_core::EventGroup;

#[derive(EventGroup)]
union Shop {
    id: u64,
}

fn main() {}
