//! One group for each path of a delivery through the dispatcher.

use std::future::pending;

use webhook_core::{
    DispatcherBuilder, EventGroup, SignatureVerificationFailure, State, Unsigned, on_event,
};

use super::parts::{Ask, Broken, Extracted, Failing, Fuse, Held, Other, Part, Shared, When};

fn run() -> Result<(), Broken> {
    Fuse::at(Part::Handler, When::Called);
    Fuse::at(Part::Thrown, When::Called);
    if Fuse::is_armed(Part::Display, When::Called) {
        return Err(Broken);
    }
    Fuse::count();
    Ok(())
}

async fn run_later() -> Result<(), Failing> {
    Fuse::at(Part::Handler, When::Called);
    Fuse::at(Part::Thrown, When::Called);
    if Fuse::is_armed(Part::IntoFailure, When::Called) {
        return Err(Failing);
    }
    if Fuse::is_armed(Part::Handler, When::Dropped) {
        let _held = Held(Part::Handler);
        Fuse::end_the_time();
        pending::<()>().await;
    }
    Fuse::wait(Part::Handler).await;
    Fuse::at(Part::Thrown, When::Polled);
    Fuse::count();
    Ok(())
}

/// Writes a group of one event, and its handler.
macro_rules! group {
    ($group:ident, $handler:ident, sync, $($how:tt)*) => {
        group!($group, $($how)*);

        #[on_event(group = $group, ty = Ask)]
        fn $handler(_ask: Ask, _: State<Shared>, _: Extracted) -> Result<(), Broken> {
            run()
        }
    };
    ($group:ident, $handler:ident, async, $($how:tt)*) => {
        group!($group, deadline = "5s", $($how)*);

        #[on_event(group = $group, ty = Ask)]
        async fn $handler(_ask: Ask, _: State<Shared>, _: Extracted) -> Result<(), Failing> {
            run_later().await
        }
    };
    ($group:ident, $($how:tt)*) => {
        #[derive(Debug, EventGroup)]
        #[event_group($($how)*)]
        pub(super) enum $group {
            #[event("go")]
            Go(Ask),
        }
    };
}

group!(
    Straight,
    straight,
    sync,
    path = "/straight/sync",
    discriminator = "/type",
    payload = "/data",
    signature = none
);
group!(
    StraightLater,
    straight_later,
    async,
    path = "/straight/async",
    discriminator = "/type",
    payload = "/data",
    signature = none
);
group!(
    Once,
    once,
    sync,
    path = "/full",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    idempotent,
    signature = none
);
group!(
    OnceLater,
    once_later,
    async,
    path = "/full/async",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    idempotent,
    signature = none
);
group!(
    Items,
    item,
    sync,
    path = "/items",
    each = "/events",
    discriminator = "/type",
    payload = "/data",
    signature = none
);
group!(
    ItemsLater,
    item_later,
    async,
    path = "/items/async",
    each = "/events",
    discriminator = "/type",
    payload = "/data",
    id = "/id",
    idempotent,
    signature = none
);
group!(
    Looked,
    looked,
    sync,
    path = "/looked",
    discriminator = "/type",
    payload = "/data",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
);
group!(
    LookedItems,
    looked_item,
    sync,
    path = "/looked/items",
    each = "/events",
    discriminator = "/type",
    payload = "/data",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
);
group!(
    Coded,
    coded,
    sync,
    path = "/coded",
    discriminator = "/type",
    payload = "/data",
    signature = custom
);
group!(
    CodedItems,
    coded_item,
    sync,
    path = "/coded/items",
    each = "/events",
    discriminator = "/type",
    payload = "/data",
    signature = custom
);

#[on_event(group = Looked, ty = SignatureVerificationFailure)]
fn forged(_: SignatureVerificationFailure) {
    Fuse::at(Part::Handler, When::Called);
}

/// A group whose sender asks before it sends.
#[derive(Debug, EventGroup)]
#[event_group(path = "/asked", preset = meta)]
pub(super) enum Asked {
    #[event("page", ignore)]
    Page,
}

/// Writes a group whose events are told apart by the types of their payloads.
macro_rules! shapes {
    ($group:ident, $handler:ident, $($how:tt)*) => {
        #[derive(Debug, EventGroup)]
        #[event_group($($how)*, signature = none)]
        pub(super) enum $group {
            #[event("go")]
            Go(Ask),
            #[event("other", ignore)]
            Other(Other),
        }

        #[on_event(group = $group, ty = Ask)]
        fn $handler(_ask: Ask, _: State<Shared>, _: Extracted) -> Result<(), Broken> {
            run()
        }
    };
}

shapes!(Shapes, shape, path = "/shapes");
shapes!(
    ShapesOnce,
    shape_once,
    path = "/shapes/full",
    id = "/id",
    idempotent
);
shapes!(
    ShapesItems,
    shape_item,
    path = "/shapes/items",
    each = "/events"
);

pub(super) fn unsigned(builder: DispatcherBuilder) -> DispatcherBuilder {
    builder
        .group::<Straight>(Unsigned)
        .group::<StraightLater>(Unsigned)
        .group::<Once>(Unsigned)
        .group::<OnceLater>(Unsigned)
        .group::<Items>(Unsigned)
        .group::<ItemsLater>(Unsigned)
        .group::<Shapes>(Unsigned)
        .group::<ShapesOnce>(Unsigned)
        .group::<ShapesItems>(Unsigned)
}
