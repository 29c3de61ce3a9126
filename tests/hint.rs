//! A program without an observer and without a subscriber is told once how to see deliveries. Each case runs in a process of
//! its own, because it is said once in a process.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test prints what it did, and fails by panicking"
)]

use std::io;
use std::process::Command;

use bytes::Bytes;
use http::{Extensions, Request};
use http_body_util::Full;
use serde::Deserialize;
use tracing::subscriber::{NoSubscriber, set_global_default, with_default};
use webhook_core::observe::{PrintDeliveries, RecentDeliveries};
use webhook_core::{
    Delivery, Dispatcher, DispatcherBuilder, EventGroup, Failure, Secret, dispatch, on_event,
};

#[derive(Clone, Copy, Debug, Deserialize)]
struct Order {
    fails: bool,
}

#[derive(Debug, EventGroup)]
#[event_group(
    path = "/marked/*",
    discriminator = "/type",
    id = "/id",
    secret_env = "HINT_TEST_UNSET",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Hinted {
    #[event("order")]
    Order(Order),
}

#[on_event(group = "hinted", ty = Order)]
fn order(order: Order) -> Result<(), Failure> {
    if order.fails {
        return Err(Failure::new("marked-error"));
    }
    Ok(())
}

fn builder() -> DispatcherBuilder {
    Dispatcher::builder().group::<Hinted>(Secret::new("your-shared-secret"))
}

