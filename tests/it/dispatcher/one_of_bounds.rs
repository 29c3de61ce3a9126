//! The cost of a `OneOf` inside a `OneOf`: the process survives, and a body that takes too long is refused.

use std::time::{Duration, Instant};

use serde::Deserialize;
use webhook_core::extract::Envelope;
use webhook_core::group::RejectionKind;
use webhook_core::outcome::OutcomeKind;
use webhook_core::{Delivery, Dispatcher, EventGroup, OneOf, Unsigned, on_event};

use super::{Bench, post};

#[derive(Debug, Deserialize)]
struct Branch {
    next: Box<Node>,
}

#[derive(Debug, Deserialize)]
struct Leaf {
    leaf: u8,
}

/// By a rule.
#[derive(Debug, OneOf)]
#[one_of(discriminator = "/t")]
enum Node {
    #[one_of("b")]
    Branch(Branch),
    #[one_of("l")]
    Leaf(Leaf),
}

#[derive(Debug, Deserialize)]
struct And {
    inner: Box<Expr>,
    and: u8,
}

#[derive(Debug, Deserialize)]
struct Or {
    inner: Box<Expr>,
    or: u8,
}

/// By structure, where every member begins with the child.
#[derive(Debug, OneOf)]
enum Expr {
    And(And),
    Or(Or),
    Leaf(Leaf),
}

#[derive(Debug, Deserialize)]
struct Plain {
    next: Option<Box<Self>>,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/bounds",
    discriminator = "/type",
    payload = "/data",
    signature = none
)]
enum Bounds {
    #[event("node")]
    Node(Node),
    #[event("expr")]
    Expr(Expr),
    #[event("plain")]
    Plain(Plain),
    #[event("enveloped")]
    Enveloped(Plain),
}

/// The whole body, beside a payload that is a part of it.
#[derive(Debug, Deserialize)]
struct Outer {
    around: Option<Node>,
}

impl Node {
    fn levels(&self) -> usize {
        match self {
            Self::Branch(branch) => branch.next.levels() + 1,
            Self::Leaf(leaf) => leaf.leaf.into(),
        }
    }
}

impl Expr {
    fn levels(&self) -> usize {
        match self {
            Self::And(and) => and.inner.levels() + usize::from(and.and),
            Self::Or(or) => or.inner.levels() + usize::from(or.or),
            Self::Leaf(leaf) => leaf.leaf.into(),
        }
    }
}

#[on_event(group = "bounds", ty = Node)]
fn node(node: Node) {
    assert!(node.levels() <= 127);
}

#[on_event(group = "bounds", ty = Expr)]
fn expr(expr: Expr) {
    assert!(expr.levels() <= 127);
}

#[on_event(group = "bounds", event = "plain")]
fn plain(plain: Plain) {
    assert!(plain.next.is_none_or(|next| next.next.is_none()));
}

#[on_event(group = "bounds", event = "enveloped")]
fn enveloped(_: Plain, Envelope(outer): Envelope<Outer>) {
    assert!(outer.around.is_none_or(|node| node.levels() <= 127));
}

/// Events that are told apart by their shape alone, each with the dear `OneOf` in it.
#[derive(Debug, EventGroup)]
#[event_group(path = "/shapes", signature = none)]
enum Tried {
    #[event("one")]
    One(First),
    #[event("two")]
    Two(Second),
    #[event("text")]
    Text(String),
}

#[derive(Debug, Deserialize)]
struct First {
    expr: Expr,
    one: u8,
}

#[derive(Debug, Deserialize)]
struct Second {
    expr: Expr,
    two: u8,
}

#[on_event(group = "tried", ty = Tried)]
fn tried(event: Tried) {
    match event {
        Tried::One(First { expr, one: 1 }) | Tried::Two(Second { expr, two: 2 }) => {
            assert!(expr.levels() <= 127);
        }
        other => unreachable!("{other:?}"),
    }
}

fn bench() -> Bench {
    Bench::new(|builder| builder.group::<Bounds>(Unsigned).group::<Tried>(Unsigned))
}

fn chain(levels: usize, leaf: &str) -> String {
    format!(
        "{}{leaf}{}",
        r#"{"t":"b","next":"#.repeat(levels),
        "}".repeat(levels)
    )
}

fn shapes(levels: usize) -> String {
    (0..levels).fold(r#"{"leaf":1}"#.to_owned(), |inner, _| {
        format!(r#"{{"inner":{inner},"or":1}}"#)
    })
}

const LEAF: &str = r#"{"t":"l","leaf":1}"#;
const BAD: &str = r#"{"t":"l","leaf":"x"}"#;

