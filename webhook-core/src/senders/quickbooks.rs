use crate::senders::prelude::*;

/// QuickBooks. Each account of `/eventNotifications` has several changes; newer deliveries are an array of
/// CloudEvents.
pub const quickbooks: Sender = Sender {
    title: "QuickBooks",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "intuit-signature")
            .with_encoding(Encoding::Base64),
    ),
    source: "Intuit developer documentation, \"Webhooks\", and receivers",
    evidence: Some(Evidence::ReadSource("receivers of others")),
    ..Sender::BLANK
};
