//! What `dispatcher.health()` says.

use http_body_util::Full;
use webhook_core::{Dispatcher, OutcomeKind, Secret};

use super::{SECRET, Telling, body, signed};

#[test]
fn health_tells_the_last_success_and_the_last_failure() {
    let dispatcher = Dispatcher::builder()
        .group::<Telling>(Secret::new(SECRET))
        .build()
        .unwrap();
    let group = || dispatcher.health().groups.remove(0);
    assert!(group().signed && group().last_success.is_none() && group().last_failure.is_none());
    dispatcher.dispatch_blocking(signed::<Telling>(&body("work")).map(Full::new));
    assert!(group().last_success.is_some() && group().last_failure.is_none());
    dispatcher.dispatch_blocking(signed::<Telling>(&body("fail")).map(Full::new));
    assert_eq!(group().last_failure_outcome, Some(OutcomeKind::Failed));
    assert!(group().last_failure >= group().last_success);
    dispatcher.dispatch_blocking(signed::<Telling>(&body("work")).map(Full::new));
    assert!(group().last_success >= group().last_failure);
}
