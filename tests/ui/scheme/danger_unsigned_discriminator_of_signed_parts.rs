//! `danger_unsigned_discriminator` is set, but the signature covers where the parts of a body begin.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    preset = dropbox_sign,
    danger_unsigned_discriminator,
    signature(
        algorithm = "hmac-sha256",
        header = "X-Signature",
        message = "{$request.header.Content-Type}\n{$request.body}",
    ),
)]
enum Requests {
    #[event("signature_request_sent")]
    Sent,
}

fn main() {}
