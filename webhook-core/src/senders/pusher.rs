use crate::senders::prelude::*;

/// Pusher. `X-Pusher-Key` names the key, without being signed.
pub const pusher: Sender = Sender::new(
    "Pusher",
    Scheme::in_header(Algorithm::HmacSha256, "X-Pusher-Signature"),
)
.with_each("/events")
.with_discriminator(&[Expression::Item("/name")])
.with_payload(Expression::Item(""))
.with_source("pusher, `WebHook.isValid`")
.with_evidence(Evidence::RanOwnLibrary(
    "pusher 5.3.4 of npm, pusher 3.3.4 of PyPI",
));
