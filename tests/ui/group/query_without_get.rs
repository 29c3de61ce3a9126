//! The payload is in the query of requests that have a body.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(body = query, preset = twilio)]
enum Calls {
    #[event("call", when("/CallSid"))]
    Call,
}

fn main() {}
