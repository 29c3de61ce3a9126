//! What the server receives.

use std::time::Duration;

use serde::Deserialize;
use webhook_core::Failure;
use webhook_core::extract::Attempt;

use crate::effect::Effect;

#[derive(Debug, Deserialize)]
pub(crate) struct Order {
    pub(crate) id: String,
    /// How long its handler waits, in milliseconds.
    #[serde(default)]
    wait: u64,
}

/// A version of the program: the events that all versions have, and those that it has more.
macro_rules! version {
    ($($more:tt $Variant:ident),*) => {
        use webhook_core::extract::Attempt;
        use webhook_core::{EventGroup, Failure, on_event};

        use super::Order;
        use crate::effect::Effect;

        #[derive(Debug, EventGroup)]
        #[event_group(
            path = "/shop",
            discriminator = "/type",
            payload = "/data",
            id = "/id",
            durable(unknown),
            deadline = "60s",
            signature(algorithm = "hmac-sha256", header = "X-Signature")
        )]
        pub(crate) enum Shop {
            #[event("paid")]
            Paid(Order),
            #[event("fails_once")]
            FailsOnce(Order),
            #[event("waits")]
            Waits(Order),
            #[event("holds")]
            Holds(Order),
            $(#[event($more)] $Variant(Order),)*
        }

        #[on_event(group = "shop", events = ["paid" $(, $more)*])]
        async fn paid(order: Order, effect: Effect) -> Result<(), Failure> {
            effect.write(&order).await
        }

        #[on_event(group = "shop", event = "fails_once")]
        async fn fails_once(order: Order, attempt: Attempt, effect: Effect) -> Result<(), Failure> {
            super::fails_once(order, attempt, effect).await
        }

        #[on_event(group = "shop", event = "waits")]
        async fn waits(order: Order, effect: Effect) -> Result<(), Failure> {
            super::wait(&order).await;
            effect.write(&order).await
        }

        #[on_event(group = "shop", event = "holds")]
        async fn holds(order: Order, effect: Effect) -> Result<(), Failure> {
            super::holds(order, effect).await
        }
    };
}

pub(crate) mod now {
    version!();
}

pub(crate) mod next {
    version!("refunded" Refunded);
}

/// Writes, and fails at the first attempt.
async fn fails_once(order: Order, attempt: Attempt, effect: Effect) -> Result<(), Failure> {
    effect.write(&order).await?;
    match attempt.number() {
        1 => Err(Failure::retry(Duration::from_millis(order.wait))),
        _ => Ok(()),
    }
}

/// Writes, and then waits with its transaction open.
async fn holds(order: Order, effect: Effect) -> Result<(), Failure> {
    let held = effect.hold(&order).await?;
    wait(&order).await;
    drop(held);
    Ok(())
}

async fn wait(order: &Order) {
    tokio::time::sleep(Duration::from_millis(order.wait)).await;
}

/// The same group without an inbox. Its handler does nothing.
pub(crate) mod inline {
    use webhook_core::{EventGroup, on_event};

    use super::Order;

    #[derive(Debug, EventGroup)]
    #[event_group(
        path = "/shop",
        discriminator = "/type",
        payload = "/data",
        id = "/id",
        signature(algorithm = "hmac-sha256", header = "X-Signature")
    )]
    pub(crate) enum Shop {
        #[event("paid")]
        Paid(Order),
    }

    #[on_event(group = "shop", event = "paid")]
    fn paid(_order: Order) {}
}
