use crate::senders::prelude::*;

/// SurveyMonkey. The key is `CLIENT_ID&CLIENT_SECRET`, as one text.
pub const surveymonkey: Sender = Sender {
    title: "SurveyMonkey",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha1, "Sm-Signature").with_encoding(Encoding::Base64),
    ),
    payload: Some(Expression::Body),
    source: "n8n, `SurveyMonkeyTrigger`",
    evidence: Some(Evidence::RanReceiver("n8n-nodes-base 2.41.2 of npm")),
    ..Sender::BLANK
};
