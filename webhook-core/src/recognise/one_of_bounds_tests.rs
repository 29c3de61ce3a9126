//! What a `OneOf` in a `OneOf` costs: bytes that are read, levels, and stack.

use std::sync::LazyLock;

use serde::Deserialize;

use super::*;
use crate::expression::condition::Condition;
use crate::payload::Payload;
use crate::payload::bounds::take_read;
use crate::payload::error::PayloadErrorKind;

const TAGGED: &[EventDescriptor] = &[
    EventDescriptor::new("Branch", "Branch").with_values(&["b"]),
    EventDescriptor::new("Leaf", "Leaf").with_values(&["l"]),
];

/// By a rule.
#[derive(Debug)]
#[expect(dead_code, reason = "only parsed")]
enum Node {
    Branch(Branch),
    Leaf(Leaf),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Branch {
    next: Option<Box<Node>>,
    all: Vec<Node>,
    note: String,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only parsed")]
struct Leaf {
    leaf: u8,
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        static PLAN: LazyLock<OneOfPlan> =
            LazyLock::new(|| OneOfPlan::new("Node", &[Expression::Pointer("/t")], TAGGED));
        PLAN.deserialize(deserializer, |index, member| match index {
            0 => member.parse().map(Self::Branch),
            1 => member.parse().map(Self::Leaf),
            _ => Err(member.no_such_event()),
        })
    }
}

const SHAPES: &[EventDescriptor] = &[
    EventDescriptor::new("And", "And"),
    EventDescriptor::new("Or", "Or"),
    EventDescriptor::new("Leaf", "Leaf"),
];

/// By structure, and every member begins with the child.
#[derive(Debug)]
#[expect(dead_code, reason = "only parsed")]
enum Expr {
    And(And),
    Or(Or),
    Leaf(Leaf),
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only parsed")]
struct And {
    inner: Box<Expr>,
    and: u8,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only parsed")]
struct Or {
    inner: Box<Expr>,
    or: u8,
}

impl<'de> Deserialize<'de> for Expr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        static PLAN: LazyLock<OneOfPlan> = LazyLock::new(|| OneOfPlan::new("Expr", &[], SHAPES));
        PLAN.deserialize(deserializer, |index, member| match index {
            0 => member.parse().map(Self::And),
            1 => member.parse().map(Self::Or),
            2 => member.parse().map(Self::Leaf),
            _ => Err(member.no_such_event()),
        })
    }
}

/// Contains itself, and a `OneOf` at some depth.
#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only parsed")]
struct Holder {
    down: Option<Box<Self>>,
    node: Option<Node>,
}

/// Contains itself without any text around it.
#[derive(Debug)]
#[expect(dead_code, reason = "only parsed")]
enum Endless {
    Tagged(Box<Self>),
    Tried(Box<Self>),
    TriedToo(Box<Self>),
}

impl<'de> Deserialize<'de> for Endless {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const EVENTS: &[EventDescriptor] = &[
            EventDescriptor::new("Tagged", "Endless")
                .with_conditions(&[Condition::present(Expression::Pointer("/t"))]),
            EventDescriptor::new("Tried", "Endless"),
            EventDescriptor::new("TriedToo", "Endless"),
        ];
        static PLAN: LazyLock<OneOfPlan> = LazyLock::new(|| OneOfPlan::new("Endless", &[], EVENTS));
        PLAN.deserialize(deserializer, |index, member| match index {
            0 => member.parse().map(Self::Tagged),
            1 => member.parse().map(Self::Tried),
            2 => member.parse().map(Self::TriedToo),
            _ => Err(member.no_such_event()),
        })
    }
}

