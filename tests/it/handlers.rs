//! Users' own extractors, parts of state, and the ways in which handlers fail.
#![expect(clippy::needless_pass_by_value, reason = "a handler owns its payload")]

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use webhook_core::dispatcher::ProblemKind;
use webhook_core::extract::{Context, FromDelivery, Needs};
use webhook_core::outcome::IntoOutcome;
use webhook_core::{Dispatcher, EventGroup, Failure, Outcome, State, Unsigned, on_event};

#[derive(Debug, EventGroup)]
#[event_group(path = "/failing", discriminator = "/type", signature = none, reply(failed = 418))]
pub(crate) enum Failing {
    #[event("display")]
    Display,
    #[event("gone")]
    Gone,
    #[event("no failure")]
    NoFailure,
    #[event("retry")]
    Retry,
    #[event("permanent")]
    Permanent,
    #[event("own reply")]
    OwnReply,
    #[event("tenant")]
    Tenant,
}

#[on_event(group = "failing", event = "display")]
fn display() -> Result<(), std::num::ParseIntError> {
    "x".parse::<u8>().map(drop)
}

#[on_event(group = "failing", event = "gone")]
fn gone() -> Result<(), Failure> {
    Err(Failure::status(StatusCode::GONE).because("closed"))
}

#[on_event(group = "failing", event = "no failure")]
fn no_failure() -> Result<(), Failure> {
    Err(Failure::status(StatusCode::OK))
}

#[on_event(group = "failing", event = "retry")]
fn retry() -> Result<(), Failure> {
    Err(Failure::retry(Duration::from_millis(1500)))
}

#[on_event(group = "failing", event = "permanent")]
fn permanent() -> Result<(), Failure> {
    Err(Failure::permanent())
}

#[on_event(group = "failing", event = "own reply")]
fn own_reply() -> Outcome {
    Outcome::reply(Response::new("<Response/>"))
}

/// An extractor with a rejection of its own type.
struct Tenant {
    name: String,
    pool: Pool,
}

enum TenantRejection {
    Missing,
    Suspended,
}

impl IntoOutcome for TenantRejection {
    fn into_outcome(self) -> Outcome {
        match self {
            Self::Missing => Failure::status(StatusCode::BAD_REQUEST).into_outcome(),
            Self::Suspended => Failure::retry(Duration::from_mins(1)).into_outcome(),
        }
    }
}

impl FromDelivery for Tenant {
    type Rejection = TenantRejection;

    fn from_delivery(context: &Context<'_>) -> Result<Self, TenantRejection> {
        let name = context
            .headers()
            .get("x-tenant")
            .and_then(|value| value.to_str().ok());
        let name = name.ok_or(TenantRejection::Missing)?.to_owned();
        let pool = context
            .state::<Pool>()
            .cloned()
            .ok_or(TenantRejection::Missing)?;
        if name == "suspended" {
            Err(TenantRejection::Suspended)
        } else {
            Ok(Self { name, pool })
        }
    }

    fn needs(needs: &mut Needs) {
        needs.state::<Pool>();
    }
}

#[on_event(group = "failing", event = "tenant")]
fn tenant(tenant: Tenant, State(pool): State<Pool>) -> Outcome {
    assert_eq!(pool.0, tenant.pool.0);
    Outcome::reply(Response::new(format!("{} {}", tenant.name, pool.0)))
}

#[derive(Clone)]
struct Pool(&'static str);

#[derive(Clone)]
struct App {
    pool: Pool,
}

async fn send(event: &str, tenant: Option<&str>) -> Response<Full<Bytes>> {
    let dispatcher = Dispatcher::builder()
        .project(|app: &App| app.pool.clone())
        .group::<Failing>(Unsigned)
        .state(App { pool: Pool("pool") })
        .build()
        .unwrap();
    let mut request = Request::post("/failing");
    if let Some(tenant) = tenant {
        request = request.header("X-Tenant", tenant);
    }
    let body = Full::new(Bytes::from(format!(r#"{{"type":"{event}"}}"#)));
    dispatcher.dispatch(request.body(body).unwrap()).await
}

#[tokio::test]
async fn a_handler_says_how_it_failed() {
    assert_eq!(send("display", None).await.status(), 418);
    assert_eq!(send("gone", None).await.status(), 410);
    assert_eq!(send("no failure", None).await.status(), 500);
    assert_eq!(send("permanent", None).await.status(), 422);
    assert_eq!(send("own reply", None).await.status(), 200);
    let retry = send("retry", None).await;
    assert_eq!(
        (retry.status().as_u16(), &retry.headers()["retry-after"]),
        (503, &"2".parse().unwrap())
    );
}

#[tokio::test]
async fn an_extractor_rejects_in_its_own_way() {
    assert_eq!(send("tenant", Some("a")).await.status(), 200);
    assert_eq!(send("tenant", None).await.status(), 400);
    let suspended = send("tenant", Some("suspended")).await;
    assert_eq!(
        (
            suspended.status().as_u16(),
            &suspended.headers()["retry-after"]
        ),
        (503, &"60".parse().unwrap())
    );
}

#[test]
fn state_that_is_missing_is_found_at_the_start() {
    let kinds = |builder: webhook_core::DispatcherBuilder| -> Vec<_> {
        let error = builder.group::<Failing>(Unsigned).build().unwrap_err();
        println!("{error}");
        error
            .problems()
            .iter()
            .map(webhook_core::dispatcher::Problem::kind)
            .collect()
    };
    // Both the handler and its extractor take it.
    assert_eq!(kinds(Dispatcher::builder()), [ProblemKind::State; 2]);
    // The whole is missing, of which it would be a part.
    assert_eq!(
        kinds(Dispatcher::builder().project(|app: &App| app.pool.clone())),
        [ProblemKind::State]
    );
    let twice = Dispatcher::builder()
        .state(Pool("one"))
        .state(App { pool: Pool("two") });
    assert_eq!(
        kinds(twice.project(|app: &App| app.pool.clone())),
        [ProblemKind::State]
    );
}
