//! What people do with rows.

use std::time::Duration;

use crate::conformance::{Harness, Process, days, delivery, minutes, other, retry};
use crate::entry::{Entry, Id, Stored};
use crate::row::State;
use crate::store::{Filter, Replayed, Store as _, Verdict};

pub async fn rows_are_read_and_listed(harness: &impl Harness) {
    let process = Process::start(harness).await;
    for id in 0..5 {
        process.insert(&delivery(&id.to_string())).await;
    }
    let elsewhere = Entry::new("other", "paid", Id::text("1"), [1; 32], "{}");
    process.insert(&elsewhere).await;
    let row = process.fetch(1).await.remove(0);
    process.finish(&row, crate::conformance::dead()).await;
    let count = async |filter: Filter| process.store.list(filter).await.unwrap().len();
    let all = Filter::default();
    assert_eq!(count(all.clone()).await, 6);
    let shop = Filter {
        group: Some("shop".into()),
        ..all.clone()
    };
    assert_eq!(count(shop.clone()).await, 5);
    let waiting = Filter {
        state: Some(State::Queued),
        ..shop
    };
    assert_eq!(count(waiting).await, 4);
    let class = Filter {
        class: Some("permanent".to_owned()),
        ..all.clone()
    };
    assert_eq!(count(class).await, 1);
    let page = Filter { limit: 4, ..all };
    let first = process.store.list(page.clone()).await.unwrap();
    assert!(first.is_sorted_by_key(|row| std::cmp::Reverse(row.id)));
    assert!(first.iter().all(|row| row.body.is_none()));
    let before = Some(first[3].id);
    assert_eq!(count(Filter { before, ..page }).await, 2);
    assert!(process.row(row.id).await.body.is_some());
    assert_eq!(process.store.get(i64::MAX).await, Ok(None));
}

pub async fn a_dead_row_is_run_again_itself(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    let before = process.kill().await;
    let replayed = process.store.replay(before.id, None).await;
    assert_eq!(replayed, Ok(Replayed::Queued(before.id)));
    let after = process.take().await;
    assert_eq!((after.id, after.key()), (before.id, before.key()));
    assert_eq!(
        (after.attempts, after.revived, after.replay_of),
        (1, 0, None)
    );
}

pub async fn a_done_row_is_run_again_as_a_copy(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    let first = process.take().await;
    process.finish(&first, Verdict::Done).await;
    let Ok(Replayed::Queued(id)) = process.store.replay(first.id, None).await else {
        panic!("a done row is replayed");
    };
    assert_ne!(id, first.id);
    let second = process.take().await;
    assert_eq!((second.id, second.key()), (id, first.key()));
    assert_eq!(
        (second.replay_of, &second.body),
        (Some(first.id), &first.body)
    );
    process.finish(&second, Verdict::Done).await;
    // A replay of the replay is one of the first.
    process.store.replay(id, None).await.unwrap();
    assert_eq!(process.take().await.replay_of, Some(first.id));
    assert_eq!(process.insert(&delivery("1")).await, Stored::Duplicate);
    assert_eq!(process.row(first.id).await.duplicates, 1);
}

pub async fn a_conflict_is_run_by_hand(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    process.insert(&other("1", 2)).await;
    let first = process.take().await;
    process.finish(&first, Verdict::Done).await;
    let kept = process.all().await.remove(1);
    process.store.replay(kept.id, None).await.unwrap();
    let row = process.take().await;
    assert_eq!(row.body.as_deref(), Some(&b"body 2"[..]));
    assert_eq!((row.replay_of, row.key()), (Some(kept.id), kept.key()));
    assert_ne!(row.key(), first.key());
}

pub async fn what_waits_is_not_replayed(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    let id = process.all().await[0].id;
    assert_eq!(process.store.replay(id, None).await, Ok(Replayed::Waiting));
    process.take().await;
    assert_eq!(process.store.replay(id, None).await, Ok(Replayed::Waiting));
    assert_eq!(
        process.store.replay(i64::MAX, None).await,
        Ok(Replayed::Missing)
    );
}

