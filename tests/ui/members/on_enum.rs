//! The derive is on an enum.

use webhook_core::Members;

#[derive(Members)]
enum Change {
    Text(String),
}

fn main() {}
