use super::*;

#[test]
fn urls_are_spelled_with_and_without_their_port() {
    let spelled = |url: &str, spelling| {
        let mut text = Vec::new();
        let uri: http::Uri = url.parse().unwrap();
        let written = uri.to_string();
        let input = Input {
            method: &http::Method::POST,
            uri: &uri,
            url: (written != url).then_some(url),
            headers: &HeaderMap::new(),
            body: b"",
            form: None,
        };
        feed_url(&input, spelling, &mut |bytes| text.extend_from_slice(bytes)).ok()?;
        String::from_utf8(text).ok()
    };
    let cases = [
        (
            "https://a.test/b?c",
            "https://a.test/b?c",
            "https://a.test:443/b?c",
        ),
        (
            "https://a.test:443/b",
            "https://a.test/b",
            "https://a.test:443/b",
        ),
        ("http://a.test/", "http://a.test/", "http://a.test:80/"),
        // Texts that a URI says otherwise.
        ("http://a.test", "http://a.test", "http://a.test:80"),
        (
            "HTTPS://A.test?b",
            "HTTPS://A.test?b",
            "HTTPS://A.test:443?b",
        ),
        (
            "https://[::1]:443?b/c",
            "https://[::1]?b/c",
            "https://[::1]:443?b/c",
        ),
        ("https://[::1]:8443", "https://[::1]", "https://[::1]:8443"),
        (
            "https://a.test:8443/",
            "https://a.test/",
            "https://a.test:8443/",
        ),
    ];
    for (url, without, with) in cases {
        assert_eq!(spelled(url, 0).as_deref(), Some(without));
        assert_eq!(spelled(url, 1).as_deref(), Some(with));
    }
    assert_eq!(spelled("/b", 0), None);
}

#[test]
fn exactly_twelve_escapes_are_decoded() {
    let mut text = Vec::new();
    decode("/x?e=a%40b%20%3a%2F%25&z=%2", &mut text);
    assert_eq!(text, b"/x?e=a@b%20:/%25&z=%2");
}

#[test]
fn crc32_is_the_common_one() {
    assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    assert_eq!(crc32(b""), 0);
}

fn listed(headers: &HeaderMap, names: &str, pairs: bool) -> Result<String, &'static str> {
    match listed_headers(headers, names.as_bytes(), pairs) {
        Ok(text) => Ok(String::from_utf8(text).unwrap()),
        Err(fault) => Err(fault.cause),
    }
}

#[test]
fn listed_headers_are_joined() {
    let mut headers = HeaderMap::new();
    for (name, value) in [("x-a", "1"), ("x-b", "2"), ("x-twice", "3")] {
        headers.insert(name, value.parse().unwrap());
    }
    headers.append("x-twice", "4".parse().unwrap());
    for (names, pairs, text) in [
        ("x-a,X-B", false, Ok("1.2")),
        (" x-a ,, x-b ", true, Ok("x-a:1;x-b:2")),
        ("", true, Ok("")),
        ("x-a,x-c", true, Err("signed header absent")),
        ("x-twice", true, Err("signed header given twice")),
        (
            "x-a,x:",
            true,
            Err("the list of signed headers has an invalid name"),
        ),
    ] {
        let text = text.map(str::to_owned);
        assert_eq!(listed(&headers, names, pairs), text, "{names}");
    }
}

/// Or a list of one name would feed a long header as often as the name stands in another.
#[test]
fn a_header_is_listed_once_and_few_are_listed() {
    let mut headers = HeaderMap::new();
    let names: Vec<String> = (0..=MAX_LISTED).map(|at| format!("x-{at}")).collect();
    for name in &names {
        let name: HeaderName = name.parse().unwrap();
        headers.insert(name, "1".parse().unwrap());
    }
    for pairs in [true, false] {
        for twice in ["x-1,x-1", "x-1,x-2,X-1", "x-1 x-1 x-1"] {
            let refused = Err("a header is listed as signed twice");
            assert_eq!(listed(&headers, twice, pairs), refused, "{twice}");
        }
        assert!(listed(&headers, &names[..MAX_LISTED].join(","), pairs).is_ok());
        let refused = Err("more than 64 headers are listed as signed");
        assert_eq!(listed(&headers, &names.join(","), pairs), refused);
    }
}
