use crate::senders::prelude::*;

/// QuickBooks. Each account of `/eventNotifications` has several changes; newer deliveries are an array of
/// CloudEvents.
pub const quickbooks: Sender = Sender::new(
    "QuickBooks",
    Scheme::in_header(Algorithm::HmacSha256, "intuit-signature").with_encoding(Encoding::Base64),
)
.with_source("Intuit developer documentation, \"Webhooks\", and receivers")
.with_evidence(Evidence::ReadSource("receivers of others"));
