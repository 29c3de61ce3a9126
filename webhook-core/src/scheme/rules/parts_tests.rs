use std::time::Duration;

use super::*;
use crate::scheme::model::choice::TimeUnit;
use crate::scheme::model::freshness::Freshness;
use crate::scheme::model::parts::{List, RequiredHeader};

const BASE: Scheme<'static> = Scheme::in_header(Algorithm::HmacSha256, "X-Sig");

fn signing(message: &'static str) -> Scheme<'static> {
    BASE.with_message(Template::parse(message).unwrap())
}

#[track_caller]
fn refused(scheme: &Scheme<'_>) -> String {
    let usable = names_are_valid(scheme).and_then(|()| scheme_is_usable(scheme));
    usable.unwrap_err().to_string()
}

fn header(name: &'static str) -> Field<'static> {
    Field::new(name, Source::Header("X-Time"))
}

#[test]
fn fields_are_known_used_and_single() {
    let timed = signing("{ts}.{$request.body}").with_field(header("ts"));
    assert!(scheme_is_usable(&timed).is_ok());
    assert_eq!(
        refused(&timed.with_field(header("ts"))),
        "field `ts` is given twice"
    );
    assert_eq!(
        refused(&timed.with_field(header("other"))),
        "field `other` is neither signed nor the timestamp\n\
         help: write `{other}` in `message`, or remove the field"
    );
    assert!(refused(&signing("{tz}.{$request.body}")).starts_with("unknown field `tz`"));
    assert!(
        refused(&BASE.with_field(header("body"))).contains("`body` cannot be the name of a field")
    );
    let item = Field::new("ts", Source::Item("t"));
    assert!(
        refused(&signing("{ts}.{$request.body}").with_field(item))
            .contains("the scheme has no list")
    );
    let many = (0..9).fold(timed, |scheme, _| scheme.with_field(header("ts")));
    assert_eq!(refused(&many), "a scheme has at most eight fields");
}

#[test]
fn a_timestamp_is_signed_and_a_window_open() {
    let window = Freshness::new("ts", TimeUnit::Seconds, Duration::from_mins(5));
    let unsigned = BASE.with_field(header("ts")).with_freshness(window);
    assert_eq!(
        refused(&unsigned),
        "timestamp `ts` is not signed: anyone who has seen one request can replay it with a new timestamp\n\
         help: add `{ts}` to `message`, or remove `timestamp`"
    );
    let body = Field::new("ts", Source::Pointer("/time"));
    assert!(scheme_is_usable(&BASE.with_field(body).with_freshness(window)).is_ok());
    assert!(refused(&BASE.with_freshness(window)).starts_with("unknown field `ts`"));
    let closed = Freshness::new("ts", TimeUnit::Seconds, Duration::ZERO);
    let closed = signing("{ts}.{$request.body}")
        .with_field(header("ts"))
        .with_freshness(closed);
    assert!(refused(&closed).starts_with("a tolerance of zero accepts no delivery"));
}

#[test]
fn parts_fit_each_other() {
    let list = |separator, pair| BASE.with_list(List::new(separator, pair, Label::Is("v1")));
    assert!(scheme_is_usable(&list(',', '=')).is_ok());
    assert!(refused(&list('=', '=')).starts_with("the two separators of a list must differ"));
    assert!(refused(&list('é', '=')).starts_with("the separators of a list"));
    assert!(refused(&list('a', '=')).contains("can also be part of a digest"));
    for separator in ['-', '_'] {
        let url = list(separator, '=').with_encoding(Encoding::Base64Url);
        assert!(refused(&url).contains("can also be part of a digest"));
    }
    let sets = |sets| BASE.with_list(List::new(',', '=', Label::Is("v1")).with_sets(sets));
    assert!(scheme_is_usable(&sets(' ')).is_ok());
    for same in [',', '='] {
        assert!(refused(&sets(same)).starts_with("what stands between two lists"));
    }
    assert!(refused(&sets('a')).contains("can also be part of a digest"));
    // Nothing between separators would have such a label.
    let labelled = |label| BASE.with_list(List::new(' ', '=', Label::Is(label)));
    let item = labelled("v1").with_message(Template::parse("{ts}.{$request.body}").unwrap());
    let item = item.with_field(Field::new("ts", Source::Item("t=")));
    for (scheme, label) in [(labelled("Bearer v1"), "Bearer v1"), (item, "t=")] {
        assert_eq!(
            refused(&scheme),
            format!("the label `{label}` contains a separator of the list")
        );
    }
    let key = |form| BASE.with_key(form);
    assert!(
        refused(&key(KeyForm::Spki)).starts_with("no key of `hmac-sha256` has the form `spki`")
    );
    assert!(refused(&BASE.with_each("/items")).contains("make the location a pointer"));
    assert!(
        refused(&BASE.with_required_header(RequiredHeader::equals("X-V", "")))
            .starts_with("no header can have the value")
    );
    let pointer = Scheme::new(Algorithm::HmacSha256, SignatureLocation::Pointer("/sig"));
    assert!(refused(&pointer).contains("`{$request.body}` contains the signature itself"));
    for message in ["{$request.body | sha256}", "{$request.body | crc32}"] {
        let message = Template::parse(message).unwrap();
        let text = format!("`{}` contains the signature itself", message.source());
        assert!(refused(&pointer.with_message(message)).contains(&text));
    }
    let query = BASE.with_location(SignatureLocation::Query("sig"));
    let either = BASE.with_location(SignatureLocation::HeaderOrQuery(["X-Sig", "sig"]));
    for message in [
        "{$url | any_port}",
        "{$url | decoded}",
        "{$url | sorted_with_form}",
        "{$url}",
        "{$request.query.sig}",
    ] {
        let message = Template::parse(message).unwrap();
        let text = format!("`{}` contains the signature itself", message.source());
        assert!(refused(&query.with_message(message)).contains(&text));
        assert!(refused(&either.with_message(message)).contains(&text));
    }
    let any = BASE.with_location(SignatureLocation::AnyHeader(["X-Sig", "X-Other"]));
    for (scheme, header) in [(either, "x-sig"), (any, "x-sig"), (any, "x-other")] {
        let message = format!("{{$request.header.{header}}}{{$request.body}}");
        let scheme = scheme.with_message(Template::parse(&message).unwrap());
        assert!(
            refused(&scheme).contains("contains the signature itself"),
            "{message}"
        );
    }
    // What is left out of the sorted parameters is the signature.
    let sorted = Template::parse("{$request.query | sorted}").unwrap();
    assert!(scheme_is_usable(&query.with_message(sorted)).is_ok());
    let public = Scheme::in_header(Algorithm::Ed25519, "X-Sig").with_key(KeyForm::Hex);
    assert_eq!(
        scheme_is_usable(&public).is_ok(),
        cfg!(feature = "asymmetric")
    );
}
