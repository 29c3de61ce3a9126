//! `Forwarded` lines that a client began and a proxy completed, and a second parser of RFC 7239 to compare with.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::uri::Authority;
use http::{HeaderValue, Request};
use http_body_util::Full;
use proptest::prelude::*;
use serde::Deserialize;
use webhook_core::dispatcher::{Peer, ProxyHeaders};
use webhook_core::future::BoxFuture;
use webhook_core::scheme::{SignatureFailure, SignatureFailureKind};
use webhook_core::verification::{CustomSignature, CustomVerifier, Unverifiable};
use webhook_core::{Delivery, Dispatcher, EventGroup, on_event};

#[derive(Debug, Deserialize)]
struct Ping {}

#[derive(Debug, EventGroup)]
#[event_group(path = "/seen", discriminator = "/type", signature = custom)]
enum Seen {
    #[event("ping")]
    Ping(Ping),
}

#[on_event(group = "seen", ty = Ping)]
fn pinged(_ping: Ping) {}

/// Refuses every delivery, and keeps the URL that the dispatcher took for it.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<String>>);

impl CustomVerifier for Told {
    fn verify<'a>(
        &'a self,
        delivery: &'a Delivery,
    ) -> BoxFuture<'a, Result<CustomSignature, Unverifiable>> {
        *self.0.lock().unwrap() = delivery.uri().to_string();
        let refused = SignatureFailure::new(SignatureFailureKind::Missing, "none is looked for");
        Box::pin(async { Err(refused.into()) })
    }
}

/// A dispatcher behind a named proxy.
struct Behind {
    dispatcher: Dispatcher,
    told: Told,
}

impl Behind {
    fn new() -> Self {
        let told = Told::default();
        let dispatcher = Dispatcher::builder()
            .group::<Seen>(told.clone())
            .trusted_proxies(["10.0.0.0/8"], ProxyHeaders::Forwarded)
            .build()
            .unwrap();
        Self { dispatcher, told }
    }

    /// Scheme and host as the dispatcher takes them; `None` where it takes neither.
    fn origin(&self, lines: &[impl AsRef<[u8]>]) -> Option<String> {
        let mut request = Request::post("/seen")
            .body(Full::<Bytes>::default())
            .unwrap();
        for line in lines {
            // What HTTP itself does not allow is refused before.
            let line = HeaderValue::from_bytes(line.as_ref()).ok()?;
            request.headers_mut().append("forwarded", line);
        }
        request.extensions_mut().insert(Peer([10, 1, 2, 3].into()));
        assert_eq!(self.dispatcher.dispatch_blocking(request).status(), 401);
        let url = self.told.0.lock().unwrap();
        url.strip_suffix("/seen")
            .filter(|origin| !origin.is_empty())
            .map(str::to_owned)
    }
}

const OWN: [&str; 4] = [
    "for=192.0.2.1;host=ours.test;proto=https",
    "for=192.0.2.1;by=\"127.0.0.1:5907\";proto=https;host=\"ours.test\"",
    "by=_x;for=\"[2001:db8::9]:4711\";host=\"ours.test\";proto=https",
    "for=_b;proto=https;host=\"ou\\rs.test\"",
];

#[test]
fn a_quote_that_a_client_opens_does_not_hide_what_the_proxy_adds() {
    let behind = Behind::new();
    for own in OWN {
        assert_eq!(
            behind.origin(&[own]).as_deref(),
            Some("https://ours.test"),
            "{own}"
        );
        for client in [
            "host=stolen.test;proto=https;x=\"",
            "host=stolen.test;proto=https;x=\"\\",
            "host=stolen.test;proto=https;x=\"a\\\"",
            "host=stolen.test;proto=https, x=\"",
            "host=stolen.test;proto=https;x=",
            "host=stolen.test;proto=https;x",
            "host=stolen.test;proto=https;\"",
            "host=stolen.test;proto=https;x=a\"b",
        ] {
            for line in [format!("{client}, {own}"), format!("{client},{own}")] {
                assert_eq!(behind.origin(&[&line]), None, "{line}");
                let lines = ["host=stolen.test;proto=https", &line];
                assert_eq!(behind.origin(&lines), None, "{line}");
            }
            // On a line of its own.
            assert_eq!(behind.origin(&[client, own]), None, "{client}");
        }
        // Well-formed, and what a client writes is still what stands before.
        for client in [
            "host=stolen.test;proto=https",
            "x=\"a, b;\\\"\"",
            ";",
            ",",
            "",
        ] {
            let line = format!("{client}, {own}");
            assert_eq!(
                behind.origin(&[&line]).as_deref(),
                Some("https://ours.test"),
                "{line}"
            );
        }
    }
}

