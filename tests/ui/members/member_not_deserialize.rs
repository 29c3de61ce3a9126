//! The type of a member does not derive `Deserialize`.

use webhook_core::{Members, Sent};

struct User {
    login: String,
}

#[derive(Members)]
struct Order {
    user: Sent<User>,
}

fn main() {}
