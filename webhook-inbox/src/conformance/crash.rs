//! A crash between every two steps: what was answered has happened, and what was not is as before or done.

use std::time::Duration;

use crate::conformance::{Harness, Process, delivery, minutes, retry};
use crate::entry::Stored;
use crate::error::UnavailableKind;
use crate::failpoint::Failpoints;
use crate::row::State;
use crate::store::{Fetch, Finished, Handled, Replayed, Run, Store, Verdict};

/// The rest of the process is gone as well, and its leases run out.
async fn restart<S: Store + Clone>(
    harness: &impl Harness<Store = S>,
    gone: &Process<S>,
) -> Process<S> {
    let refused = gone.store.insert(vec![delivery("after the end")]).await;
    assert_eq!(refused.unwrap_err().kind(), UnavailableKind::Closed);
    let next = Process::start_at(harness, gone.clock.clone()).await;
    next.clock.pass(Duration::from_secs(16));
    next
}

fn steps(process: &Process<impl Store>, operation: &str, index: usize) -> bool {
    let step = Failpoints::STEPS[index];
    process.failpoints.crash_at(operation, step);
    step == "committed"
}

pub async fn of_an_insertion(harness: &impl Harness) {
    let mut process = Process::start(harness).await;
    for index in 0..Failpoints::STEPS.len() {
        let first = format!("{index} first");
        assert_eq!(process.insert(&delivery(&first)).await, Stored::New);
        let committed = steps(&process, "insert", index);
        let items = vec![
            delivery(&format!("{index} a")),
            delivery(&format!("{index} b")),
        ];
        let lost = process.store.insert(items.clone()).await;
        assert_eq!(lost.unwrap_err().kind(), UnavailableKind::Closed);
        process = restart(harness, &process).await;
        // The sender got no answer, and comes again.
        let expected = if committed {
            Stored::Duplicate
        } else {
            Stored::New
        };
        assert_eq!(process.store.insert(items).await, Ok(vec![expected; 2]));
        assert_eq!(process.insert(&delivery(&first)).await, Stored::Duplicate);
        let rows = process.fetch(10).await;
        assert_eq!(rows.len(), 3);
        for row in rows {
            process.finish(&row, Verdict::Done).await;
        }
    }
}

/// A store may write a request of one delivery by one statement, so that there is nothing between "written" and "committed".
pub async fn of_an_insertion_of_one(harness: &impl Harness) {
    let mut process = Process::start(harness).await;
    for (step, expected) in [("begun", Stored::New), ("committed", Stored::Duplicate)] {
        process.failpoints.crash_at("insert", step);
        let lost = process.store.insert(vec![delivery(step)]).await;
        assert_eq!(lost.unwrap_err().kind(), UnavailableKind::Closed);
        process = restart(harness, &process).await;
        assert_eq!(process.insert(&delivery(step)).await, expected);
        let row = process.take().await;
        assert_eq!(row.delivery_id, step);
        process.finish(&row, Verdict::Done).await;
    }
}

/// Of two requests that wait together, the one that needs a transaction crashes.
pub async fn between_two_insertions(harness: &impl Harness) {
    let mut process = Process::start(harness).await;
    process.failpoints.crash_at("insert", "written");
    let two = [delivery("a"), delivery("b")];
    let (one, lost) = tokio::join!(
        process.store.insert(vec![delivery("1")]),
        process.store.insert(two.to_vec()),
    );
    assert_eq!(lost.unwrap_err().kind(), UnavailableKind::Closed);
    process = restart(harness, &process).await;
    // What was answered is there.
    let again = process.insert(&delivery("1")).await;
    assert!(one.is_err() || again == Stored::Duplicate, "{one:?}");
    assert_eq!(
        process.store.insert(two.to_vec()).await,
        Ok(vec![Stored::New; 2])
    );
    assert_eq!(process.fetch(10).await.len(), 3);
}

pub async fn of_a_claim(harness: &impl Harness) {
    let mut process = Process::start(harness).await;
    for index in 0..Failpoints::STEPS.len() {
        process.insert(&delivery(&index.to_string())).await;
        let committed = steps(&process, "claim", index);
        let fetch = Fetch {
            handled: vec![Handled {
                group: "shop".into(),
                event: "paid".into(),
                deadline: minutes(1),
            }],
            limit: 10,
            suspects: false,
        };
        process.store.fetch(fetch).await.unwrap_err();
        process = restart(harness, &process).await;
        let row = process.take().await;
        let counts = process.counts(1, u32::from(committed));
        assert_eq!((row.attempts, row.crashes), counts);
        assert_eq!(
            process.finish(&row, Verdict::Done).await,
            Finished::Now(State::Done)
        );
    }
}

