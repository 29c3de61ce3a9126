use crate::senders::prelude::*;

/// Shopify, app proxies. The parameters of the URL are signed in order, without anything between them, and the body is not:
/// one parameter can be written as two. Its library for Node sorts them by locale, which differs for capitals and for
/// names that begin like another one.
///
/// With `method = GET, body = query`, the parameters are the payload, and the body, which is not signed, is not read.
pub const shopify_app_proxy: Sender = Sender {
    title: "Shopify, app proxies",
    scheme: Some(
        Scheme::new(Algorithm::HmacSha256, SignatureLocation::Query("signature"))
            .with_field(Field::new("ts", Source::Query("timestamp")))
            .with_message(message("{$request.query | sorted}"))
            .with_freshness(within("ts", TimeUnit::Seconds, 90))
            .with_danger_touching_parts(),
    ),
    rotation: "give both secrets to the keyring",
    source: "https://shopify.dev/docs/apps/build/online-store/app-proxies/authenticate-app-proxies",
    evidence: Some(Evidence::RanOwnLibrary(
        "@shopify/shopify-api 13.1.0 of npm",
    )),
    ..Sender::BLANK
};
