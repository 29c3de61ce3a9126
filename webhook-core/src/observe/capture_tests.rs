use bytes::Bytes;
use http::Request;

use super::*;
use crate::dispatcher::Dispatcher;
use crate::dispatcher::problem::ProblemKind;
use crate::observe::recent::RecentDeliveries;
use crate::testing::{Forge, FrozenClock, dispatch_blocking};
use crate::{EventGroup, Secret};

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/shop",
    discriminator = "$request.query.topic",
    unhandled = accept,
    danger_unsigned_discriminator,
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Shop {
    #[event("order")]
    Order,
}

struct Fixture {
    dispatcher: Dispatcher,
    recent: Arc<RecentDeliveries>,
    secret: Secret,
}

impl Fixture {
    fn new(capture: Capture) -> Self {
        let (recent, secret) = (
            Arc::new(RecentDeliveries::new(1_000)),
            Secret::new("s3cret"),
        );
        let dispatcher = Dispatcher::builder()
            .group::<Shop>(&secret)
            .observer(Arc::clone(&recent))
            .capture(capture)
            .build()
            .unwrap();
        Self {
            dispatcher,
            recent,
            secret,
        }
    }

    fn send(&self, body: impl Into<Bytes>, genuine: bool) -> Arc<DeliveryRecord> {
        let forge = Forge::of::<Shop>(&self.secret, &FrozenClock::at(0), body)
            .with_path(http::Uri::from_static("/shop?topic=order&token=t0p&bare"))
            .with_header(
                "content-type".parse().unwrap(),
                "application/json".parse().unwrap(),
            )
            .with_header("x-note".parse().unwrap(), "hidden".parse().unwrap());
        let request: Request<Bytes> = if genuine {
            forge.genuine().unwrap()
        } else {
            forge.wrong_key().unwrap()
        };
        dispatch_blocking(&self.dispatcher, request);
        self.recent.last().pop().unwrap()
    }
}

#[test]
fn only_what_holds_no_secret_is_shown() {
    let capture = Capture::last(10, 1 << 20).show_header("x-signature".parse().unwrap());
    let fixture = Fixture::new(capture);
    let record = fixture.send("{}", true);
    let captured = fixture.dispatcher.captured(&record).unwrap();
    assert_eq!(captured.target(), "/shop?topic=order&token=***&***");
    let shown: Vec<_> = captured
        .headers()
        .filter_map(|(name, value)| Some((name.as_str(), value?.to_str().ok()?)))
        .collect();
    assert_eq!(shown, [("content-type", "application/json")]);
    let mut names: Vec<_> = captured.headers().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["content-type", "x-note", "x-signature"]);

    let request = captured.to_request();
    assert_eq!(request.uri(), "/shop?topic=order");
    assert_eq!(request.headers().len(), 1);
    assert_eq!(captured.body().as_ref(), b"{}");
}

#[test]
fn it_is_bounded_in_number_and_in_bytes() {
    let fixture = Fixture::new(Capture::last(3, 8_000));
    let records: Vec<_> = (0..5).map(|_| fixture.send("{}", true)).collect();
    let kept = |records: &[Arc<DeliveryRecord>]| {
        let kept = records
            .iter()
            .map(|record| fixture.dispatcher.captured(record).is_some());
        kept.collect::<Vec<_>>()
    };
    assert_eq!(kept(&records), [false, false, true, true, true]);
    let numbers: Vec<_> = records.iter().map(|record| record.number()).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);

    let large = [
        fixture.send(vec![b' '; 9_000], true),
        fixture.send(vec![b' '; 5_000], true),
    ];
    assert_eq!(kept(&large), [false, true]);
    assert!(kept(&records).iter().filter(|kept| **kept).count() < 3);
}

#[test]
fn forgeries_do_not_push_out_what_was_verified() {
    let fixture = Fixture::new(Capture::last(4, 1 << 20));
    let genuine = fixture.send("{}", true);
    for _ in 0..20 {
        fixture.send("{}", false);
    }
    assert!(fixture.dispatcher.captured(&genuine).is_some());
}

#[test]
fn a_release_build_does_not_capture_by_itself() {
    let capture = Capture::last(1, 1);
    assert!(capture.is_refused(true) && !capture.is_refused(false));
    assert!(!capture.danger_capture_bodies().is_refused(true));
    let blind = Dispatcher::builder().capture(Capture::last(1, 1).danger_capture_bodies());
    let problems = blind.build().unwrap_err();
    assert_eq!(problems.problems()[0].kind(), ProblemKind::Capture);
}

#[test]
fn records_come_after_a_position() {
    let fixture = Fixture::new(Capture::last(1, 1 << 20));
    assert!(fixture.recent.after(0).is_empty());
    for _ in 0..3 {
        fixture.send("{}", true);
    }
    let after = |position| {
        let records = fixture.recent.after(position).into_iter();
        records
            .map(|(at, record)| (at, record.number()))
            .collect::<Vec<_>>()
    };
    assert_eq!(after(0), [(1, 1), (2, 2), (3, 3)]);
    assert_eq!(after(2), [(3, 3)]);
    assert!(after(3).is_empty());
}
