//! What the schemes of many senders have in common, and the headers in which they differ.

use crate::declare::body_kind::BodyKind;
use crate::expression::Expression::Header;
use crate::scheme::grammar::template::Segment;
use crate::scheme::grammar::value::ValueTemplate;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::Encoding;
use crate::scheme::model::field::{Shape, Source};
use crate::scheme::model::location::SignatureLocation;

/// What many senders have in common, who differ in names and in how the digest is written.
pub(crate) fn alike(scheme: &Scheme<'static>) -> String {
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

/// The headers that a scheme signs and that its signer does not make, with values of their shapes.
pub(crate) fn signed_headers(scheme: &Scheme<'static>) -> Vec<(&'static str, String)> {
    let message = scheme.message();
    let mut headers = Vec::new();
    for field in scheme.fields() {
        let is_time = scheme
            .freshness()
            .is_some_and(|window| window.field() == field.name());
        let is_list = message
            .source()
            .contains(&format!("{{{} | header_", field.name()));
        if is_time || is_list {
            continue;
        }
        let value = match field.shape() {
            Shape::Digits => "1700000000",
            _ => "msg_1",
        };
        match (field.source(), scheme.location(), scheme.list()) {
            (Source::Header(name), ..) => headers.push((name, value.to_owned())),
            // The signer keeps the items of the signature that it replaces.
            (Source::Item(label), SignatureLocation::Header(name), Some(list)) => {
                headers.push((name, list.item(label, value)));
            }
            _ => {}
        }
    }
    headers.extend(message.segments().filter_map(|segment| match segment {
        Segment::Expression(Header(name)) => Some((name, "msg_1".to_owned())),
        _ => None,
    }));
    headers
}

/// The fields of a form that a scheme signs, with the time in digits.
pub(crate) fn signed_fields(scheme: &Scheme<'static>) -> Vec<(&'static str, &'static str)> {
    let form = |source| match source {
        Source::Form(name) => Some(name),
        _ => None,
    };
    let fields = scheme.fields().map(|field| field.source());
    let names = fields.filter_map(form);
    names.map(|name| (name, "1700000000")).collect()
}

/// Whether a body of this kind can contain what a scheme reads.
pub(crate) fn carries(scheme: &Scheme<'_>, kind: BodyKind) -> bool {
    let reads_json = scheme
        .fields()
        .any(|field| matches!(field.source(), Source::Pointer(_)))
        || scheme.message().source().contains("#/")
        || matches!(scheme.location(), SignatureLocation::Pointer(_))
        || scheme.each().is_some();
    let reads_form = scheme
        .fields()
        .any(|field| matches!(field.source(), Source::Form(_)))
        || matches!(scheme.location(), SignatureLocation::Form(_))
        || scheme.message().source().contains("sorted_with_form");
    match kind {
        BodyKind::Form | BodyKind::FormField(_) => !reads_json,
        BodyKind::Multipart => {
            let source = scheme.message().source();
            !reads_json && !source.contains("sorted_form") && !source.contains("sorted_with_form")
        }
        // The signature of a request without a body is in its head.
        BodyKind::Query => !reads_json && !reads_form,
        BodyKind::MultipartField(_) | BodyKind::Json => !reads_form,
        BodyKind::CloudEvent => !reads_form && !scheme.message().source().contains("sorted_form"),
    }
}
