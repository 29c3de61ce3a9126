//! The preset's deliveries have several parts, and the group's own signature leaves out where they begin.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    preset = dropbox_sign,
    signature(algorithm = "hmac-sha256", header = "X-Signature", message = "{$request.body}"),
)]
enum Requests {
    #[event("signature_request_sent")]
    Sent,
}

fn main() {}