pub async fn of_an_end(harness: &impl Harness) {
    let mut process = Process::start(harness).await;
    for index in 0..Failpoints::STEPS.len() {
        for (verdict, state) in [
            (Verdict::Done, State::Done),
            (retry(), State::Queued),
            (crate::conformance::dead(), State::Dead),
        ] {
            let id = format!("{index} {}", state.as_str());
            process.insert(&delivery(&id)).await;
            let row = process.take().await;
            let committed = steps(&process, "finish", index);
            process
                .store
                .finish(Run::from(&row), verdict)
                .await
                .unwrap_err();
            process = restart(harness, &process).await;
            let again = process.fetch(10).await;
            assert_eq!(
                again.len(),
                usize::from(!committed || state == State::Queued)
            );
            for row in again {
                let counted = (row.attempts, row.crashes);
                let crashes = u32::from(!committed);
                assert_eq!(counted, process.counts(2 - crashes, crashes));
                process.finish(&row, Verdict::Done).await;
            }
        }
    }
}

pub async fn while_crashed_rows_are_taken_back(harness: &impl Harness) {
    let mut process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    let mut row = process.take().await;
    for index in 0..Failpoints::STEPS.len() {
        let gone = Process::start_at(harness, process.clock.clone()).await;
        gone.clock.pass(Duration::from_secs(16));
        let committed = steps(&gone, "reap", index);
        let handled = Vec::new();
        let fetch = Fetch {
            handled,
            limit: 1,
            suspects: false,
        };
        gone.store.fetch(fetch).await.unwrap_err();
        process = restart(harness, &gone).await;
        let state = process.row(row.id).await.state;
        assert_eq!(state == State::Queued, committed);
        if !committed {
            continue;
        }
        row = process.take().await;
        // However often taking it back was begun, the row crashed once.
        assert_eq!((row.attempts, row.crashes), (1, 1));
    }
    process.finish(&row, Verdict::Done).await;
}

pub async fn of_a_replay(harness: &impl Harness) {
    let mut process = Process::start(harness).await;
    for index in 0..Failpoints::STEPS.len() {
        process.insert(&delivery(&index.to_string())).await;
        let row = process.take().await;
        process.finish(&row, Verdict::Done).await;
        let committed = steps(&process, "replay", index);
        process.store.replay(row.id, None).await.unwrap_err();
        process = restart(harness, &process).await;
        assert_eq!(process.fetch(10).await.len(), usize::from(committed));
        let replayed = process.store.replay(row.id, None).await;
        assert!(matches!(replayed, Ok(Replayed::Queued(_))), "{replayed:?}");
        for row in process.fetch(10).await {
            process.finish(&row, Verdict::Done).await;
        }
        for row in process.all().await {
            if row.state == State::Running {
                process.finish(&row, Verdict::Done).await;
            }
        }
    }
}

pub async fn of_a_death_by_hand(harness: &impl Harness) {
    let mut process = Process::start(harness).await;
    for index in 0..Failpoints::STEPS.len() {
        process.insert(&delivery(&index.to_string())).await;
        let id = process.all().await[index].id;
        let committed = steps(&process, "mark_dead", index);
        process.store.mark_dead(id).await.unwrap_err();
        process = restart(harness, &process).await;
        let state = process.row(id).await.state;
        assert_eq!(state == State::Dead, committed, "{state:?}");
        assert_eq!(process.store.mark_dead(id).await, Ok(!committed));
        assert_eq!(process.fetch(10).await, []);
    }
}

pub async fn of_an_erasure(harness: &impl Harness) {
    let mut process = Process::start(harness).await;
    for index in 0..Failpoints::STEPS.len() {
        process.insert(&delivery(&index.to_string())).await;
        let row = process.take().await;
        process.finish(&row, Verdict::Done).await;
        let Ok(Replayed::Queued(replay)) = process.store.replay(row.id, None).await else {
            panic!("a done row is replayed");
        };
        let committed = steps(&process, "erase", index);
        process.store.erase(row.id).await.unwrap_err();
        process = restart(harness, &process).await;
        // Both rows or none.
        for id in [row.id, replay] {
            assert_eq!(process.row(id).await.body.is_none(), committed);
        }
        assert_eq!(process.store.erase(row.id).await, Ok(true));
        for id in [row.id, replay] {
            assert_eq!(process.row(id).await.body, None);
        }
        assert_eq!(process.fetch(10).await, []);
    }
}

pub async fn of_a_pause(harness: &impl Harness) {
    let mut process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    for pause in [true, false] {
        for index in 0..Failpoints::STEPS.len() {
            let committed = steps(&process, "pause", index);
            let lost = process.store.pause("shop".into(), pause).await;
            lost.unwrap_err();
            process = restart(harness, &process).await;
            let paused = process.store.paused().await.unwrap();
            assert_eq!(paused.is_empty(), pause != committed);
        }
    }
    assert_eq!(process.fetch(10).await.len(), 1);
}
