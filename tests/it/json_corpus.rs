//! Malformed and extreme JSON through a whole dispatch, in the manner of `JSONTestSuite`.
//!
//! What is asked of each case: no panic; nothing is accepted that is not UTF-8 or that `serde_json` does not read as one
//! document; and what recognised the event is what the payload says.
#![expect(clippy::needless_pass_by_value, reason = "a handler owns its payload")]

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use serde::de::IgnoredAny;
use webhook_core::{
    Dispatcher, EventGroup, OutcomeKind, RecentDeliveries, State, UnknownEvent, on_event,
};

/// A payload that is the whole body, so that it says itself which event it is.
#[derive(Clone, Debug, serde::Deserialize)]
pub(crate) struct Whole {
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/corpus", discriminator = "/type", id = "/id", max_body = 8000000, signature = none)]
pub(crate) enum Corpus {
    #[event("a")]
    A(Whole),
    #[event("b")]
    B(Whole),
    #[event("\u{e9}")]
    Composed(Whole),
    #[event("")]
    Empty(Whole),
}

/// The same without a discriminator: only the shape tells.
#[derive(Debug, EventGroup)]
#[event_group(path = "/shapes", max_body = 8000000, signature = none)]
pub(crate) enum Shapes {
    #[event("whole")]
    Whole(Whole),
}

type Said = Arc<Mutex<Option<(&'static str, String)>>>;

#[on_event(group = "corpus", ty = Corpus)]
fn corpus(event: Corpus, State(said): State<Said>) {
    let (name, whole) = match event {
        Corpus::A(whole) => ("a", whole),
        Corpus::B(whole) => ("b", whole),
        Corpus::Composed(whole) => ("\u{e9}", whole),
        Corpus::Empty(whole) => ("", whole),
    };
    *said.lock().unwrap() = Some((name, whole.kind));
}

#[on_event(group = "corpus", ty = UnknownEvent)]
fn unknown(event: UnknownEvent, State(said): State<Said>) {
    *said.lock().unwrap() = event
        .values()
        .first()
        .map(|value| ("unknown", value.clone()));
}

#[on_event(group = "shapes", ty = Whole)]
fn shape(whole: Whole, State(said): State<Said>) {
    *said.lock().unwrap() = Some(("whole", whole.kind));
}

pub(crate) struct Oracle {
    dispatcher: Dispatcher,
    recent: Arc<RecentDeliveries>,
    said: Said,
}

impl Oracle {
    pub(crate) fn new() -> Self {
        let (recent, said) = (Arc::new(RecentDeliveries::new(1)), Said::default());
        let builder = Dispatcher::builder()
            .unsigned_group::<Corpus>()
            .unsigned_group::<Shapes>();
        let dispatcher = builder
            .state(Arc::clone(&said))
            .observer(recent.clone())
            .build()
            .unwrap();
        Self {
            dispatcher,
            recent,
            said,
        }
    }

    /// Dispatches a body at a path, checks what must hold for any, and says what became of it.
    pub(crate) fn check(&self, path: &str, body: &[u8]) -> OutcomeKind {
        *self.said.lock().unwrap() = None;
        let request = Request::post(path)
            .body(Full::new(Bytes::copy_from_slice(body)))
            .unwrap();
        let status = self.dispatcher.dispatch_blocking(request).status();
        let record = self.recent.last().remove(0);
        let shown = || String::from_utf8_lossy(&body[..body.len().min(200)]).into_owned();
        let kind = record.outcome();
        assert_ne!(kind, OutcomeKind::Panicked, "{}", shown());
        if status.is_success() {
            assert!(
                std::str::from_utf8(body).is_ok(),
                "not UTF-8, and accepted: {}",
                shown()
            );
            assert!(
                serde_json::from_slice::<IgnoredAny>(body).is_ok(),
                "no JSON, and accepted: {}",
                shown()
            );
        } else {
            let expected = [OutcomeKind::Malformed, OutcomeKind::Unfit];
            assert!(expected.contains(&kind), "{kind}: {}", shown());
        }
        match self.said.lock().unwrap().take() {
            // The whole is a payload whose own field must be the discriminator.
            Some((event, value))
                if kind == OutcomeKind::Handled
                    && record.event().is_some()
                    && path == "/corpus" =>
            {
                assert_eq!(
                    (Some(event), event),
                    (record.event(), value.as_str()),
                    "{}",
                    shown()
                );
            }
            // An unknown one must not be an event of the group.
            Some(("unknown", value)) => {
                assert!(
                    !["a", "b", "\u{e9}", ""].contains(&value.as_str()),
                    "{}",
                    shown()
                );
            }
            _ => {}
        }
        kind
    }
}

/// Values that stand in many places of a document.
const VALUES: &[&str] = &[
    "0",
    "-0",
    "1",
    "-1",
    "1.5",
    "1e3",
    "1E+3",
    "1e-3",
    "1e999",
    "-1e999",
    "1e-999",
    "18446744073709551616",
    "9007199254740993",
    "-9223372036854775809",
    "0.1e1",
    "123456789012345678901234567890.123456789",
    "00",
    "01",
    "-01",
    "+1",
    ".5",
    "1.",
    "1.e1",
    "1e",
    "1e+",
    "-",
    "--1",
    "0x10",
    "1_000",
    "1,5",
    "NaN",
    "Infinity",
    "-Infinity",
    "nan",
    "true",
    "false",
    "null",
    "True",
    "TRUE",
    "nul",
    "nulll",
    "truefalse",
    "undefined",
    "None",
    r#""""#,
    r#""a""#,
    r#""b""#,
    r#""\u0061""#,
    r#""\u00e9""#,
    r#""e\u0301""#,
    "\"\u{e9}\"",
    r#""\u0000""#,
    r#""\ud83d\ude00""#,
    r#""\ud83d""#,
    r#""\ude00""#,
    r#""\ude00\ud83d""#,
    r#""\ud83d\ud83d""#,
    r#""\uD83Dx""#,
    r#""\ud800\n""#,
    r#""\u""#,
    r#""\u00""#,
    r#""\u00zz""#,
    r#""\x61""#,
    r#""\a""#,
    r#""\'""#,
    r#""\""#,
    r#""\\""#,
    r#""\/""#,
    r#""\b\f\n\r\t""#,
    "\"\t\"",
    "\"\n\"",
    "\"\r\"",
    "\"\0\"",
    "\"\u{1f}\"",
    "\"\u{7f}\"",
    "\"\u{feff}\"",
    "\"\u{2028}\"",
    "\"\u{202e}a\"",
    "\"\u{430}\"",
    "\"a\u{0}\"",
    "'a'",
    "`a`",
    "a",
    "\"a",
    "a\"",
    "\"a\"\"b\"",
    "[]",
    "[1]",
    "[1,]",
    "[,1]",
    "[1,,2]",
    "[1 2]",
    "[",
    "]",
    "[[]",
    "[]]",
    r#"["a"]"#,
    "[\"a\"",
    "{}",
    "{",
    "}",
    "{}}",
    r#"{"a"}"#,
    r#"{"a":}"#,
    r"{:1}",
    r#"{"a":1,}"#,
    r#"{,"a":1}"#,
    r#"{"a" 1}"#,
    r#"{"a"::1}"#,
    "{a:1}",
    "{'a':1}",
    r"{1:1}",
    r"{null:1}",
    r#"{"a":1 "b":2}"#,
    r#"{"a":1}{"b":2}"#,
    r#"{"type":"a"}"#,
    "//x",
    "/**/1",
    "1//x",
    "#",
    "\u{c}1",
    "\u{a0}1",
    "\u{2003}1",
    "\u{feff}1",
    "\u{200b}",
    "(1)",
    "<a/>",
    "1;",
    "\\",
    "\\n",
    "$",
    "@",
    "",
    " ",
];

/// Documents that are put together in another way.
#[expect(clippy::too_many_lines, reason = "a list")]
fn documents() -> Vec<Vec<u8>> {
    let mut documents: Vec<Vec<u8>> = Vec::new();
    let mut add = |document: &str| documents.push(document.as_bytes().to_vec());
    for value in VALUES {
        add(value);
        add(&format!(r#"{{"type":{value}}}"#));
        add(&format!(r#"{{"x":{value},"type":"a"}}"#));
        add(&format!(r#"{{"type":"a","x":{value}}}"#));
        add(&format!(r#"{{"type":"a"}}{value}"#));
        add(&format!(r#"{{"type":"a","id":{value}}}"#));
        add(&format!(r#"[{value},{{"type":"a"}}]"#));
        add(&format!(r#"{{"type":"a","type":{value}}}"#));
        add(&format!(r#"{{{value}:1,"type":"a"}}"#));
    }
    // Keys that are one key, or look like one.
    for key in [
        r"type",
        r"\u0074ype",
        r"ty\u0070e",
        r"Type",
        r"type ",
        r" type",
        "type\u{200b}",
        r"ty\pe",
        "\u{442}ype",
    ] {
        add(&format!(r#"{{"{key}":"a"}}"#));
        for other in [r"type", r"\u0074ype"] {
            add(&format!(r#"{{"{key}":"a","{other}":"b"}}"#));
            add(&format!(
                r#"{{"{other}":"a","x":{{"type":"b"}},"{key}":"b"}}"#
            ));
        }
    }
    // Depth, length and number.
    for depth in [1, 64, 126, 127, 128, 129, 1000, 100_000] {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        add(&format!("{open}{close}"));
        add(&open);
        add(&format!(r#"{{"type":"a","x":{open}{close}}}"#));
        add(&format!(r#"{{"x":{open}{close},"type":"a"}}"#));
        add(&format!(r#"{{"x":{open},"type":"a"}}"#));
        let (open, close) = (r#"{"x":"#.repeat(depth), "}".repeat(depth));
        add(&format!(r#"{{"type":"a","x":{open}1{close}}}"#));
        add(&format!(r#"{open}{{"type":"a"}}{close}"#));
    }
    for length in [255, 256, 65_536, 1_000_000] {
        add(&format!(r#"{{"type":"{}"}}"#, "a".repeat(length)));
        add(&format!(r#"{{"type":"a","{}":1}}"#, "k".repeat(length)));
        add(&format!(r#"{{"type":"a","x":{}}}"#, "9".repeat(length)));
        add(&format!(r#"{{"type":"a","x":0.{}}}"#, "9".repeat(length)));
        add(&format!(
            r#"{}{{"type":"a"}}{}"#,
            " \t\r\n".repeat(length / 4),
            " ".repeat(length)
        ));
        add(&format!(
            r#"{{{}"type":"a"}}"#,
            r#""k":1,"#.repeat(length / 10)
        ));
    }
    // Bytes that are no UTF-8, in every place.
    for bytes in [
        &b"\xff"[..],
        b"\xfe\xff",
        b"\x80",
        b"\xc0\xaf",
        b"\xc3",
        b"\xc3\x28",
        b"\xe0\x80\x80",
        b"\xed\xa0\x80",
        b"\xed\xb0\x80",
        b"\xf0\x28\x8c\x28",
        b"\xf4\x90\x80\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\xef\xbb\xbf",
        b"\xef\xbf\xbe",
    ] {
        for (before, after) in [
            ("", ""),
            ("", r#"{"type":"a"}"#),
            (r#"{"type":"a"}"#, ""),
            (r#"{"type":""#, r#""}"#),
            (r#"{"type":"a"#, r#""}"#),
            (r#"{"ty"#, r#"pe":"a"}"#),
            (r#"{"type":"a","x":""#, r#""}"#),
            (r#"{"type":"a","x":"#, "}"),
        ] {
            documents.push([before.as_bytes(), bytes, after.as_bytes()].concat());
        }
    }
    // Other encodings of a good document.
    let good = r#"{"type":"a"}"#;
    let utf16: Vec<u16> = good.encode_utf16().collect();
    documents.push(utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect());
    documents.push(
        [0xfeff]
            .iter()
            .chain(&utf16)
            .flat_map(|unit| unit.to_be_bytes())
            .collect(),
    );
    documents.push(good.bytes().flat_map(|byte| [byte, 0, 0, 0]).collect());
    // Every beginning of a good document, and every one of its bytes changed.
    let good = r#"{"id":"i","type":"\u0061","x":[1.5e1,{"type":"b"},null]}"#.as_bytes();
    for at in 0..=good.len() {
        documents.push(good[..at].to_vec());
    }
    for at in 0..good.len() {
        for byte in [0, b'"', b'\\', b'{', b'}', b',', 0xff] {
            let mut changed = good.to_vec();
            changed[at] = byte;
            documents.push(changed);
        }
    }
    documents.sort();
    documents.dedup();
    documents
}

#[test]
fn no_document_is_taken_for_what_it_is_not() {
    let oracle = Oracle::new();
    let documents = documents();
    assert!(documents.len() >= 200);
    for path in ["/corpus", "/shapes"] {
        let mut counts = std::collections::BTreeMap::new();
        for document in &documents {
            let kind = oracle.check(path, document);
            *counts.entry(kind.as_str()).or_insert(0) += 1;
        }
        println!("{path}: {} documents, {counts:?}", documents.len());
        assert!(counts["handled"] > 0 && counts["malformed"] > 0);
    }
}

#[test]
fn the_common_traps_end_as_documented() {
    use OutcomeKind::{Handled, Malformed, Unknown};
    // `Handled` by the fallback, where the event is none of the group.
    let oracle = Oracle::new();
    let deep = |depth| {
        format!(
            r#"{{"type":"a","x":{}{}}}"#,
            "[".repeat(depth),
            "]".repeat(depth)
        )
    };
    for (body, kind) in [
        (r#"{"type":"a"}"#, Handled),
        (r#"{"\u0074ype":"\u0061"}"#, Handled),
        (r#"{"type":"a","x":1,"x":2}"#, Handled),
        (r#"{"type":"a","type":"a"}"#, Malformed),
        (r#"{"type":"a","\u0074ype":"b"}"#, Malformed),
        ("\u{feff}{\"type\":\"a\"}", Malformed),
        (r#"{"type":"a"} {"type":"a"}"#, Malformed),
        (r#"{"type":"e\u0301"}"#, Handled),
        (r#"{"type":null}"#, Malformed),
        (r#"{"type":["a"]}"#, Malformed),
        (r#"{"type":7}"#, Handled),
        ("", Malformed),
        ("null", Malformed),
    ] {
        assert_eq!(oracle.check("/corpus", body.as_bytes()), kind, "{body}");
    }
    // A field that the payload skips may nest as deep as it likes.
    assert_eq!(oracle.check("/corpus", deep(100_000).as_bytes()), Handled);
    assert_eq!(oracle.check("/shapes", br#"{"type":7}"#), Unknown);
}
