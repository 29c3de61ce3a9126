//! Bodies that are not JSON, or are too large.

use webhook_examples::deliveries::EXAMPLES;

use super::{Case, HANDLED, MALFORMED, REJECTED, TOO_LARGE, UNKNOWN, expect};
use crate::everything::{GROUPS, example_of, fixture, signed_like, unsigned_like};

/// The body of the group's first example.
fn example(group: &str) -> Vec<u8> {
    example_of(group).body.trim_end().as_bytes().to_vec()
}

/// The same with a member that nothing reads; `webhooks_c` has no such place, so that it is a value of its map.
fn with_member(group: &str, member: &[u8]) -> Vec<u8> {
    if group == "webhooks_c" {
        return [b"{", member, b"}"].concat();
    }
    [b"{", member, b",", &example(group)[1..]].concat()
}

fn with_skipped(group: &str, value: &[u8]) -> Vec<u8> {
    with_member(group, &[br#""skipped":"#, value].concat())
}

fn followed_by(group: &str, rest: &[u8]) -> Vec<u8> {
    [&example(group), rest].concat()
}

fn nested(levels: usize) -> Vec<u8> {
    [b"[".repeat(levels), b"]".repeat(levels)].concat()
}

/// Fills up to `bytes` with white space, which JSON allows at the end.
fn filled(group: &str, bytes: usize) -> Vec<u8> {
    let mut body = example(group);
    body.resize(bytes, b' ');
    body
}

/// What `callbacks_b` signs is a value of the body, and a body that is no JSON has none.
const NO_JSON: &[(&str, (u16, webhook_core::outcome::OutcomeKind))] = &[("callbacks_b", REJECTED)];

const CASES: &[Case] = &[
    Case {
        name: "empty",
        body: |_| Vec::new(),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "white space",
        body: |_| b" \n".to_vec(),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "a byte that is no UTF-8",
        body: |_| vec![0xff],
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "no UTF-8 in a value that is skipped",
        body: |group| with_skipped(group, b"\"\xff\""),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "a surrogate in UTF-8 in a value that is skipped",
        body: |group| with_skipped(group, b"\"\xed\xa0\x80\""),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "no UTF-8 in a key that is skipped",
        body: |group| with_member(group, b"\"\xff\":\"\""),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "no UTF-8 behind the document",
        body: |group| followed_by(group, b"\xff"),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "10,000 arrays in each other",
        body: |_| nested(10_000),
        // Where rules decide, none holds, and nothing has to be parsed. Where the shape decides, no type fits, and
        // what no type could hold is no JSON to us. The others have no discriminator.
        reply: MALFORMED,
        but: &[
            ("webhooks", UNKNOWN),
            ("webhooks_a", UNKNOWN),
            ("webhooks_b", UNKNOWN),
            ("callbacks_a", UNKNOWN),
            ("callbacks_b", REJECTED),
        ],
    },
    Case {
        name: "10,000 arrays in each other in a value that is skipped",
        body: |group| with_skipped(group, &nested(10_000)),
        reply: HANDLED,
        but: &[("webhooks_c", MALFORMED)],
    },
    Case {
        name: "10,000 arrays that are never closed",
        body: |_| b"[".repeat(10_000),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "10,000 objects that are never closed in a value that is skipped",
        body: |group| with_skipped(group, &br#"{"a":"#.repeat(10_000)),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "NaN",
        body: |_| b"NaN".to_vec(),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "NaN in a value that is skipped",
        body: |group| with_skipped(group, b"NaN"),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "-Infinity in a value that is skipped",
        body: |group| with_skipped(group, b"-Infinity"),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "a number beyond every type in a value that is skipped",
        body: |group| with_skipped(group, b"1e999999"),
        reply: HANDLED,
        but: &[("webhooks_c", UNKNOWN)],
    },
    Case {
        name: "half a surrogate pair in a value that is skipped",
        body: |group| with_skipped(group, br#""\ud800""#),
        // The grammar of JSON allows it, and only who wants its characters has to refuse it.
        reply: HANDLED,
        but: &[("webhooks_c", UNKNOWN)],
    },
    Case {
        name: "a control character in a value that is skipped",
        body: |group| with_skipped(group, b"\"\x00\""),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "a byte-order mark before the document",
        body: |group| [b"\xef\xbb\xbf", example(group).as_slice()].concat(),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "the document in UTF-16",
        body: |group| example(group).iter().flat_map(|byte| [*byte, 0]).collect(),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "text behind the document",
        body: |group| followed_by(group, b" x"),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "a null byte behind the document",
        body: |group| followed_by(group, b"\0"),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "two documents",
        body: |group| followed_by(group, &example(group)),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "two documents, one a line",
        body: |group| followed_by(group, &[b"\n", example(group).as_slice(), b"\n"].concat()),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "white space around the document",
        body: |group| [b"\r\n\t ", example(group).as_slice(), b" \t\r\n"].concat(),
        reply: HANDLED,
        but: &[],
    },
    Case {
        name: "a comment behind the document",
        body: |group| followed_by(group, b"// x"),
        reply: MALFORMED,
        but: NO_JSON,
    },
    Case {
        name: "a comma behind the last member",
        body: |group| with_member(group, br#""skipped":"",}"#)[..].to_vec(),
        reply: MALFORMED,
        but: NO_JSON,
    },
];

#[tokio::test]
async fn each_body_has_its_reply() {
    let fixture = fixture();
    for case in CASES {
        case.check(&fixture).await;
    }
}

#[tokio::test]
async fn a_body_of_one_mebibyte_is_read() {
    let case = Case {
        name: "1 MiB",
        body: |group| filled(group, 1024 * 1024),
        reply: HANDLED,
        but: &[],
    };
    case.check(&fixture()).await;
}

/// Refused before the signature is looked at, because it cannot be looked at without the body.
#[tokio::test]
async fn a_body_of_one_byte_more_is_refused() {
    let fixture = fixture();
    for (group, _) in GROUPS {
        let (example, body) = (example_of(group), filled(group, 1024 * 1024 + 1));
        for request in [
            signed_like(example, body.clone()),
            unsigned_like(example, body),
        ] {
            expect(&fixture, request, TOO_LARGE, || group.to_owned()).await;
        }
    }
}

/// As deep as a body can be.
#[tokio::test]
async fn a_mebibyte_of_brackets_costs_no_stack() {
    let fixture = fixture();
    for (group, is_signed) in GROUPS {
        let example = example_of(group);
        let reply = if group == "callbacks_b" {
            REJECTED
        } else {
            MALFORMED
        };
        let body = b"[".repeat(1024 * 1024);
        expect(&fixture, signed_like(example, body.clone()), reply, || {
            group.to_owned()
        })
        .await;
        let reply = if is_signed { REJECTED } else { reply };
        expect(&fixture, unsigned_like(example, body), reply, || {
            group.to_owned()
        })
        .await;
    }
}

#[tokio::test]
async fn every_truncation_of_every_example_is_malformed() {
    let fixture = fixture();
    let mut count = 0;
    for example in EXAMPLES {
        let is_signed = GROUPS.contains(&(example.group, true));
        let body = example.body.trim_end().as_bytes();
        let reply = if example.group == "callbacks_b" {
            REJECTED
        } else {
            MALFORMED
        };
        for length in 0..body.len() {
            let cut = &body[..length];
            let what = || format!("{} cut off after {length} bytes", example.body);
            expect(&fixture, signed_like(example, cut.to_vec()), reply, what).await;
            let reply = if is_signed { REJECTED } else { reply };
            expect(&fixture, unsigned_like(example, cut.to_vec()), reply, what).await;
            count += 2;
        }
    }
    assert!(count > 10_000, "{count}");
}
