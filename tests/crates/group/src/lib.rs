//! The group; one payload type stands behind two events.

use payloads::{Order, Payment};
use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(discriminator = "/type", signature(algorithm = "hmac-sha256", header = "X-Signature"))]
pub enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
    #[event("order.updated")]
    OrderUpdated(Order),
    #[event("order.paid")]
    OrderPaid(Payment),
    #[event("ping", ignore)]
    Ping,
}
