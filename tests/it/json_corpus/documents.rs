//! The documents of the corpus: values in many places, keys, sizes, bytes, and nearly correct JSON.

/// Every document once, in the order of its bytes.
pub(super) fn all() -> Vec<Vec<u8>> {
    let mut documents = Vec::new();
    let mut add = |document: &str| documents.push(document.as_bytes().to_vec());
    values(&mut add);
    keys(&mut add);
    sizes(&mut add);
    documents.extend(no_text().chain(encodings()).chain(nearly_right()));
    documents.sort();
    documents.dedup();
    documents
}

/// The values of `json_values.json`, alone and as a part of something.
fn values(add: &mut impl FnMut(&str)) {
    let values: Vec<String> =
        serde_json::from_str(include_str!("../../vectors/json_values.json")).unwrap();
    for value in values {
        add(&value);
        add(&format!(r#"{{"type":{value}}}"#));
        add(&format!(r#"{{"x":{value},"type":"a"}}"#));
        add(&format!(r#"{{"type":"a","x":{value}}}"#));
        add(&format!(r#"{{"type":"a"}}{value}"#));
        add(&format!(r#"{{"type":"a","id":{value}}}"#));
        add(&format!(r#"[{value},{{"type":"a"}}]"#));
        add(&format!(r#"{{"type":"a","type":{value}}}"#));
        add(&format!(r#"{{{value}:1,"type":"a"}}"#));
    }
}

/// Keys that are one key, or look like one.
fn keys(add: &mut impl FnMut(&str)) {
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
}

/// Depth, length and number.
fn sizes(add: &mut impl FnMut(&str)) {
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
}

/// Bytes that are no UTF-8, in every place.
fn no_text() -> impl Iterator<Item = Vec<u8>> {
    const BYTES: &[&[u8]] = &[
        b"\xff",
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
    ];
    const PLACES: &[(&str, &str)] = &[
        ("", ""),
        ("", r#"{"type":"a"}"#),
        (r#"{"type":"a"}"#, ""),
        (r#"{"type":""#, r#""}"#),
        (r#"{"type":"a"#, r#""}"#),
        (r#"{"ty"#, r#"pe":"a"}"#),
        (r#"{"type":"a","x":""#, r#""}"#),
        (r#"{"type":"a","x":"#, "}"),
    ];
    let at = |bytes: &[u8], (before, after): &(&str, &str)| {
        [before.as_bytes(), bytes, after.as_bytes()].concat()
    };
    let everywhere = move |bytes: &&'static [u8]| {
        let bytes = *bytes;
        PLACES.iter().map(move |place| at(bytes, place))
    };
    BYTES.iter().flat_map(everywhere)
}

/// A good document in other encodings.
fn encodings() -> impl Iterator<Item = Vec<u8>> {
    let good = r#"{"type":"a"}"#;
    let little = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [0xfeff].into_iter().chain(good.encode_utf16());
    let big = marked.flat_map(u16::to_be_bytes).collect();
    let wide = good.bytes().flat_map(|byte| [byte, 0, 0, 0]).collect();
    [little, big, wide].into_iter()
}

/// Every beginning of a good document, and every one of its bytes changed.
fn nearly_right() -> impl Iterator<Item = Vec<u8>> {
    const GOOD: &[u8] = br#"{"id":"i","type":"\u0061","x":[1.5e1,{"type":"b"},null]}"#;
    let changed = |at: usize, byte: u8| {
        let mut changed = GOOD.to_vec();
        changed[at] = byte;
        changed
    };
    let bytes = [0, b'"', b'\\', b'{', b'}', b',', 0xff];
    let changed = (0..GOOD.len()).flat_map(move |at| bytes.map(|byte| changed(at, byte)));
    let beginnings = (0..=GOOD.len()).map(|length| GOOD[..length].to_vec());
    beginnings.chain(changed)
}
