//! Help for the tests of programs that receive webhooks.

use crate::dispatcher::problems_of;
use crate::group::EventGroup;

/// Fails a test where the open dispatch table of a group has an event without a handler, or with two.
///
/// [`build`](crate::DispatcherBuilder::build) checks the same; here it needs neither secret nor state. A group with a
/// [`DispatchTable`](crate::DispatchTable) needs neither: the compiler has checked it.
///
/// # Panics
///
/// Lists every such event.
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
