//! Every part that a scheme can have, and every preset.

use std::collections::{BTreeSet, HashSet};

use crate::expression::Expression;
use crate::scheme::grammar::computed::Computed;
use crate::scheme::grammar::template::{Segment, Template};
use crate::scheme::grammar::value::ValueTemplate;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Algorithm, Encoding};
use crate::scheme::model::field::{Field, Shape, Source};
use crate::scheme::model::location::SignatureLocation;
use crate::scheme::model::parts::{AlgorithmHeader, Label, List, RequiredHeader};
use crate::senders;

fn scheme(message: &'static str) -> Scheme<'static> {
    let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Sig");
    let scheme = if message.contains("names") {
        scheme.with_field(Field::new("names", Source::Header("X-Names")))
    } else {
        scheme
    };
    scheme.with_message(Template::parse(message).unwrap())
}

/// One for each expression and computation.
const MESSAGES: &[&str] = &[
    "{$request.body}",
    "{$method}:{$request.body}",
    "{$url}:{$request.body}",
    "{$request.path}:{$request.body}",
    "{$request.header.X-Long}:{$request.body}",
    "{$request.query.a}:{$request.body}",
    "{$request.body#/a}:{$request.body}",
    "{$url | any_port}:{$request.body}",
    "{$url | decoded}:{$request.body}",
    "{$url | any_port}:{$request.body | sorted_form}",
    "{$url | sorted_with_form}",
    "{$request.query | sorted}",
    "{$request.body | sha256}",
    "{$request.body | sha256_base64}",
    "{$request.body | sha512}",
    "{$request.body | sha512_base64}",
    "{$request.body | crc32}",
    "{$request.body | json_string}",
    "{names | header_values}:{$request.body}",
    "{names}:{names | header_pairs}:{$request.body}",
];

/// Every source, location and part of a scheme, and every preset.
#[expect(clippy::too_many_lines, reason = "it is a list")]
pub(crate) fn schemes() -> Vec<(String, Scheme<'static>)> {
    let base = scheme("{$request.body}");
    let list = |label| base.with_list(List::new(',', '=', label));
    let field = |source| {
        let field = Field::new("f", source).with_shape(Shape::Any).optional();
        scheme("{$request.body}")
            .with_field(field)
            .with_message(Template::parse("{f}:{$request.body}").unwrap())
    };
    let each = |message| {
        let scheme = base
            .with_location(SignatureLocation::Pointer("/sig"))
            .with_each("/items");
        scheme.with_message(Template::parse(message).unwrap())
    };
    let token = Scheme::new(Algorithm::Token, SignatureLocation::Query("a"));
    let mut all: Vec<(String, Scheme<'static>)> = vec![
        (
            "repeated".into(),
            base.with_location(SignatureLocation::RepeatedHeader("X-Sig")),
        ),
        (
            "numbered".into(),
            base.with_location(SignatureLocation::NumberedHeaders("X-Sig")),
        ),
        (
            "per key".into(),
            base.with_location(SignatureLocation::HeaderPerKey(["X-Sig", "X-Long"])),
        ),
        (
            "any of two".into(),
            base.with_location(SignatureLocation::AnyHeader(["X-Sig", "X-Long"])),
        ),
        (
            "header or query".into(),
            base.with_location(SignatureLocation::HeaderOrQuery(["X-None", "a"])),
        ),
        (
            "query".into(),
            base.with_location(SignatureLocation::Query("a")),
        ),
        (
            "pointer".into(),
            base.with_location(SignatureLocation::Pointer("/a"))
                .with_message(Template::parse("{$request.body#/type}").unwrap()),
        ),
        (
            "form".into(),
            base.with_location(SignatureLocation::Form("a"))
                .with_message(Template::parse("{$method}").unwrap()),
        ),
        ("token".into(), token),
        ("list of a label".into(), list(Label::Is("v1"))),
        ("list of keys".into(), list(Label::KeyId)),
        (
            "list without labels".into(),
            base.with_list(List::unlabelled(',')),
        ),
        (
            "list of lists".into(),
            base.with_list(List::new(',', '=', Label::Is("v1")).with_sets(' ')),
        ),
        ("field of the query".into(), field(Source::Query("a"))),
        (
            "chunk".into(),
            field(Source::Header("X-Long"))
                .with_message(Template::parse("{?f:f:{f};}b:{$request.body}").unwrap()),
        ),
        ("field of a header".into(), field(Source::Header("X-Long"))),
        (
            "field of an item".into(),
            field(Source::Item("a")).with_list(List::new(',', '=', Label::Is("v1"))),
        ),
        ("field of the body".into(), field(Source::Pointer("/a"))),
        ("field of a form".into(), field(Source::Form("a"))),
        ("field of the key".into(), field(Source::KeyId)),
        (
            "pin".into(),
            base.with_required_header(RequiredHeader::equals("X-Long", "v")),
        ),
        ("each".into(), each("{$request.body#/a}")),
        (
            "each, query".into(),
            each("{$request.query.a}:{$request.body#/a}"),
        ),
        (
            "each, header".into(),
            each("{$request.header.Host}:{$request.body#/a}"),
        ),
    ];
    let named = AlgorithmHeader::new("X-Algorithm")
        .with_item("alg")
        .with("hmac", Algorithm::HmacSha256);
    all.push(("named".into(), base.with_algorithm_header(named)));
    all.push((
        "each, named".into(),
        each("{$request.body#/a}").with_algorithm_header(named),
    ));
    all.extend(
        MESSAGES
            .iter()
            .map(|message| ((*message).into(), scheme(message))),
    );
    let mut seen = HashSet::new();
    let presets = senders::ALL
        .iter()
        .filter_map(|(name, sender)| Some(((*name).into(), sender.scheme?)));
    all.extend(presets.filter(|(_, scheme)| seen.insert(work_of(scheme))));
    all
}

/// What many senders have in common, who differ in the name of a header and in how the digest is written.
fn work_of(scheme: &Scheme<'static>) -> String {
    let location = match scheme.location() {
        SignatureLocation::Header(_) => SignatureLocation::Header("X-Signature"),
        location => location,
    };
    let scheme = scheme
        .with_location(location)
        .with_encoding(Encoding::Hex)
        .with_value(ValueTemplate::DIGEST);
    format!("{scheme:?}")
}

/// A new expression or computation must be added to the list above.
#[test]
fn every_expression_and_computation_is_among_the_messages() {
    let mut seen = BTreeSet::new();
    for message in MESSAGES {
        for segment in Template::parse(message).unwrap().segments() {
            seen.insert(match segment {
                Segment::Literal(_)
                | Segment::Field(_)
                | Segment::Chunk(_)
                | Segment::EndOfChunk => continue,
                Segment::Expression(expression) => match expression {
                    Expression::Method => "method",
                    Expression::Url => "url",
                    Expression::Path => "path",
                    Expression::Header(_) => "header",
                    Expression::Query(_) => "query",
                    Expression::Body => "body",
                    Expression::Pointer(_) => "pointer",
                    Expression::Item(_) => "item",
                    Expression::FirstOf(_) => "first of",
                },
                Segment::Computed(computed) => match computed {
                    Computed::UrlAnyPort => "any_port",
                    Computed::UrlDecoded => "decoded",
                    Computed::UrlWithForm => "sorted_with_form",
                    Computed::SortedQuery => "sorted",
                    Computed::SortedForm => "sorted_form",
                    Computed::Sha256 => "sha256",
                    Computed::Sha256Base64 => "sha256_base64",
                    Computed::Sha512 => "sha512",
                    Computed::Sha512Base64 => "sha512_base64",
                    Computed::Crc32 => "crc32",
                    Computed::JsonString => "json_string",
                    Computed::HeaderValues(_) => "header_values",
                    Computed::HeaderPairs(_) => "header_pairs",
                },
            });
        }
    }
    assert_eq!(seen.len(), 20);
}
