use bytes::Bytes;
use http::Request;

use super::*;

fn request(url: &str, media_type: &str, body: &'static str) -> Request<Bytes> {
    Request::post(url)
        .header("content-type", media_type)
        .body(Bytes::from(body))
        .unwrap()
}

fn text(made: Result<Vec<u8>, Fault>) -> String {
    match made {
        Ok(text) => String::from_utf8(text).unwrap(),
        Err(fault) => format!("{}: {}", fault.kind, fault.cause),
    }
}

/// The example of Shopify's documentation, in parts: <https://shopify.dev>, "Authenticate app proxies".
#[test]
fn a_query_is_sorted_as_it_is_written() {
    let sorted = |query: &str| {
        let request = request(&format!("https://a.test/in?{query}"), "text/plain", "");
        text(sorted_query(&Input::from(&request), "signature"))
    };
    let query = "extra=1&extra=2&shop=s.test&logged_in_customer_id=1&path_prefix=%2Fapps%2Fx\
        &timestamp=1317327555&signature=a9";
    assert_eq!(
        sorted(query),
        "extra=1,2logged_in_customer_id=1path_prefix=/apps/xshop=s.testtimestamp=1317327555"
    );
    // What is written is compared, and not the name: `=` comes before letters, and behind digits and `-`.
    assert_eq!(sorted("ab=1&a=2&a-b=3&a1=4&B=5"), "B=5a-b=3a1=4a=2ab=1");
    assert_eq!(sorted("b=2&a=3&b=1"), "a=3b=2,1");
    assert_eq!(sorted("x=1&signature=b&signature=c"), "x=1");
    assert_eq!(sorted("x&y="), "x=y=");
    assert_eq!(sorted(""), "");
    assert_eq!(
        sorted("x=%ff"),
        "malformed: a query parameter that is signed is not UTF-8"
    );
}

#[test]
fn a_form_stands_behind_the_sorted_parameters() {
    const FORM: &str = "application/x-www-form-urlencoded";
    let made = |url, media_type, body| {
        let request = request(url, media_type, body);
        text(url_with_form(&Input::from(&request)))
    };
    let url = "https://a.test/in";
    assert_eq!(made(url, FORM, ""), url);
    assert_eq!(made(url, FORM, "b=2&a=%20"), "https://a.test/in?a b2");
    let with_query = "https://a.test:8443/in?b=2&a=1&a=0";
    assert_eq!(
        made(with_query, FORM, ""),
        "https://a.test:8443/in?a=0&a=1&b=2"
    );
    assert_eq!(
        made(with_query, FORM, "z=1&c=2&c=1"),
        "https://a.test:8443/in?a=0&a=1&b=2.c1c2z1"
    );
    assert_eq!(
        made(url, "application/json", "{}"),
        "bad signature: the body is not a form, and the signature does not cover it"
    );
    assert_eq!(
        made("/in", FORM, ""),
        "missing: the public URL is not configured"
    );
}
