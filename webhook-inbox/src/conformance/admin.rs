//! What people do with rows.

use std::ops::Range;
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use crate::conformance::{Harness, Process, days, dead, delivery, minutes, other, retry};
use crate::entry::{Entry, Id, Stored};
use crate::row::State;
use crate::store::{Filter, Replayed, Store, Verdict};

pub async fn rows_are_read_and_listed(harness: &impl Harness) {
    let process = Process::start(harness).await;
    for id in 0..5 {
        process.insert(&delivery(&id.to_string())).await;
    }
    let elsewhere = Entry::new("other", "paid", Id::text("1"), [1; 32], "{}");
    process.insert(&elsewhere).await;
    let row = process.fetch(1).await.remove(0);
    process.finish(&row, dead()).await;
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
    let paid = Filter {
        event: Some("paid".into()),
        ..all.clone()
    };
    assert_eq!(count(paid).await, 6);
    let sent = Filter {
        event: Some("sent".into()),
        ..all.clone()
    };
    assert_eq!(count(sent).await, 0);
    let page = Filter { limit: 4, ..all };
    let first = process.store.list(page.clone()).await.unwrap();
    assert!(first.is_sorted_by_key(|row| std::cmp::Reverse(row.id)));
    assert!(first.iter().all(|row| row.body.is_none()));
    let before = Some(first[3].id);
    assert_eq!(count(Filter { before, ..page }).await, 2);
    assert!(process.row(row.id).await.body.is_some());
    assert_eq!(process.store.get(i64::MAX).await, Ok(None));
}

pub async fn rows_are_found_by_owner_state_and_time(harness: &impl Harness) {
    let process = Process::start(harness).await;
    let start = SystemTime::UNIX_EPOCH + days(20_000);
    for hour in 0..4 {
        let mut entry = delivery(&hour.to_string());
        entry.received_at = start + minutes(60 * hour);
        entry.owner = if hour == 0 {
            "acme".into()
        } else {
            Bytes::new()
        };
        process.insert(&entry).await;
    }
    process.insert(&other("1", 2)).await;
    let ids = async |filter: Filter| {
        let rows = process.store.list(filter).await.unwrap();
        let ids = rows.into_iter().map(|row| row.delivery_id);
        ids.map(|id| String::from_utf8(id.to_vec()).unwrap())
            .collect::<Vec<_>>()
    };
    let all = Filter::default();
    let owned = Filter {
        owner: Some("acme".into()),
        ..all.clone()
    };
    assert_eq!(ids(owned).await, ["0"]);
    let between = Filter {
        received_since: Some(start + minutes(60)),
        received_until: Some(start + minutes(180)),
        ..all.clone()
    };
    assert_eq!(ids(between.clone()).await, ["2", "1"]);
    let of_conflicts = Filter {
        state: Some(State::Conflict),
        ..between
    };
    assert_eq!(ids(of_conflicts).await, [""; 0]);
    let rows = process.fetch(10).await;
    process.finish(&rows[0], dead()).await;
    for (state, expected) in [
        (State::Queued, &[][..]),
        (State::Running, &["3", "2", "1"]),
        (State::Dead, &["0"]),
        (State::Conflict, &["1"]),
        (State::Done, &[]),
        (State::Unknown, &[]),
    ] {
        let state = Filter {
            state: Some(state),
            ..all.clone()
        };
        assert_eq!(ids(state).await, expected);
    }
    let far = [SystemTime::UNIX_EPOCH, start + days(1_000_000)];
    let all = Filter {
        received_since: Some(far[0]),
        received_until: Some(far[1]),
        ..all
    };
    assert_eq!(ids(all).await.len(), 5);
}

pub async fn a_dead_row_is_run_again_itself(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    let before = process.kill().await;
    let replayed = process.store.replay(before.id, None).await;
    let after = process.take().await;
    assert_eq!(replayed, Ok(Replayed::Queued(after.id)));
    process.is_same(&before, &after);
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
    let kept = process.in_state(State::Conflict).await.remove(0);
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

async fn run_to_the_end(process: &Process<impl Store + Clone>, ids: Range<u32>) {
    let entries: Vec<_> = ids.map(|id| delivery(&id.to_string())).collect();
    let count = entries.len();
    process.store.insert(entries).await.unwrap();
    let rows = process.fetch(count).await;
    assert_eq!(rows.len(), count);
    for row in rows {
        process.finish(&row, Verdict::Done).await;
    }
}

pub async fn a_purge_removes_all_that_is_old(harness: &impl Harness) {
    let process = Process::start(harness).await;
    // More than one commit removes.
    run_to_the_end(&process, 0..600).await;
    process.clock.pass(days(8));
    assert_eq!(process.store.purge().await.unwrap().bodies, 600);
    run_to_the_end(&process, 600..610).await;
    // Another process does not know how far this one came.
    let next = Process::start_at(harness, process.clock.clone()).await;
    next.clock.pass(days(8));
    assert_eq!(next.store.purge().await.unwrap().bodies, 10);
    next.clock.pass(days(30));
    assert_eq!(next.store.purge().await.unwrap().rows, 610);
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
    process.finish(&rows[0], dead()).await;
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

pub async fn depth_tells_when_the_oldest_row_arrived(harness: &impl Harness) {
    let process = Process::start(harness).await;
    let start = SystemTime::UNIX_EPOCH + days(20_000);
    for (id, hours) in [("a", 1), ("b", 2), ("c", 3), ("d", 4)] {
        let mut entry = delivery(id);
        entry.received_at = start + minutes(60 * hours);
        process.insert(&entry).await;
        entry.group = "other".into();
        entry.received_at += minutes(1);
        process.insert(&entry).await;
    }
    for row in process.fetch(3).await {
        if row.group == "shop" {
            process.finish(&row, dead()).await;
        }
    }
    let depths = process.store.depth().await.unwrap();
    let oldest = |group: &str, state| {
        let mut all = depths.iter();
        let depth = all.find(|depth| depth.group == group && depth.state == state);
        let oldest = depth.unwrap().oldest.unwrap();
        oldest.duration_since(start).unwrap().as_secs() / 60
    };
    assert_eq!(oldest("shop", State::Dead), 60);
    assert_eq!(oldest("shop", State::Queued), 180);
    assert_eq!(oldest("other", State::Running), 61);
    assert_eq!(oldest("other", State::Queued), 121);
}
