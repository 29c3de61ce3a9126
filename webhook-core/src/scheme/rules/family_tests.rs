use super::*;
use crate::scheme::model::choice::Algorithm;
use crate::scheme::model::field::Field;
use crate::scheme::model::parts::RequiredHeader;

#[test]
fn families_that_cannot_be_told_apart_are_refused() {
    let scheme = |header| Scheme::in_header(Algorithm::HmacSha256, header);
    let usual = scheme("Webhook-Signature").with_family("webhook-", "svix-");
    let template = |text| Template::parse(text).unwrap();
    let id = |header| Field::new("id", Source::Header(header));
    for (scheme, refused) in [
        (usual, None),
        (usual.with_field(id("webhook-id")), None),
        (usual.with_field(id("X-Svix-Id")), None),
        (
            usual.with_field(id("Svix-Id")),
            Some("`Svix-Id` is a name of the second family"),
        ),
        (
            usual.with_required_header(RequiredHeader::equals("svix-version", "1")),
            Some("`svix-version` is a name of the second family"),
        ),
        (
            usual.with_message(template("{$request.header.svix-id}.{$request.body}")),
            Some("`svix-id` is a name of the second family"),
        ),
        (
            scheme("X-Signature").with_family("webhook-", "svix-"),
            Some("the header of the signature does not begin with `webhook-`"),
        ),
        (
            scheme("webhook-signature").with_family("webhook-", "Webhook-Svix-"),
            Some("`webhook-` and `Webhook-Svix-` are not two families"),
        ),
        (
            scheme("webhook-signature").with_family("webhook-", "web"),
            Some("`webhook-` and `web` are not two families"),
        ),
        (
            Scheme::new(Algorithm::HmacSha256, SignatureLocation::Query("sig"))
                .with_family("a-", "b-"),
            Some("a family of headers needs a location that is a header"),
        ),
    ] {
        let found = family_fits(&scheme).map_err(|text| text.to_string());
        match refused {
            None => assert_eq!(found, Ok(())),
            Some(text) => assert!(found.is_err_and(|found| found.starts_with(text)), "{text}"),
        }
    }
}