fn signed(fails: bool) -> Request<Bytes> {
    let body = format!(r#"{{"type":"order","id":"marked-id","fails":{fails}}}"#);
    let mut request = Request::post("/marked/path")
        .header("X-Marked", "marked-header")
        .body(Bytes::from(body))
        .unwrap();
    let scheme = Hinted::DESCRIPTOR.scheme().unwrap();
    let secret = Secret::new("your-shared-secret");
    scheme.sign(&secret, &mut request).unwrap();
    request
}

fn forged() -> Request<Bytes> {
    let mut request = signed(false);
    let headers = request.headers_mut();
    headers.insert("x-signature", "marked-signature".parse().unwrap());
    request
}

/// What is written to the standard error by a process that runs `case`. That of the caller runs the test `name` again.
fn told_by(name: &str, case: impl FnOnce()) -> Option<String> {
    if std::env::var_os("HINT_TEST").is_some() {
        case();
        println!("the case has run");
        return None;
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([name, "--exact", "--nocapture", "--test-threads=1"]);
    let output = command.env("HINT_TEST", name).output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{shown}{told}");
    assert!(shown.contains("the case has run"), "{shown}{told}");
    Some(told)
}

fn statuses(dispatcher: &Dispatcher, expected: [u16; 3]) {
    let requests = [signed(false), forged(), signed(true)];
    let statuses = requests.map(|request| {
        let reply = dispatcher.dispatch_blocking(request.map(Full::new));
        reply.status().as_u16()
    });
    assert_eq!(statuses, expected);
}

fn dispatch_all(builder: DispatcherBuilder) {
    let dispatcher = builder.build().unwrap();
    for _ in 0..2 {
        statuses(&dispatcher, [200, 401, 500]);
    }
}

const HINT: &str = "webhook-core: a delivery was refused or failed, and this program does not show why. To see every delivery, add
  .observer(webhook_core::observe::PrintDeliveries::to_stderr())
to `Dispatcher::builder()`, or install a `tracing` subscriber. `.quiet()` turns this message off.
";

#[test]
fn it_is_said_once_and_contains_nothing_of_a_request() {
    let told = told_by("it_is_said_once_and_contains_nothing_of_a_request", || {
        dispatch_all(builder());
        dispatch_all(builder());
    });
    assert!(told.is_none_or(|told| told == HINT));
}

#[test]
fn a_delivery_that_succeeds_says_nothing() {
    let told = told_by("a_delivery_that_succeeds_says_nothing", || {
        let dispatcher = builder().build().unwrap();
        let reply = dispatcher.dispatch_blocking(signed(false).map(Full::new));
        assert_eq!(reply.status(), 200);
    });
    assert!(told.is_none_or(|told| told.is_empty()));
}

#[test]
fn a_path_that_no_group_declares_says_it() {
    let told = told_by("a_path_that_no_group_declares_says_it", || {
        let dispatcher = builder().build().unwrap();
        let request = Request::post("/marked").body(Full::<Bytes>::default());
        let reply = dispatcher.dispatch_blocking(request.unwrap());
        assert_eq!(reply.status(), 404);
    });
    assert!(told.is_none_or(|told| told == HINT));
}

#[test]
fn a_run_that_fails_says_it() {
    let told = told_by("a_run_that_fails_says_it", || {
        let delivery = Delivery::from(signed(true));
        let keys = Secret::new("your-shared-secret").into();
        let verified = Hinted::verify(delivery, &keys).unwrap();
        let stored = Hinted::recognise(verified).unwrap().store(&[]);
        let dispatcher = builder().build().unwrap();
        let run = async { dispatcher.run_stored(&stored, Extensions::new()).await };
        assert_eq!(block_on(run).text(), "marked-error");
    });
    assert!(told.is_none_or(|told| told == HINT));
}

#[test]
fn quiet_turns_it_off() {
    let told = told_by("quiet_turns_it_off", || dispatch_all(builder().quiet()));
    assert!(told.is_none_or(|told| told.is_empty()));
}

#[test]
fn an_observer_shows_deliveries() {
    let told = told_by("an_observer_shows_deliveries", || {
        dispatch_all(builder().observer(RecentDeliveries::new(10)));
        dispatch_all(builder().observer(PrintDeliveries::to_writer(io::sink())));
    });
    assert!(told.is_none_or(|told| told.is_empty()));
}

#[test]
fn a_subscriber_shows_deliveries() {
    let told = told_by("a_subscriber_shows_deliveries", || {
        set_global_default(tracing_subscriber::fmt().with_writer(io::sink).finish()).unwrap();
        dispatch_all(builder());
    });
    assert!(told.is_none_or(|told| told.is_empty()));
}

/// The program knows about subscribers.
#[test]
fn a_subscriber_that_was_set_before_counts() {
    let told = told_by("a_subscriber_that_was_set_before_counts", || {
        with_default(NoSubscriber::default(), || ());
        dispatch_all(builder());
    });
    assert!(told.is_none_or(|told| told.is_empty()));
}

#[test]
fn printed_deliveries_are_on_the_standard_error() {
    let told = told_by("printed_deliveries_are_on_the_standard_error", || {
        let dispatcher = builder().observer(PrintDeliveries::to_stderr());
        statuses(&dispatcher.build().unwrap(), [200, 401, 500]);
    });
    let Some(told) = told else { return };
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(lines.len(), 3, "{told}");
    assert!(lines[0].contains(" hinted   order            200 handled "));
    assert!(lines[1].contains(" hinted   -                401 rejected "));
    assert!(lines[2].contains(" 500 failed "), "{told}");
    assert!(lines[2].ends_with("  hint::order  marked-error  id marked-id"));
    assert!(
        !told.contains('\u{1b}'),
        "a pipe shows no colours: {told:?}"
    );
}

#[test]
fn a_missing_dispatcher_is_said_once() {
    let told = told_by("a_missing_dispatcher_is_said_once", || {
        for _ in 0..2 {
            assert_eq!(
                block_on(dispatch(signed(false).map(Full::new))).status(),
                503
            );
        }
    });
    let text = "webhook-core: deliveries are answered 503, because no dispatcher is installed: the dispatcher cannot start:
  group `hinted`: the environment variable `HINT_TEST_UNSET` is not set
";
    assert!(told.is_none_or(|told| told == text));
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.build().unwrap().block_on(future)
}
