//! The fields have no names.

use webhook_core::{Members, Sent};

#[derive(Members)]
struct Order(Sent<u64>);

fn main() {}
