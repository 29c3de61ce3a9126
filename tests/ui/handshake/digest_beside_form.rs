//! The answer of a handshake could be the signature of a form: `abc` is a form.

use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    body = form,
    signature(algorithm = "hmac-sha256", header = "X-Sig"),
    handshake = x_twitter
)]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