fn body(kind: &str, data: &str) -> String {
    format!(r#"{{"type":"{kind}","data":{data}}}"#)
}

#[test]
fn a_few_hundred_bytes_are_answered_at_once() {
    let bench = bench();
    let handled = (200, OutcomeKind::Handled);
    let malformed = (400, OutcomeKind::Malformed);
    let invalid = (422, OutcomeKind::InvalidPayload);
    let enveloped =
        |around: &str| format!(r#"{{"type":"enveloped","data":{{}},"around":{around}}}"#);
    let nested = |levels| "[".repeat(levels) + &"]".repeat(levels);
    let skipped = |levels: usize| format!(r#"{{"t":"l","leaf":1,"more":{}}}"#, nested(levels));
    let started = Instant::now();
    for (body, expected) in [
        (body("node", &chain(0, LEAF)), handled),
        (body("node", &chain(126, LEAF)), handled),
        (body("node", &chain(127, LEAF)), malformed),
        (body("node", &chain(3_200, LEAF)), malformed),
        (body("node", &chain(20_000, LEAF)), malformed),
        (body("node", &chain(22, BAD)), invalid),
        (body("node", &chain(120, BAD)), invalid),
        (body("node", &chain(3_200, BAD)), malformed),
        (body("node", &skipped(126)), handled),
        (body("node", &skipped(127)), malformed),
        (body("node", &skipped(200_000)), malformed),
        (body("expr", &shapes(4)), handled),
        (body("expr", &shapes(22)), malformed),
        (body("expr", &shapes(120)), malformed),
        (body("expr", &shapes(22).replace("or", "xx")), malformed),
        (enveloped(&chain(126, LEAF)), handled),
        (enveloped(&chain(127, LEAF)), malformed),
        (enveloped(&chain(22, BAD)), invalid),
        // Without a `OneOf` nothing is counted but what `serde_json` counts.
        (
            format!(r#"{{"type":"plain","data":{{"more":{}}}}}"#, nested(500)),
            handled,
        ),
        (
            body(
                "plain",
                &("{\"next\":".repeat(200) + "null" + &"}".repeat(200)),
            ),
            malformed,
        ),
    ] {
        let (reply, record) = bench.send_for_record(post("/bounds", &body));
        assert_eq!((reply.status, record.outcome()), expected, "{body:.60}");
    }
    // In a debug build these take well under a second; without the bounds more than a day.
    assert!(
        started.elapsed() < Duration::from_secs(20),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn the_text_names_the_one_of_and_what_to_do() {
    for (body, text) in [
        (
            body("expr", &shapes(22)),
            "members were tried for more than 32 times the bytes of the body: add `#[one_of(discriminator = \"/..\")]` to `Expr`",
        ),
        (
            body("node", &chain(127, LEAF)),
            "the body nests deeper than 128 levels, line 1 column 2054",
        ),
    ] {
        let rejection = Bounds::parse(&Delivery::from(post("/bounds", &body))).unwrap_err();
        assert_eq!(rejection.kind(), RejectionKind::Malformed, "{body:.60}");
        assert_eq!(rejection.to_string(), text);
    }
    let rejection = Bounds::parse(&Delivery::from(post(
        "/bounds",
        &body("node", &chain(2, BAD)),
    )));
    let text = rejection.unwrap_err().to_string();
    assert_eq!(text, "invalid type at `next.next.leaf`");
}

/// The events of a group without a discriminator share what one delivery may spend.
#[test]
fn events_that_are_tried_share_it_too() {
    let bench = bench();
    let body = |expr: &str, last: &str| {
        format!(
            r#"{{"expr":{expr},"{last}":{}}}"#,
            if last == "one" { 1 } else { 2 }
        )
    };
    for (body, status, outcome) in [
        (body(&shapes(3), "one"), 200, OutcomeKind::Handled),
        (body(&shapes(3), "two"), 200, OutcomeKind::Handled),
        (body(&shapes(3), "six"), 200, OutcomeKind::Unknown),
        (body(&shapes(22), "one"), 400, OutcomeKind::Malformed),
        (body(&shapes(22), "six"), 400, OutcomeKind::Malformed),
        (body(&shapes(3_000), "six"), 400, OutcomeKind::Malformed),
    ] {
        let (reply, record) = bench.send_for_record(post("/shapes", &body));
        assert_eq!(
            (reply.status, record.outcome()),
            (status, outcome),
            "{body:.60}"
        );
    }
    let text = Tried::parse(&Delivery::from(post("/shapes", &body(&shapes(22), "one"))));
    assert!(text.unwrap_err().to_string().ends_with("to `Expr`"));
}

#[test]
fn a_thread_with_a_small_stack_answers() {
    let answer = || {
        let dispatcher = Dispatcher::builder()
            .group::<Bounds>(Unsigned)
            .group::<Tried>(Unsigned);
        let dispatcher = dispatcher.build().unwrap();
        for levels in [100, 126, 127, 1_000, 3_200, 20_000] {
            let expr = r#"{"inner":"#.repeat(levels);
            for (data, kind) in [
                (chain(levels, LEAF), "node"),
                (chain(levels, BAD), "node"),
                (format!("{expr}7{}", r#","or":1}"#.repeat(levels)), "expr"),
            ] {
                let request = post("/bounds", &body(kind, &data)).map(http_body_util::Full::new);
                let status = dispatcher.dispatch_blocking(request).status().as_u16();
                let expected = match kind {
                    "node" if levels < 127 && data.contains("leaf\":1") => 200,
                    "node" if levels < 126 => 422,
                    _ => 400,
                };
                assert_eq!(status, expected, "{kind} {levels}");
            }
        }
    };
    let thread = std::thread::Builder::new()
        .stack_size(512 * 1024)
        .spawn(answer);
    thread.unwrap().join().unwrap();
}
