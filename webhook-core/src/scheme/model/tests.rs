use super::*;
use crate::expression::Expression;

fn with_message(message: &'static str) -> Scheme<'static> {
    let message = Template::parse(message).unwrap();
    Scheme::in_header(Algorithm::HmacSha512, "X-Webhook-Signature").with_message(message)
}

#[test]
fn what_is_signed_follows_from_the_message() {
    let whole = with_message("{$method}|{$request.header.X-Timestamp}|{$request.body}");
    assert!(whole.signs_body());
    assert!(whole.signs(Expression::Pointer("/any")));
    assert!(whole.signs(Expression::Header("x-timestamp")));
    assert!(!whole.signs(Expression::Header("X-Event")));
    assert!(!whole.signs(Expression::Path));

    let pointer = with_message("{$request.body#/a}");
    assert!(!pointer.signs_body());
    assert!(pointer.signs(Expression::Pointer("/a")));
    assert!(!pointer.signs(Expression::Pointer("/a/b")));

    let url = with_message("{$url}|{$request.body#/a}");
    assert!(
        url.signs(Expression::Path)
            && url.signs(Expression::Query("q"))
            && url.signs(Expression::Url)
    );
    assert!(!with_message("{{$request.body}}").signs_body());
}

#[test]
fn a_url_in_several_spellings_is_signed_as_far_as_they_agree() {
    let (path, query) = (Expression::Path, Expression::Query("q"));
    let exact = with_message("{$url}{$request.body}");
    assert!(exact.signs(Expression::Url) && exact.signs(path) && exact.signs(query));
    // The port may be there or not.
    let any_port = with_message("{$url | any_port}{$request.body}");
    assert!(!any_port.signs(Expression::Url) && any_port.signs(path) && any_port.signs(query));
    // `/a?q=1` and `/a%3Fq=1` have one digest.
    let decoded = with_message("{$url | decoded}{$request.body}");
    assert!(!decoded.signs(Expression::Url) && !decoded.signs(path) && !decoded.signs(query));
    for scheme in [exact, any_port, decoded] {
        assert!(scheme.reads_url());
    }
    assert!(!with_message("{$request.path}{$request.body}").reads_url());
}

#[test]
fn a_header_is_signed_under_its_names_in_both_families() {
    let header = Expression::Header;
    let one = with_message("{$request.header.A-Id}.{$request.header.X-Id}.{$request.body}");
    let both = one.with_family("a-", "b-");
    assert!(!one.signs(header("b-id")));
    for (name, signed) in [
        ("a-id", true),
        ("B-ID", true),
        ("x-id", true),
        ("b-kind", false),
        ("b-", false),
        ("c-id", false),
    ] {
        assert_eq!(both.signs(header(name)), signed, "{name}");
    }
}

#[test]
fn a_token_signs_nothing() {
    let token = Scheme::in_header(Algorithm::Token, "X-Gitlab-Token");
    assert!(!token.signs_body() && !token.signs(Expression::Pointer("/a")));
    assert_eq!(token.to_string(), "token in header X-Gitlab-Token");
    let json = r#"{"algorithm":"token","header":"X-Gitlab-Token","value":"{digest}"}"#;
    assert_eq!(serde_json::to_string(&token).unwrap(), json);
}

#[test]
fn prints_and_serialises() {
    let scheme = with_message("{$url}|{$request.body}")
        .with_encoding(Encoding::Base64)
        .with_value(ValueTemplate::parse("v1={digest}").unwrap())
        .with_missing(Missing::Empty);
    assert_eq!(
        scheme.to_string(),
        "hmac-sha512 of {$url}|{$request.body} in header X-Webhook-Signature, base64, as v1={digest}, \
         missing values are empty"
    );
    assert_eq!(
        serde_json::to_string(&scheme).unwrap(),
        r#"{"algorithm":"hmac-sha512","header":"X-Webhook-Signature","value":"v1={digest}","encoding":"base64","message":"{$url}|{$request.body}","missing":"empty"}"#
    );
}