/// `levels` branches in each other around `leaf`, each with `filler` before and after its child.
fn nested(levels: usize, filler: &str, leaf: &str) -> String {
    let (open, close) = if filler.is_empty() {
        (r#"{"t":"b","next":"#.to_owned(), "}".to_owned())
    } else {
        (
            format!(r#"{{"x":{filler},"next":"#),
            format!(r#","y":{filler},"t":"b"}}"#),
        )
    };
    format!("{}{leaf}{}", open.repeat(levels), close.repeat(levels))
}

const LEAF: &str = r#"{"t":"l","leaf":1}"#;
const BAD_LEAF: &str = r#"{"t":"l","leaf":"x"}"#;

fn parse<P: PayloadType>(body: &str) -> Result<P, (PayloadErrorKind, String)> {
    let payload = Payload::new(body, Some(body), false);
    payload
        .parse()
        .map_err(|error| (error.kind(), error.to_string()))
}

/// The bytes that are read for the `OneOf`s of `body`.
fn read_for<P: PayloadType>(body: &str, fits: bool) -> usize {
    take_read();
    assert_eq!(parse::<P>(body).is_ok(), fits, "{body}");
    take_read()
}

#[test]
fn with_rules_twice_the_text_costs_twice_the_bytes() {
    let long = format!("\"{}\"", "s\\\"".repeat(50));
    let fillers = [
        "",
        "1",
        "[[],{\"t\":\"b\"},[1,2,{}]]",
        "  \n [ ]  ",
        long.as_str(),
    ];
    for filler in fillers {
        for (leaf, fits) in [(LEAF, true), (BAD_LEAF, false)] {
            // In each other, and beside each other.
            for levels in [4, 16, 31, 60] {
                let body = |levels| nested(levels, filler, leaf);
                let (one, two) = (body(levels), body(levels * 2));
                compare(&one, &two, fits);
            }
            for count in [1, 20] {
                let body = |count: usize| {
                    let items = vec![nested(20, filler, LEAF); count].join(",");
                    format!(r#"{{"all":[{items},{leaf}],"t":"b"}}"#)
                };
                compare(&body(count), &body(count * 2), fits);
            }
        }
    }
}

/// Compares what is read for a text with what is read for one of about twice its length.
#[track_caller]
fn compare(one: &str, two: &str, fits: bool) {
    let (read_one, read_two) = (read_for::<Node>(one, fits), read_for::<Node>(two, fits));
    let lengths = (one.len(), two.len());
    // No body is read more often than it has kinds of passes: outline, rules and type, once more for an error.
    assert!(read_two <= two.len() * 8, "{read_two} for {lengths:?}");
    assert!(read_one >= one.len(), "{read_one} for {lengths:?}");
    let (read_one, read_two) = (read_one * lengths.1, read_two * lengths.0);
    assert!(
        read_two * 10 <= read_one * 11,
        "{read_one} {read_two} for {lengths:?}"
    );
}

#[test]
fn a_wrong_leaf_is_explained_once_and_from_the_outside() {
    let expected = format!("invalid type at `{}leaf`", "next.".repeat(20));
    let (kind, text) = parse::<Node>(&nested(20, "", BAD_LEAF)).unwrap_err();
    assert_eq!(kind, PayloadErrorKind::Invalid);
    assert!(text.starts_with(&expected), "{text}");
    let error = serde_json::from_str::<Node>(&nested(2, "", BAD_LEAF)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "member `Branch` of `Node` does not fit: invalid type at `next.next.leaf`"
    );
}

/// Values that are a `OneOf` stand in each other without any text between them.
#[test]
fn what_contains_itself_comes_to_an_end() {
    for body in [r#"{"t":1}"#, "{}", "7", "[[]]"] {
        let (kind, text) = parse::<Endless>(body).unwrap_err();
        assert_eq!(kind, PayloadErrorKind::Malformed, "{text}");
        assert!(serde_json::from_str::<Endless>(body).is_err());
    }
}

#[test]
fn depth_is_that_of_the_whole_body() {
    let held = |around: usize, levels: usize, skipped: usize| {
        let filler = "[".repeat(skipped) + "0" + &"]".repeat(skipped);
        let node = nested(
            levels,
            "",
            &format!(r#"{{"t":"l","skipped":{filler},"leaf":1}}"#),
        );
        format!(
            "{}{{\"node\":{node}}}{}",
            r#"{"down":"#.repeat(around),
            "}".repeat(around)
        )
    };
    // The holder's own object and the leaf's are one level each.
    for (around, levels, skipped, fits) in [
        (0, 126, 0, true),
        (0, 127, 0, false),
        (100, 26, 0, true),
        (100, 27, 0, false),
        (0, 100, 26, true),
        (0, 100, 27, false),
        (50, 50, 26, true),
        (50, 50, 27, false),
        (0, 5000, 0, false),
        (0, 0, 100_000, false),
    ] {
        let body = held(around, levels, skipped);
        let parsed = parse::<Holder>(&body).map_err(|(kind, text)| {
            assert_eq!(kind, PayloadErrorKind::Malformed, "{text}");
            assert!(
                text.starts_with("the body nests deeper than 128 levels"),
                "{text}"
            );
        });
        assert_eq!(parsed.is_ok(), fits, "{around} {levels} {skipped}");
    }
    // Without a `OneOf` a payload that parsed is accepted as before.
    let plain = format!(r#"{{"skipped":{}{}}}"#, "[".repeat(500), "]".repeat(500));
    parse::<Holder>(&plain).unwrap();
}

#[test]
fn a_one_of_outside_of_a_delivery_has_the_same_bounds() {
    let read = |levels| serde_json::from_str::<Node>(&nested(levels, "", LEAF));
    read(127).unwrap();
    for levels in [128, 1000, 100_000] {
        assert_eq!(
            read(levels).unwrap_err().to_string(),
            "`Node` nests deeper than 128 levels"
        );
    }
    let body = shapes(20);
    let text = serde_json::from_str::<Expr>(&body).unwrap_err().to_string();
    assert_eq!(text, format!("{TRIED_TOO_LONG} `Expr`"));
    // Nothing stays behind.
    read(127).unwrap();
    serde_json::from_str::<Expr>(&shapes(3)).unwrap();
}

/// Valid, and only the last member fits at each level.
fn shapes(levels: usize) -> String {
    (0..levels).fold(r#"{"leaf":1}"#.to_owned(), |inner, _| {
        format!(r#"{{"inner":{inner},"or":1}}"#)
    })
}

#[test]
fn members_without_a_rule_share_what_a_delivery_may_spend() {
    parse::<Expr>(&shapes(4)).unwrap();
    for levels in [20, 60, 120] {
        for body in [shapes(levels), shapes(levels).replace("or", "xx")] {
            take_read();
            let (kind, text) = parse::<Expr>(&body).unwrap_err();
            assert!(take_read() <= body.len() * 34, "{levels}");
            assert_eq!(kind, PayloadErrorKind::Malformed, "{text}");
            assert_eq!(text, format!("{TRIED_TOO_LONG} `Expr`"));
        }
    }
    // The body as a whole is what counts: one dear value may stand in a long body, and many may not.
    let filler = " ".repeat(4000);
    let list = |count: usize| format!(r#"[{},"{filler}"]"#, vec![shapes(8); count].join(","));
    parse::<Vec<Expr>>(&format!("[{}]", shapes(8))).unwrap_err();
    let (kind, text) = parse::<Vec<Expr>>(&list(1)).unwrap_err();
    assert_eq!(kind, PayloadErrorKind::Invalid, "{text}");
    assert!(text.starts_with("no member matches at `[1]`"), "{text}");
    let (kind, text) = parse::<Vec<Expr>>(&list(50)).unwrap_err();
    assert_eq!(kind, PayloadErrorKind::Malformed, "{text}");
}

/// An error that a type keeps to itself does not keep the excess from being seen.
#[test]
fn no_type_swallows_an_excess() {
    #[derive(Debug)]
    struct Swallows(#[expect(dead_code, reason = "only parsed")] Option<Expr>);
    impl<'de> Deserialize<'de> for Swallows {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Ok(Self(Expr::deserialize(deserializer).ok()))
        }
    }
    parse::<Swallows>(&shapes(3)).unwrap();
    parse::<Swallows>(r#"{"leaf":"x"}"#).unwrap();
    let (kind, _) = parse::<Swallows>(&shapes(30)).unwrap_err();
    assert_eq!(kind, PayloadErrorKind::Malformed);
}

#[test]
fn a_panic_leaves_nothing_behind() {
    #[derive(Debug)]
    struct Panics;
    impl<'de> Deserialize<'de> for Panics {
        fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
            panic!("a payload's own");
        }
    }
    #[derive(Debug)]
    struct Outer;
    impl<'de> Deserialize<'de> for Outer {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let plan = OneOfPlan::new("Outer", &[], SHAPES);
            plan.deserialize(deserializer, |_, member| {
                // Above what is allowed, so that every kind of state is set.
                serde_json::from_str::<Expr>(&shapes(30)).unwrap_err();
                member.parse::<Panics>().map(|_| Self)
            })
        }
    }
    for _ in 0..200 {
        let body = nested(127, "", LEAF);
        std::panic::catch_unwind(|| parse::<Outer>("{}").is_ok()).unwrap_err();
        parse::<Node>(&body).unwrap();
        parse::<Expr>(&shapes(4)).unwrap();
    }
}

/// The smallest stack that a server may give a thread that answers requests.
#[test]
fn no_depth_needs_more_than_512_kib_of_stack() {
    let small = std::thread::Builder::new().stack_size(512 * 1024);
    let read = || {
        for levels in [127, 128, 3200, 20_000] {
            for leaf in [LEAF, BAD_LEAF] {
                let parsed = parse::<Node>(&nested(levels, "", leaf));
                assert_eq!(parsed.is_ok(), levels == 127 && leaf == LEAF);
            }
            let chain = r#"{"inner":"#.repeat(levels) + "7" + &r#","or":1}"#.repeat(levels);
            parse::<Expr>(&chain).unwrap_err();
            parse::<Endless>("{}").unwrap_err();
        }
        let node = nested(127, "", LEAF);
        let mixed = format!(
            "{}{{\"node\":{node}}}{}",
            r#"{"down":"#.repeat(126),
            "}".repeat(126)
        );
        parse::<Holder>(&mixed).unwrap_err();
    };
    small.spawn(read).unwrap().join().unwrap();
}