#[test]
fn what_rfc_7239_does_not_allow_says_nothing() {
    let behind = Behind::new();
    let good = "host=ours.test;proto=https";
    for bad in [
        "host=ours.test:8443;proto=https", // a port has to be quoted
        "host =ours.test;proto=https",
        "host= ours.test;proto=https",
        "host=\"ours.test\"x;proto=https",
        "host=\"ours.test\" x;proto=https",
        "host=ours.test;proto=https;x=a b",
        "host=ours.test;proto=https;x=(a)",
        "host=ours.test;proto=https;a=1;A=2",
        "host=ours.test;proto=https;for=[::1]",
        "host=ours.test;proto=https;=a",
        "host=ours.test;proto=https;a==b",
        // An element of the proxy's that says nothing: what is before it was written by others.
        "host=ours.test;proto=https,",
        "host=ours.test;proto=https, ;",
    ] {
        assert_eq!(behind.origin(&[bad]), None, "{bad}");
        let joined = format!("{bad}, {good}");
        let of_the_proxy = bad.ends_with([',', ';']).then_some("https://ours.test");
        assert_eq!(
            behind.origin(&[&joined]).as_deref(),
            of_the_proxy,
            "{joined}"
        );
    }
    let long = format!("{}{good}", "a=b;".repeat(15));
    assert_eq!(behind.origin(&[&long]), None, "a name twice");
    let many: Vec<String> = (0..15).map(|number| format!("a{number}=b")).collect();
    let many = many.join(";");
    assert_eq!(
        behind.origin(&[format!("{many};{good}")]),
        None,
        "17 parameters"
    );
    let fewer = many.trim_start_matches("a0=b;");
    assert!(
        behind.origin(&[format!("{fewer};{good}")]).is_some(),
        "16 parameters"
    );
    // Bytes above 127 may stand in quotes.
    let line = b"x=\"\xff\", host=ours.test;proto=https";
    assert_eq!(behind.origin(&[line]).as_deref(), Some("https://ours.test"));
    let line = b"x=\xff, host=ours.test;proto=https";
    assert_eq!(behind.origin(&[line]), None);
}

/// Text that is often nearly a line of `Forwarded`.
fn near_line() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        Just("for"),
        Just("Host"),
        Just("PROTO"),
        Just("host"),
        Just("proto"),
        Just("by"),
        Just("x"),
        Just("")
    ];
    let value = prop_oneof![
        4 => prop_oneof![Just("https"), Just("http"), Just("a.test"), Just("b.test"), Just("10.1.2.3"), Just("192.0.2.1"), Just("_b")]
            .prop_map(str::to_owned),
        2 => prop_oneof![Just("\"[2001:db8::1]:80\""), Just("\"10.1.2.3:99\""), Just("\"a.test:8443\""), Just("\"x, y;\""), Just("\"\"")]
            .prop_map(str::to_owned),
        2 => "\"(\\\\[a-z\"\\\\]|[a-z.,;= ]){0,6}\"",
        1 => "[\"\\\\;,= a\t]{0,5}",
    ];
    let between = prop_oneof![8 => Just(";"), 4 => Just(","), 2 => Just(" ;\t"), 2 => Just(", "), 1 => Just(";;"), 1 => Just("\""), 1 => Just("\\"), 1 => Just(" ")];
    let equals = prop_oneof![12 => Just("="), 1 => Just(""), 1 => Just(" =")];
    let pair = (name, equals, value, between)
        .prop_map(|(name, equals, value, between)| format!("{name}{equals}{value}{between}"));
    let end = prop_oneof![
        Just("host=z.test"),
        Just("proto=https;host=z.test"),
        Just("")
    ];
    (prop::collection::vec(pair, 0..6), end).prop_map(|(pairs, end)| pairs.concat() + end)
}

/// What a client may leave open at the end of its line.
fn left_open() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&["", ";x=\"", "\"", ", x=\"", ";x=\"\\", ";x=", ";"][..])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a client writes before it, the proxy's own element counts, or nothing does.
    #[test]
    fn a_client_cannot_speak_for_the_proxy(
        client in (prop_oneof![near_line(), Just("host=stolen.test;proto=https".to_owned()), "[ -~\t]{0,40}"], left_open())
            .prop_map(|(line, open)| line + open),
        before in near_line(),
        own in prop::sample::select(&OWN[..]),
        comma in prop_oneof![Just(","), Just(", ")],
    ) {
        let behind = Behind::new();
        let line = format!("{client}{comma}{own}");
        for lines in [vec![line.as_str()], vec![&before, &line], vec![&client, own]] {
            let origin = behind.origin(&lines);
            prop_assert!(origin.as_deref().is_none_or(|origin| origin == "https://ours.test"), "{lines:?}: {origin:?}");
        }
    }

    #[test]
    fn two_readings_agree(lines in prop::collection::vec(near_line(), 1..3)) {
        prop_assert_eq!(Behind::new().origin(&lines), second_reading(&lines), "{:?}", lines);
    }
}

