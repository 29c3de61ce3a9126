use crate::senders::prelude::*;

/// Contentful. The signature lists the headers that it covers, and the time among them is not checked.
pub const contentful: Sender = Sender {
    title: "Contentful",
    scheme: Some(
        Scheme::in_header(Algorithm::HmacSha256, "x-contentful-signature")
            .with_field(Field::new(
                "names",
                Source::Header("x-contentful-signed-headers"),
            ))
            .with_message(message(
                "{$method}\n{$request.path}\n{names | header_pairs}\n{$request.body}",
            )),
    ),
    source: "@contentful/node-apps-toolkit, `verifyRequest`",
    evidence: Some(Evidence::RanOwnLibrary(
        "@contentful/node-apps-toolkit 3.16.1 of npm",
    )),
    ..Sender::BLANK
};
