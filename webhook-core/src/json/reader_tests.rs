use serde::de::IgnoredAny;

use super::*;

fn reads(text: &str) -> bool {
    let mut reader = Reader::new(text, 0);
    reader.value().and_then(|()| reader.end()).is_ok()
}

#[track_caller]
fn same(text: &str) {
    let theirs = serde_json::from_str::<IgnoredAny>(text).is_ok();
    assert_eq!(reads(text), theirs, "{text:?}");
    if theirs {
        passes_over(text);
    }
}

/// What does not look at the grammar comes to the same end.
#[track_caller]
fn passes_over(text: &str) {
    let (mut skipping, mut reading) = (Reader::new(text, 0), Reader::new(text, 0));
    assert_eq!(skipping.skip(), reading.value(), "{text:?}");
    assert_eq!(skipping.at(), reading.at(), "{text:?}");
    assert_eq!(Reader::new(text, 0).balance(), 0, "{text:?}");
    if let Some(inner) = text.strip_prefix('{') {
        assert_eq!(Reader::new(inner, 0).balance(), -1, "{text:?}");
    }
}

const DOCUMENTS: &[&str] = &[
    r#"{"a":[1,-2.5e+3,0,-0,1E9,true,false,null],"b":{"c":"x\ty\u00e9\ud83d\ude00 \"quoted\" \\ \/"},"":[]}"#,
    " [ { } , [ ] , \"\" ,\t\"long enough for several words of eight bytes\" \r\n] ",
    r#"[[[[{"a":{"b":[{"c":[0.1,1.0e-7,-12345678901234567890]}]}}]]]]"#,
    r#"{"é":"ü 漢字 😀","\ud800":"\udc00"}"#,
    "12",
    "\"text\"",
];

#[test]
fn documents_are_read() {
    for document in DOCUMENTS {
        assert!(reads(document), "{document}");
        same(document);
    }
}

#[test]
fn every_beginning_and_every_end() {
    for document in DOCUMENTS {
        for (at, _) in document.char_indices() {
            same(&document[..at]);
            same(&document[at..]);
        }
    }
}

#[test]
fn every_character_taken_out_or_put_in() {
    let others = [
        "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "1", "-", "+", ".", "e", "E", "u", "t", "n",
        " ", "\n", "\u{1f}", "\u{0}", "\u{7f}", "é", "\u{a0}", "\u{feff}", "null", "\\u00",
        "\\ud83d", "\\x",
    ];
    for document in DOCUMENTS {
        for (at, character) in document.char_indices() {
            let (before, after) = document.split_at(at);
            let rest = &after[character.len_utf8()..];
            same(&format!("{before}{rest}"));
            for other in others {
                same(&format!("{before}{other}{after}"));
                same(&format!("{before}{other}{rest}"));
            }
        }
    }
}

/// Texts of JSON's own tokens in any order, which come close to JSON far more often than random characters.
#[test]
fn tokens_in_any_order() {
    let tokens = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"a\"",
        "\"\\u12aF\"",
        "1",
        "-0.5",
        "1e5",
        "true",
        "null",
        " ",
        "\"",
        "0",
    ];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut good = 0;
    for _ in 0..200_000 {
        let text: String = (0..=next(9)).map(|_| tokens[next(tokens.len())]).collect();
        same(&text);
        good += usize::from(reads(&text));
    }
    assert!(good > 1_000, "{good} of them are JSON");
}

#[test]
fn nesting_is_kept_beyond_a_word_of_bits() {
    for depth in [1, 63, 64, 65, 127, 128, 129, 1_000, 100_000] {
        let (open, close) = (r#"[{"a":"#.repeat(depth), "}]".repeat(depth));
        assert!(reads(&format!("{open}1{close}")), "{depth}");
        assert!(!reads(&format!("{open}1{}", &close[1..])), "{depth}");
        assert!(!reads(&format!("{open}1]{}", &close[1..])), "{depth}");
    }
}
