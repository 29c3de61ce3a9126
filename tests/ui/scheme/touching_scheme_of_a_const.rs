//! The parts of a program's own `Scheme` const touch, and the const does not accept that.

use serde::Deserialize;
use webhook_core::EventGroup;

#[derive(Debug, Deserialize)]
pub struct Order {
    pub id: String,
}

mod schemes {
    use webhook_core::scheme::{Algorithm, Scheme, Template};

    const MESSAGE: Template<'static> = match Template::parse("{$url}{$request.body}") {
        Ok(message) => message,
        Err(_) => Template::BODY,
    };
    pub const ACME: Scheme<'static> =
        Scheme::in_header(Algorithm::HmacSha256, "X-Acme").with_message(MESSAGE);
    pub const SAID: Scheme<'static> = ACME.with_danger_touching_parts();
}

#[derive(Debug, EventGroup)]
#[event_group(discriminator = "/type", signature = schemes::SAID)]
pub enum Said {
    #[event("order.created")]
    OrderCreated(Order),
}

#[derive(Debug, EventGroup)]
#[event_group(discriminator = "/type", signature = schemes::ACME)]
pub enum Shop {
    #[event("order.created")]
    OrderCreated(Order),
}

fn main() {}
