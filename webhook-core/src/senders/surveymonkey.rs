use crate::senders::prelude::*;

/// SurveyMonkey. The key is `CLIENT_ID&CLIENT_SECRET`, as one text.
pub const surveymonkey: Sender = Sender::new(
    "SurveyMonkey",
    Scheme::in_header(Algorithm::HmacSha1, "Sm-Signature").with_encoding(Encoding::Base64),
)
.with_payload(Expression::Body)
.with_source("n8n, `SurveyMonkeyTrigger`")
.with_evidence(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm"));
