use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(
    discriminator = "/type",
    preset = slack,
    handshake(method = "PATCH", echo = "$request.query.c", json = "{}", verified, admitted, refused = 200),
    handshake(when("$request.query.c"), field = "c"),
    handshake = none
)]
pub enum Group {
    #[event("a")]
    A,
}

fn main() {}
