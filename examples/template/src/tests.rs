//! Deliveries as GitHub signs them, and forged ones.

use std::error::Error;

use webhook_core::testing::{Forge, FrozenClock, dispatch};
use webhook_core::{Dispatcher, Secret};

use crate::events::Github;
use crate::handlers::App;

type TestResult = Result<(), Box<dyn Error>>;

const ISSUE: &str = r#"{"action":"opened","issue":{"number":7,"title":"It rains"}}"#;

#[tokio::test]
async fn an_issue_is_noted_once() -> TestResult {
    let (dispatcher, app) = receiver()?;
    let delivery = delivery("issues", ISSUE)?.genuine()?;
    for _ in 0..2 {
        let reply = dispatch(&dispatcher, delivery.clone()).await;
        assert_eq!(reply.status(), 200);
    }
    assert_eq!(app.notes(), ["issue 7: It rains"]);
    Ok(())
}

#[tokio::test]
async fn forged_deliveries_are_refused() -> TestResult {
    let (dispatcher, app) = receiver()?;
    let forge = delivery("issues", ISSUE)?;
    for forged in [forge.wrong_key()?, forge.truncated()?] {
        assert_eq!(dispatch(&dispatcher, forged).await.status(), 401);
    }
    assert_eq!(app.notes(), [""; 0]);
    Ok(())
}

#[tokio::test]
async fn others_get_the_status_that_the_sender_should_see() -> TestResult {
    let (dispatcher, _) = receiver()?;
    for (event, body, status) in [
        (
            "star",
            r#"{"action":"created","starred_at":"2026-01-31T12:00:00Z"}"#,
            200,
        ),
        ("ping", "{}", 200),
        ("push", "{}", 200),
        (
            "issues",
            r#"{"action":"opened","issue":"not an object"}"#,
            422,
        ),
        (
            "issues",
            r#"{"action":"opened","issue":{"number":7,"title":""}}"#,
            422,
        ),
    ] {
        let delivery = delivery(event, body)?.genuine()?;
        assert_eq!(
            dispatch(&dispatcher, delivery).await.status(),
            status,
            "{event}"
        );
    }
    Ok(())
}

fn receiver() -> Result<(Dispatcher, App), Box<dyn Error>> {
    let app = App::default();
    // Quiet, because the tests send what is refused.
    let builder = crate::builder(secret(), app.clone()).quiet();
    Ok((builder.build()?, app))
}

fn secret() -> Secret {
    Secret::new("only for tests")
}

/// A delivery of GitHub: the event is in a header.
fn delivery(event: &str, body: &'static str) -> Result<Forge, Box<dyn Error>> {
    let forge = Forge::of::<Github>(secret(), &FrozenClock::at(0), body);
    Ok(forge.with_header("x-github-event".parse()?, event.parse()?))
}
