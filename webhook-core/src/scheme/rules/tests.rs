use std::time::Duration;

use super::*;
use crate::expression::Expression;
use crate::scheme::grammar::template::Template;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Algorithm, Encoding, Missing, TimeUnit};
use crate::scheme::model::field::{Field, Shape, Source};
use crate::scheme::model::freshness::Freshness;
use crate::scheme::model::location::SignatureLocation;
use crate::text::diagnostic::Diagnostic;

fn scheme(message: &'static str) -> Scheme<'static> {
    let message = Template::parse(message).unwrap();
    Scheme::in_header(Algorithm::HmacSha256, "X-Sig").with_message(message)
}

fn text<T: std::fmt::Debug>(result: Result<T, Diagnostic>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn names_and_pointers() {
    assert_eq!(text(header_name("")), "empty header name");
    assert_eq!(text(header_name("X:Y")), "`X:Y` is not a header name");
    assert_eq!(text(query_name("")), "empty parameter name");
    assert_eq!(
        text(pointer("")),
        "empty pointer\nhelp: write a pointer such as `/data`"
    );
    assert_eq!(
        text(pointer("data")),
        "pointer without a leading `/`: `data`\nhelp: write `/data`"
    );
    assert_eq!(
        text(pointer("$request.body#/data")),
        "`$request.body#/data` is not a pointer\nhelp: write `/data`"
    );
    assert_eq!(
        text(body_pointer("$request.header.X-Id")),
        "`$request.header.X-Id` is not a value of the body\nhelp: write a pointer such as `/id`"
    );
    assert_eq!(body_pointer("/id").unwrap(), Expression::Pointer("/id"));
}

#[test]
fn an_unsigned_body_is_refused() {
    assert!(body_is_signed("webhooks_b", &scheme("{$method}|{$request.body}")).is_ok());
    assert_eq!(
        text(body_is_signed(
            "callbacks_b",
            &scheme("{$request.body#/notificationType}")
        )),
        "group `callbacks_b` leaves the body unsigned: anyone who has seen one request can forge another\n\
         help: add `{$request.body}` to `message`, or say `danger_unsigned_body`"
    );
    assert!(body_danger_is_needed(&scheme("{$request.body#/a}")).is_ok());
    assert_eq!(
        text(body_danger_is_needed(&scheme("{$request.body}"))),
        "`danger_unsigned_body` has no effect: the body is signed\nhelp: remove it"
    );
}

#[test]
fn an_unsigned_discriminator_is_refused() {
    let body = scheme("{$request.body}");
    assert_eq!(
        text(discriminator_is_signed(
            &body,
            Expression::Header("X-GitHub-Event")
        )),
        "discriminator `$request.header.X-GitHub-Event` is not signed: one event can be replayed as another\n\
         help: add `{$request.header.X-GitHub-Event}` to `message`, or say `danger_unsigned_discriminator`"
    );
    assert!(
        text(discriminator_is_signed(
            &scheme("{$method}"),
            Expression::Pointer("/a")
        ))
        .contains("`{$request.body}`")
    );
    assert!(discriminator_is_signed(&body, Expression::Pointer("/a")).is_ok());
    let both = [Expression::Pointer("/a"), Expression::Header("X-E")];
    assert!(discriminator_danger_is_needed(&body, &both).is_ok());
    assert!(
        text(discriminator_danger_is_needed(&body, &both[..1]))
            .contains("the discriminator is signed")
    );
    assert!(
        text(discriminator_danger_is_needed(&body, &[])).contains("the group has no discriminator")
    );
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    assert_eq!(
        text(algorithm_fits(&scheme(
            "{$request.header.x-sig}{$request.body}"
        ))),
        "`{$request.header.x-sig}` contains the signature itself\nhelp: leave it out of `message`"
    );
    let query = Scheme::new(Algorithm::HmacSha256, SignatureLocation::Query("sig"));
    let url = Template::parse("{$url}").unwrap();
    assert!(
        text(algorithm_fits(&query.with_message(url))).contains("`{$url}` contains the signature")
    );
    assert!(algorithm_fits(&query).is_ok());
    let token = Scheme::in_header(Algorithm::Token, "X-Sig");
    assert!(algorithm_fits(&token).is_ok());
    for (wrong, key) in [
        (token.with_message(url), "message"),
        (token.with_encoding(Encoding::Base64), "encoding"),
        (token.with_missing(Missing::Empty), "missing"),
    ] {
        assert_eq!(
            text(algorithm_fits(&wrong)),
            format!("a token signs nothing and has no `{key}`\nhelp: remove `{key}`")
        );
    }
}

fn of_shape(name: &'static str, shape: &str) -> Field<'static> {
    Field::new(name, Source::Header("X-Part")).with_shape(Shape::parse(shape).unwrap())
}

fn is_separated(scheme: &Scheme<'_>) -> bool {
    parts_are_separated(scheme).is_ok()
}

#[test]
fn messages_with_known_borders_are_accepted() {
    for message in [
        "{$method}{$url}|{$request.body}",
        "{$request.path}{$method}",
        "{$method}{$request.body}",
        "{$url}{{{$method}",
        "{$method}|{$request.header.X-Time}|{$request.body}",
        "{$request.header.A}:{$request.header.B}:{$request.body}",
        "{$request.body | sha256}{$request.body}",
        "{$url}{$request.body | sha256}",
    ] {
        assert!(is_separated(&scheme(message)), "{message}");
    }
    for (message, shape) in [
        ("{x}{$request.body}", "hex 32"),
        ("{$request.body}{x}", "hex 32"),
        ("{$request.body}{x}", "rfc3339"),
        ("{x}{$request.path}", "digits"),
        ("{x}.{$request.body}", "digits"),
        ("{$request.body}.{x}", "digits"),
        ("{x}={$request.body | crc32}", "base64"),
        ("{x}.{$request.header.X-Time}.{$request.body}", "without ."),
    ] {
        let scheme = scheme(message).with_field(of_shape("x", shape));
        assert!(is_separated(&scheme), "{message} {shape}");
    }
}

#[test]
fn a_timestamp_shows_one_of_its_borders() {
    let window = |unit, days: u64| Freshness::new("x", unit, Duration::from_hours(24 * days));
    for (message, unit, days, separated) in [
        ("{x}{$request.body}", TimeUnit::Seconds, 7, true),
        ("{x}{$request.body}", TimeUnit::Milliseconds, 364, true),
        ("{x}{$request.body}", TimeUnit::Seconds, 365, false),
        ("{x}{$request.body}", TimeUnit::Rfc3339, 1_000, true),
        ("{$request.body}{x}", TimeUnit::Rfc3339, 7, true),
        (
            "{$request.header.N}{x}{$request.body}",
            TimeUnit::Rfc3339,
            7,
            false,
        ),
        (
            "{$request.header.N}{x}{$request.body}",
            TimeUnit::Seconds,
            7,
            false,
        ),
        (
            "{$request.header.N}{x}.{$request.body}",
            TimeUnit::Seconds,
            7,
            true,
        ),
        (
            "{$request.header.N}.{x}{$request.body}",
            TimeUnit::Seconds,
            7,
            true,
        ),
    ] {
        let scheme = scheme(message)
            .with_field(of_shape("x", "digits"))
            .with_freshness(window(unit, days));
        assert_eq!(
            parts_are_separated(&scheme).is_ok(),
            separated,
            "{message} {days}"
        );
    }
    let ahead = window(TimeUnit::Seconds, 7).with_max_skew(Duration::MAX);
    let scheme = scheme("{x}{$request.body}").with_field(of_shape("x", "digits"));
    assert!(!is_separated(&scheme.with_freshness(ahead)));
}

#[test]
fn the_text_quotes_the_parts_that_bytes_can_move_between() {
    let help =
        "help: put text between them that the first cannot contain, or say `danger_touching_parts`";
    for (message, quoted) in [
        (
            "{$request.header.X-TS}{$request.body}",
            "`{$request.header.X-TS}{$request.body}` touch: bytes can move from one to the other",
        ),
        (
            "v0:{digits}{$request.body}!",
            "`{digits}{$request.body}` touch: bytes can move from one to the other",
        ),
        (
            "{$method}{$request.body}{hex}{$request.path}.",
            "`{$request.body}{hex}{$request.path}` touch: bytes can move from one to the other",
        ),
        (
            "{digits}0{$request.body}",
            "`{digits}0{$request.body}` can be divided in two ways: bytes can move from one part to another",
        ),
        (
            "{$url}b{$request.body}",
            "`{$url}b{$request.body}` can be divided in two ways: bytes can move from one part to another",
        ),
    ] {
        let scheme = scheme(message)
            .with_field(of_shape("digits", "digits"))
            .with_field(of_shape("hex", "hex 32"));
        let text = parts_are_separated(&scheme).unwrap_err().to_string();
        assert_eq!(text, format!("{quoted} under the same digest\n{help}"));
    }
}
