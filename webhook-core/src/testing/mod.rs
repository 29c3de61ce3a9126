//! Helpers for the tests of programs that receive webhooks.

pub(crate) mod clock;
#[cfg(feature = "diagnose")]
pub(crate) mod diagnose;
#[cfg(feature = "diagnose")]
pub(crate) mod explain;
pub(crate) mod forge;
#[cfg(feature = "diagnose")]
pub(crate) mod shell;

pub use clock::FrozenClock;
#[cfg(feature = "diagnose")]
pub use diagnose::{Mistake, MistakeKind, diagnose};
#[cfg(feature = "diagnose")]
pub use explain::{Explanation, Mark, Step, explain, explain_stored};
pub use forge::Forge;
#[cfg(feature = "diagnose")]
pub use shell::{NoCommand, shell_command};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};

use crate::dispatcher::Dispatcher;
use crate::dispatcher::start::routes::problems_of;
use crate::group::EventGroup;

/// Dispatches a request without HTTP, in an asynchronous test.
///
/// # Examples
///
/// ```
/// # use webhook_core::{Dispatcher, EventGroup, Secret, on_event};
/// use webhook_core::testing::{Forge, FrozenClock, dispatch};
/// # #[derive(Debug, EventGroup)]
/// # #[event_group(path = "/github", preset = github)]
/// # pub enum Repository { #[event("ping")] Ping }
/// # #[on_event(Repository::Ping)]
/// # async fn ping() {}
///
/// # async fn test() -> Result<(), Box<dyn std::error::Error>> {
/// let secret = Secret::new("s3cret");
/// let dispatcher = Dispatcher::builder().group::<Repository>(&secret).build()?;
/// let forge = Forge::of::<Repository>(&secret, &FrozenClock::at(0), "{}");
/// let forge = forge.with_header("x-github-event".parse()?, "ping".parse()?);
/// assert_eq!(dispatch(&dispatcher, forge.genuine()?).await.status(), 200);
/// # Ok(())
/// # }
/// # pollster::block_on(test())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub async fn dispatch(dispatcher: &Dispatcher, request: Request<Bytes>) -> Response<Full<Bytes>> {
    dispatcher.dispatch(request.map(Full::new)).await
}

/// Dispatches a request on the calling thread, without HTTP.
pub fn dispatch_blocking(
    dispatcher: &Dispatcher,
    request: Request<Bytes>,
) -> Response<Full<Bytes>> {
    dispatcher.dispatch_blocking(request.map(Full::new))
}

/// Returns the body of a reply as text.
///
/// # Panics
///
/// If the body is not UTF-8.
///
/// # Examples
///
/// ```
/// # use webhook_core::{Dispatcher, EventGroup, Secret};
/// use webhook_core::dispatcher::SystemClock;
/// use webhook_core::testing::{Forge, dispatch_blocking, text_of};
/// # #[derive(Debug, EventGroup)]
/// # #[event_group(path = "/slack", preset = slack, unhandled = accept)]
/// # pub enum Events { #[event("app_mention")] Mention }
///
/// let secret = Secret::new("a signing secret");
/// let dispatcher = Dispatcher::builder().group::<Events>(&secret).build()?;
/// let question = r#"{"type":"url_verification","challenge":"abc"}"#;
/// let forge = Forge::of::<Events>(&secret, &SystemClock, question);
/// let reply = dispatch_blocking(&dispatcher, forge.genuine()?);
/// assert_eq!(text_of(reply), "abc");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
#[track_caller]
#[expect(clippy::expect_used, reason = "an assertion")]
pub fn text_of(reply: Response<Full<Bytes>>) -> String {
    let Ok(body) = pollster::block_on(reply.into_body().collect());
    let body = body.to_bytes().to_vec();
    String::from_utf8(body).expect("the body of the reply is UTF-8")
}

/// Asserts that the open dispatch table of a group has one handler for each event.
///
/// [`build`](crate::DispatcherBuilder::build) checks the same, but needs secrets and state. A group with a
/// [`DispatchTable`](crate::DispatchTable) does not need this, because the compiler checks its table.
///
/// # Panics
///
/// If an event has no handler, or more than one. The message lists all of them.
///
/// # Examples
///
/// ```
/// # use serde::Deserialize;
/// # use webhook_core::{EventGroup, on_event};
/// # #[derive(Debug, Deserialize)]
/// # pub struct Order { pub id: String }
/// # #[derive(Debug, EventGroup)]
/// # #[event_group(discriminator = "/type", payload = "/data",
/// #     signature(algorithm = "hmac-sha256", header = "X-Shop-Signature"))]
/// # pub enum Shop { #[event("order.created")] OrderCreated(Order) }
/// # #[on_event(group = "shop", ty = Order)]
/// # fn created(order: Order) {}
/// webhook_core::testing::assert_handled::<Shop>();
/// ```
#[track_caller]
#[expect(clippy::panic, reason = "an assertion")]
pub fn assert_handled<G: EventGroup>() {
    let problems = problems_of::<G>();
    if !problems.is_empty() {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"));
    }
}
