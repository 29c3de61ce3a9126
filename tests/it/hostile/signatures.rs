//! Signatures that occur twice, that were not asked for, and that are nearly right.

use bytes::Bytes;
use http::header::HeaderName;
use http::{HeaderValue, Request};
use webhook_examples::deliveries::Example;

use super::{HANDLED, REJECTED, expect};
use crate::everything::{GROUPS, example_of, fixture};
use crate::support::signed;

/// The header that carries a group's signature; MasonHub's token is in the query.
fn header_of(group: &str) -> Option<HeaderName> {
    let name = match group {
        "webhooks_b" | "webhooks_c" => "x-webhook-signature",
        "state_set" => "x-stateset-signature",
        "masonhub" | "masonhub_unsigned" | "webhooks_no_verification" => return None,
        _ => "x-signature",
    };
    Some(HeaderName::from_static(name))
}

/// The first example of every group with a header, signed, and the signature.
fn with_signature() -> Vec<(&'static Example, Request<Bytes>, HeaderName, HeaderValue)> {
    let groups = GROUPS.into_iter().filter_map(|(group, _)| {
        let (example, name) = (example_of(group), header_of(group)?);
        let request = signed(example);
        let value = request.headers()[&name].clone();
        Some((example, request, name, value))
    });
    groups.collect()
}

#[tokio::test]
async fn a_signature_given_twice_is_refused() {
    let fixture = fixture();
    let groups = with_signature();
    assert_eq!(groups.len(), 7);
    for (example, request, name, genuine) in groups {
        let forged = HeaderValue::from_static("00");
        for values in [
            [&genuine, &genuine],
            [&genuine, &forged],
            [&forged, &genuine],
            [&genuine, &HeaderValue::from_static("")],
        ] {
            let mut request = request.clone();
            request.headers_mut().remove(&name);
            for value in values {
                request.headers_mut().append(&name, value.clone());
            }
            expect(&fixture, request, REJECTED, || format!("{example:?}")).await;
        }
    }
}

#[tokio::test]
async fn a_token_given_twice_is_refused() {
    let fixture = fixture();
    let example = example_of("masonhub");
    let token = "token=your-shared-secret";
    for query in [
        format!("{token}&{token}"),
        format!("{token}&token=x"),
        format!("token=x&{token}"),
        format!("{token}&token"),
        format!("{token}&t%6fken=x"),
    ] {
        let mut request = example.request().unwrap();
        *request.uri_mut() = format!("/masonhub?{query}").parse().unwrap();
        expect(&fixture, request, REJECTED, || query.clone()).await;
    }
    let mut request = example.request().unwrap();
    *request.uri_mut() = "/masonhub?x=1&t%6Fken=your%2Dshared-secret"
        .parse()
        .unwrap();
    expect(&fixture, request, HANDLED, || {
        "the same characters".to_owned()
    })
    .await;
}

/// Groups that are not signed have no header to look at.
#[tokio::test]
async fn a_signature_that_nobody_asked_for_is_ignored() {
    let fixture = fixture();
    for group in ["webhooks_no_verification", "masonhub_unsigned"] {
        let mut request = signed(example_of(group));
        for name in ["x-signature", "x-webhook-signature"] {
            for value in ["00", "11"] {
                request
                    .headers_mut()
                    .append(name, HeaderValue::from_static(value));
            }
        }
        expect(&fixture, request, HANDLED, || group.to_owned()).await;
    }
}

#[tokio::test]
async fn a_signature_is_compared_whole() {
    let fixture = fixture();
    for (example, request, name, genuine) in with_signature() {
        let genuine = genuine.to_str().unwrap().to_owned();
        let cut = &genuine[..genuine.len() - 1];
        for value in [
            String::new(),
            " ".to_owned(),
            cut.to_owned(),
            format!("{genuine}0"),
            format!("x{genuine}"),
            format!("{genuine},{genuine}"),
            format!("{genuine} {genuine}"),
            format!("\"{genuine}\""),
            format!("sha256={genuine}"),
            format!("v1={genuine}"),
            genuine
                .replace('=', ":")
                .replace(|digit: char| digit.is_ascii_digit(), "0"),
            "{digest}".to_owned(),
            "None".to_owned(),
            "\u{e9}".repeat(64),
            "0".repeat(10_000),
        ] {
            let mut request = request.clone();
            let header = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            request.headers_mut().insert(&name, header);
            expect(&fixture, request, REJECTED, || {
                format!("{example:?}: {value}")
            })
            .await;
        }
    }
}

/// Hexadecimal digits are digits in either case; a prefix is not.
#[tokio::test]
async fn digits_may_be_capitals_and_prefixes_may_not() {
    let fixture = fixture();
    for (example, request, name, genuine) in with_signature() {
        let genuine = genuine.to_str().unwrap();
        let (value, reply) = match example.group {
            "webhooks" | "callbacks_a" | "callbacks_b" | "state_set" => {
                (genuine.to_uppercase(), HANDLED)
            }
            "webhooks_a" => (genuine.replace("sha256=", "SHA256="), REJECTED),
            _ => (genuine.replace("v1=", "V1="), REJECTED),
        };
        let mut request = request.clone();
        request.headers_mut().insert(&name, value.parse().unwrap());
        expect(&fixture, request, reply, || format!("{example:?}: {value}")).await;
    }
}

/// A signature of one group is none of another, though secret and scheme may be the same.
#[tokio::test]
async fn a_delivery_at_another_groups_path_is_judged_by_that_group() {
    let fixture = fixture();
    for (example, request, ..) in with_signature() {
        for (group, is_signed) in GROUPS {
            if !is_signed || header_of(group) == header_of(example.group) {
                continue;
            }
            let mut request = request.clone();
            *request.uri_mut() = example_of(group).path.parse().unwrap();
            expect(&fixture, request, REJECTED, || {
                format!("{example:?} at {group}")
            })
            .await;
        }
    }
}
