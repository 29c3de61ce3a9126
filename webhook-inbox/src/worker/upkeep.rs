//! What an inbox does from time to time while it works: counts what waits, ends what is stranded, removes what is old.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::inbox::{Phase, Shared};
use crate::store::Handled;
use crate::telemetry;

const COUNT_EVERY: Duration = Duration::from_secs(15);
/// Also the time for which a process removes nothing, because its clock may not be set yet.
const CLEAN_EVERY: Duration = Duration::from_mins(10);

/// Until the inbox is closed. `handled` is what this program runs.
pub(super) async fn keep_up(shared: Arc<Shared>, handled: Vec<Handled>) {
    let (mut count, mut clean) = (interval(COUNT_EVERY), interval(CLEAN_EVERY));
    count.set_missed_tick_behavior(MissedTickBehavior::Delay);
    clean.set_missed_tick_behavior(MissedTickBehavior::Delay);
    clean.reset();
    let (mut depth, mut counts) = (Vec::new(), 0_u32);
    loop {
        tokio::select! {
            _ = count.tick() => {
                match shared.store.depth().await {
                    Ok(now) => telemetry::depth(&mut depth, now),
                    Err(unavailable) => {
                        shared.health.failed();
                        telemetry::did_not_answer("the deliveries that wait cannot be counted", unavailable);
                    }
                }
                // Not at the start, because the program may go on to work for another dispatcher.
                counts = counts.saturating_add(1);
                if counts == 2 {
                    for group in shared.unknown_marks() {
                        telemetry::unknown_mark(&group);
                    }
                }
            }
            _ = clean.tick() => self::clean(&shared, &handled).await,
            () = shared.reaches(Phase::Closed) => return,
        }
    }
}

async fn clean(shared: &Shared, handled: &[Handled]) {
    match shared.store.strand(handled.to_vec()).await {
        Ok(stranded) => telemetry::stranded(stranded),
        Err(unavailable) => {
            telemetry::did_not_answer("stranded deliveries cannot be counted", unavailable);
        }
    }
    match shared.store.purge().await {
        Ok(purged) => telemetry::purged(purged),
        Err(unavailable) => {
            telemetry::did_not_answer("old deliveries cannot be removed", unavailable);
        }
    }
}
