//! A group with a scheme gets code that verifies.

use webhook_core::future::BoxFuture;
use webhook_core::verification::{CustomSignature, CustomVerifier, Unverifiable};
use webhook_core::{Delivery, Dispatcher, EventGroup};

#[derive(serde::Deserialize)]
struct Order {
    id: u64,
}

#[derive(EventGroup)]
#[event_group(signature(algorithm = "hmac-sha256", header = "X-Signature"))]
enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

struct Tokens;

impl CustomVerifier for Tokens {
    fn verify<'a>(
        &'a self,
        _: &'a Delivery,
    ) -> BoxFuture<'a, Result<CustomSignature, Unverifiable>> {
        unimplemented!()
    }
}

fn main() {
    let _ = Dispatcher::builder().group::<Shop>(Tokens);
}
