//! The derive is on a struct.

use webhook_core::EventGroup;

#[derive(EventGroup)]
struct Shop {
    id: u64,
}

fn main() {}