#[test]
fn the_second_reading_reads() {
    assert_eq!(
        second_reading(&["host=a.test;proto=https"]).as_deref(),
        Some("https://a.test")
    );
    let line = "for=192.0.2.1;host=a.test;proto=https, for=\"10.1.2.3:99\";host=b.test;proto=http";
    assert_eq!(second_reading(&[line]).as_deref(), Some("https://a.test"));
    assert_eq!(
        second_reading(&["host=a.test;proto=https;x=\", host=b.test"]),
        None
    );
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Mark(char),
    Blank,
    Word(String),
    Quoted(String),
}

/// What a line says by another way than the library's: words first, then what stands between commas and semicolons.
fn second_reading(lines: &[impl AsRef<str>]) -> Option<String> {
    let mut elements = Vec::new();
    for line in lines {
        let tokens = tokens(line.as_ref().trim_matches([' ', '\t']))?;
        for element in tokens.split(|token| *token == Token::Mark(',')) {
            elements.push(pairs(element)?);
        }
    }
    let get = |element: &Vec<(String, String)>, name: &str| {
        let found = element.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.clone())
    };
    let is_named = |element: &Vec<(String, String)>| {
        let value = get(element, "for").unwrap_or_default();
        let address = value
            .parse::<IpAddr>()
            .or_else(|_| value.parse::<SocketAddr>().map(|address| address.ip()));
        matches!(address, Ok(IpAddr::V4(address)) if address.octets()[0] == 10)
    };
    // The first of those that named proxies wrote: the last one, and each that stands before a named `for`.
    let known = elements
        .iter()
        .skip(1)
        .rev()
        .take_while(|element| is_named(element))
        .count();
    let element = elements.iter().rev().nth(known)?;
    let scheme = get(element, "proto")?.to_ascii_lowercase();
    let host = get(element, "host")?;
    let valid = host.parse::<Authority>().is_ok() && !host.contains('@');
    (valid && ["http", "https"].contains(&scheme.as_str())).then(|| format!("{scheme}://{host}"))
}

fn tokens(line: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    // The text in quotes so far, and whether the next character is escaped.
    let mut quoted: Option<(String, bool)> = None;
    for character in line.chars() {
        match (&mut quoted, character) {
            (Some((text, escaped @ true)), _) => {
                text.push(character);
                *escaped = false;
            }
            (Some((_, escaped)), '\\') => *escaped = true,
            (Some((text, _)), '"') => {
                tokens.push(Token::Quoted(std::mem::take(text)));
                quoted = None;
            }
            (Some((text, _)), _) => text.push(character),
            (None, '"') => quoted = Some(Default::default()),
            (None, ' ' | '\t') => tokens.push(Token::Blank),
            (None, ',' | ';' | '=') => tokens.push(Token::Mark(character)),
            (None, _)
                if character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character) =>
            {
                match tokens.last_mut() {
                    Some(Token::Word(word)) => word.push(character),
                    _ => tokens.push(Token::Word(character.into())),
                }
            }
            _ => return None,
        }
    }
    quoted.is_none().then_some(tokens)
}

/// The parameters of an element, by their names in lower case.
fn pairs(element: &[Token]) -> Option<Vec<(String, String)>> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for part in element.split(|token| *token == Token::Mark(';')) {
        let start = part
            .iter()
            .position(|token| *token != Token::Blank)
            .unwrap_or(part.len());
        let end = part
            .iter()
            .rposition(|token| *token != Token::Blank)
            .map_or(start, |at| at + 1);
        match &part[start..end] {
            [] => {}
            [
                Token::Word(name),
                Token::Mark('='),
                Token::Word(value) | Token::Quoted(value),
            ] => {
                let name = name.to_ascii_lowercase();
                if pairs.iter().any(|(other, _)| *other == name) || pairs.len() == 16 {
                    return None;
                }
                pairs.push((name, value.clone()));
            }
            _ => return None,
        }
    }
    Some(pairs)
}
