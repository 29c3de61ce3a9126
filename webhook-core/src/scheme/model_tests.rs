use super::*;

fn with_message(message: &'static str) -> Scheme<'static> {
    let message = Template::parse(message).unwrap();
    Scheme::new(
        Algorithm::HmacSha512,
        Carrier::Header("X-Webhook-Signature"),
    )
    .with_message(message)
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
fn a_token_signs_nothing() {
    let token = Scheme::new(Algorithm::Token, Carrier::Header("X-Gitlab-Token"));
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
