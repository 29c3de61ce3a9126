//! Attribute keys have their former names.
//! Errors: 3.

use webhook_core::EventGroup;

#[derive(EventGroup)]
#[event_group(discriminator = "/type", signature = code)]
enum Bank {
    #[event("paid")]
    Paid,
}

#[derive(EventGroup)]
#[event_group(
    discriminator = "/type",
    signature(algorithm = "hmac-sha256", header = "X-Signature", carrier(form = "signature"), require("X-Version" = "1"))
)]
enum Shop {
    #[event("paid")]
    Paid,
}

fn main() {}
