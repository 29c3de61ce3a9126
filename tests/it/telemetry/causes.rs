//! A record has the cause that the log has.

use std::sync::Arc;

use http_body_util::Full;
use webhook_core::observe::RecentDeliveries;
use webhook_core::outcome::OutcomeKind;

use super::cases;
use crate::log::logged;

#[test]
fn the_cause_of_a_record_is_that_of_the_log() {
    let mut causes = Vec::new();
    let log = logged(|| {
        cases::play_all(|_, _, _, record| {
            causes.push((record.outcome(), record.cause().map(str::to_owned)));
        });
    });
    for (outcome, cause) in &causes {
        let expected = match outcome {
            OutcomeKind::Handled
            | OutcomeKind::Accepted
            | OutcomeKind::Handshake
            | OutcomeKind::Ignored
            | OutcomeKind::Duplicate => {
                assert_eq!(*cause, None, "{outcome}");
                continue;
            }
            // The outcome says all.
            OutcomeKind::Unhandled | OutcomeKind::Running | OutcomeKind::TimedOut => None,
            OutcomeKind::Unknown => Some("no event of the group matches"),
            OutcomeKind::Failed | OutcomeKind::Retry | OutcomeKind::Permanent => {
                Some("the handler's own text")
            }
            OutcomeKind::MethodNotAllowed => Some("the method of the request is not `POST`"),
            OutcomeKind::TooLarge => Some("the body is larger than `max_body` allows"),
            OutcomeKind::SlowBody => Some("the body did not arrive in time"),
            _ => {
                assert!(cause.is_some(), "{outcome}");
                cause.as_deref()
            }
        };
        assert_eq!(cause.as_deref(), expected, "{outcome}");
        let logged = format!(
            "outcome={:?} cause={:?}",
            outcome.as_str(),
            cause.as_deref().unwrap_or_default()
        );
        assert!(log.contains(&logged), "{logged}\n{log}");
    }
    assert!(causes.len() > OutcomeKind::ALL.len());
}

#[test]
fn the_cause_of_an_item_is_that_of_the_log() {
    let recent = Arc::new(RecentDeliveries::new(1));
    let dispatcher = super::builder().observer(recent.clone()).build().unwrap();
    let log = logged(|| {
        dispatcher.dispatch_blocking(cases::many().map(Full::new));
    });
    let record = recent.last().pop().unwrap();
    let causes: Vec<_> = record.items().iter().map(|item| item.cause()).collect();
    let own = Some("the handler's own text");
    assert_eq!(causes[..4], [None, own, own, own]);
    assert_eq!(causes[6], Some("no event of the group matches"));
    for cause in causes.into_iter().flatten() {
        assert!(log.contains(&format!("cause={cause:?}")), "{cause}\n{log}");
    }
    assert_eq!(record.cause(), own, "that of the item which decides");
}

#[test]
fn the_cause_of_a_media_type_says_what_to_do() {
    let recent = Arc::new(RecentDeliveries::new(1));
    let dispatcher = super::builder().observer(recent.clone()).build().unwrap();
    let json = "the media type is not JSON: let the sender send JSON, or write `media_type = any` on the group";
    let form = "the body is a form: let the sender send JSON, or write `body = form` on the group";
    let coding = "the body has a `Content-Encoding`";
    for (name, value, cause) in [
        ("content-type", "text/plain", json),
        ("content-type", "application/x-www-form-urlencoded", form),
        ("content-encoding", "gzip", coding),
    ] {
        let mut request = super::signed::<super::Telling>(&super::body("work"));
        request.headers_mut().insert(name, value.parse().unwrap());
        let reply = dispatcher.dispatch_blocking(request.map(Full::new));
        assert_eq!(reply.status(), 415);
        assert_eq!(recent.last()[0].cause(), Some(cause));
    }
}
