use std::sync::Arc;

use super::*;
use crate::observe::{Capture, RecentDeliveries};
use crate::testing::{Forge, FrozenClock, dispatch_blocking};
use crate::{EventGroup, Secret, Unsigned};

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/shop",
    discriminator = "/type",
    unhandled = accept,
    signature(
        algorithm = "hmac-sha256",
        header = "X-Signature",
        field("time", header = "X-Time"),
        timestamp("time", unit = s),
        message = "{time}.{$request.body}",
    ),
)]
enum Shop {
    #[event("order.created")]
    Created,
    #[event("order.updated", when("/urgent"))]
    Urgent,
    #[event("refund")]
    Refund,
}

#[derive(Debug, EventGroup)]
#[event_group(path = "/open", discriminator = "/type", unhandled = accept, signature = none)]
enum Open {
    #[event("order.created")]
    Created,
}

const SECRET: &str = "the-secret-of-the-shop";

struct Fixture {
    dispatcher: Dispatcher,
    recent: Arc<RecentDeliveries>,
    clock: FrozenClock,
}

impl Fixture {
    fn new() -> Self {
        let (recent, clock) = (
            Arc::new(RecentDeliveries::new(100)),
            FrozenClock::at(1_700_000_000),
        );
        let keys = Keyring::new()
            .with("old", Secret::new("another-secret-of-it"))
            .with("new", Secret::new(SECRET));
        let dispatcher = Dispatcher::builder()
            .group::<Shop>(keys)
            .group::<Open>(Unsigned)
            .observer(Arc::clone(&recent))
            .capture(Capture::last(100, 1 << 20))
            .clock(clock.clone())
            .build()
            .unwrap();
        Self {
            dispatcher,
            recent,
            clock,
        }
    }

    fn forge(&self, body: &'static str) -> Forge {
        Forge::of::<Shop>(Secret::new(SECRET), &self.clock, body)
    }

    fn explain(&self, request: http::Request<bytes::Bytes>) -> Explanation {
        dispatch_blocking(&self.dispatcher, request);
        let record = self.recent.last().pop().unwrap();
        pollster::block_on(explain(&self.dispatcher, &record))
    }
}

fn texts(steps: &[Step]) -> Vec<(Mark, String)> {
    steps
        .iter()
        .map(|step| (step.mark(), step.to_string()))
        .collect()
}

#[test]
fn a_genuine_delivery_is_told_step_by_step() {
    let fixture = Fixture::new();
    let explanation = fixture.explain(
        fixture
            .forge(r#"{"type":"order.created"}"#)
            .genuine()
            .unwrap(),
    );
    let steps = texts(explanation.verification());
    let (mark, scheme) = &steps[0];
    assert!(
        *mark == Mark::Remark && scheme.contains("hmac-sha256"),
        "{scheme}"
    );
    let rest = [
        (Mark::Held, "the signature is read from header X-Signature"),
        (Mark::Held, "`time` is read from header X-Time"),
        (
            Mark::Remark,
            "the signed message is `{time}.{$request.body}`",
        ),
        (Mark::Other, "the secret `old` did not make it"),
        (Mark::Held, "the secret `new` made the signature"),
        (
            Mark::Held,
            "it was signed 0.0 s before it was received, and 300 s are allowed",
        ),
    ];
    assert_eq!(steps[1..], rest.map(|(mark, text)| (mark, text.to_owned())));
    assert_eq!(
        texts(explanation.recognition()),
        [
            (Mark::Held, "the event is `order.created`: `$request.body#/type` is `order.created`".to_owned()),
            (
                Mark::Other,
                "nearly `order.updated`: `$request.body#/type` begins like, but is not, `order.updated`, `$request.body#/urgent` is absent"
                    .to_owned()
            ),
        ]
    );
}

#[test]
fn of_a_forged_delivery_nothing_is_interpreted() {
    let fixture = Fixture::new();
    let forge = fixture.forge(r#"{"type":"order.created"}"#);
    for (request, cause) in [
        (
            forge.wrong_key().unwrap(),
            "bad signature: no secret made it",
        ),
        (forge.late().unwrap(), "and 300 s are allowed: "),
        (
            forge
                .genuine()
                .unwrap()
                .map(|_| r#"{ "type":"order.created"}"#.into()),
            "it would verify if the body was JSON without white space between its values",
        ),
    ] {
        let explanation = fixture.explain(request);
        let steps = texts(explanation.verification());
        assert!(
            steps.iter().any(|(_, text)| text.contains(cause)),
            "{cause}: {steps:?}"
        );
        assert!(explanation.recognition().is_empty());
    }
    let mut unsigned = forge.genuine().unwrap();
    unsigned.headers_mut().remove("x-signature");
    let steps = texts(fixture.explain(unsigned).verification());
    let absent = "the signature is read from header X-Signature: signature header absent";
    assert_eq!(steps[1], (Mark::Failed, absent.to_owned()));
    assert!(!steps.iter().any(|(_, text)| text.contains("the secret `")));
}

#[test]
fn an_unknown_event_tells_the_rules_that_held_in_part() {
    let fixture = Fixture::new();
    let body = r#"{"type":"order.updated"}"#;
    let steps = texts(
        fixture
            .explain(fixture.forge(body).genuine().unwrap())
            .recognition(),
    );
    assert_eq!(
        steps,
        [
            (Mark::Failed, "no event of the group matches".to_owned()),
            (
                Mark::Other,
                "nearly `order.updated`: `$request.body#/type` is `order.updated`, `$request.body#/urgent` is absent"
                    .to_owned()
            ),
            (
                Mark::Other,
                "nearly `order.created`: `$request.body#/type` begins like, but is not, `order.created`"
                    .to_owned()
            ),
        ]
    );
    let body = http::Request::post("/open")
        .header("content-type", "application/json")
        .body(r#"{"type":["x"]}"#.into());
    let explanation = fixture.explain(body.unwrap());
    assert_eq!(
        texts(explanation.verification()),
        [(
            Mark::Remark,
            "the group is unsigned: anyone can send to it".to_owned()
        )]
    );
    assert_eq!(
        texts(explanation.recognition())[0],
        (
            Mark::Failed,
            "the discriminator is an object or an array".to_owned()
        )
    );
}
