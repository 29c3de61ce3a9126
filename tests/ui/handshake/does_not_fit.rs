use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(discriminator = "/type", signature = none, handshake = zoom)]
pub enum NotSigned {
    #[event("a")]
    A,
}

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    preset = slack,
    handshake(method = "POST", echo = "/challenge", verified),
    handshake(when("/challenge"), echo = "/challenge"),
    handshake(when("$request.query.c"), echo = "$request.query.c", verified),
    handshake(when("$request.query.c"), echo = "$request.qery.c")
)]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