pub async fn old_rows_go_and_waiting_rows_stay(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("done")).await;
    process.insert(&other("done", 2)).await;
    let row = process.take().await;
    process.finish(&row, Verdict::Done).await;
    process.insert(&delivery("dead")).await;
    process.kill().await;
    process.insert(&delivery("waiting")).await;
    let row = process.take().await;
    process.finish(&row, retry()).await;
    let states = async |process: &Process<_>| {
        let rows = process.all().await;
        rows.iter().map(|row| row.state).collect::<Vec<_>>()
    };
    let (done, dead) = (State::Done, State::Dead);
    process.clock.pass(days(6));
    let purged = process.store.purge().await.unwrap();
    assert_eq!((purged.bodies, purged.rows, purged.wait), (0, 0, None));
    process.clock.pass(days(2));
    let purged = process.store.purge().await.unwrap();
    assert_eq!((purged.bodies, purged.rows), (1, 0));
    assert_eq!(
        states(&process).await,
        [done, State::Conflict, dead, State::Queued]
    );
    assert_eq!(process.insert(&delivery("done")).await, Stored::Duplicate);
    process.clock.pass(days(23));
    assert_eq!(process.store.purge().await.unwrap().rows, 2);
    assert_eq!(states(&process).await, [dead, State::Queued]);
    process.clock.pass(days(60));
    assert_eq!(process.store.purge().await.unwrap().rows, 1);
    process.clock.pass(days(1000));
    process.store.purge().await.unwrap();
    assert_eq!(states(&process).await, [State::Queued]);
    assert!(process.take().await.body.is_some());
}

pub async fn a_row_without_its_body_is_not_replayed(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    let row = process.take().await;
    process.finish(&row, Verdict::Done).await;
    process.clock.pass(days(8));
    process.store.purge().await.unwrap();
    assert_eq!(process.row(row.id).await.body, None);
    assert_eq!(
        process.store.replay(row.id, None).await,
        Ok(Replayed::BodyPurged)
    );
}

pub async fn nothing_is_purged_while_the_clock_is_new_or_was_set(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    let row = process.take().await;
    process.finish(&row, Verdict::Done).await;
    process.clock.pass(minutes(9));
    let wait = process.store.purge().await.unwrap().wait.unwrap();
    assert!(
        wait <= minutes(1) && wait > Duration::from_secs(50),
        "{wait:?}"
    );
    process.clock.pass(minutes(2));
    process.clock.set_forward(days(40));
    let purged = process.store.purge().await.unwrap();
    assert_eq!(purged.rows, 0);
    assert!(purged.wait.unwrap() > minutes(59));
    process.clock.set_back(days(40));
    process.clock.pass(minutes(59));
    assert!(process.store.purge().await.unwrap().wait.is_some());
    process.clock.pass(minutes(61));
    assert_eq!(process.store.purge().await.unwrap().wait, None);
    assert_eq!(process.row(row.id).await.state, State::Done);
}

pub async fn depth_counts_by_group_and_state(harness: &impl Harness) {
    let process = Process::start(harness).await;
    for id in 0..5 {
        process.insert(&delivery(&id.to_string())).await;
    }
    let elsewhere = Entry::new("other", "paid", Id::text("1"), [1; 32], "{}");
    process.insert(&elsewhere).await;
    process.insert(&other("4", 2)).await;
    let rows = process.fetch(1).await;
    process.finish(&rows[0], crate::conformance::dead()).await;
    process.fetch(1).await;
    let depths = process.store.depth().await.unwrap();
    let mut all: Vec<_> = depths
        .iter()
        .map(|depth| (depth.state.as_str(), depth.rows))
        .collect();
    all.sort_unstable();
    let total: u64 = all.iter().map(|(_, rows)| rows).sum();
    assert_eq!(total, 7, "{all:?}");
    assert!(
        all.contains(&("conflict", 1)) && all.contains(&("running", 1)),
        "{all:?}"
    );
    assert!(all.contains(&("dead", 1)), "{all:?}");
}
