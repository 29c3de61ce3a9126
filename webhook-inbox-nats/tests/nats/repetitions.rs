//! Deliveries that come again.

use std::sync::Arc;

use webhook_inbox::{Entry, Filter, Id, State, Store as _, Stored, Verdict};

use crate::servers::{Stream, has_servers};
use crate::{dead, due, entry, finish, other, retry};

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_one_is_not_revived_twice_in_ten_minutes() {
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let store = stream.hasty().await;
    let insert = async |entry: Entry| store.insert(vec![entry]).await.unwrap().remove(0);
    insert(entry("1")).await;
    let first = due(&store, 1).await.remove(0);
    finish(&store, &first, dead()).await;
    assert_eq!(insert(other("1", 2)).await, Stored::Revived);
    // The death of the message whose place it took says nothing about it.
    assert_eq!(insert(other("1", 2)).await, Stored::Duplicate);
    let second = due(&store, 1).await.remove(0);
    assert_eq!(
        (second.attempts, second.revived, second.key()),
        (1, 1, first.key())
    );
    finish(&store, &second, dead()).await;
    assert_eq!(insert(other("1", 2)).await, Stored::Duplicate);
    assert_eq!(insert(entry("1")).await, Stored::Conflict);
    let rows = store.list(Filter::default()).await.unwrap();
    let states: Vec<_> = rows.iter().map(|row| (row.state, row.revived)).collect();
    assert_eq!(states, [(State::Conflict, 0), (State::Dead, 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_is_refused_is_tried_again_without_what_is_known() {
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let store = stream.hasty().await;
    let items =
        |ids: std::ops::Range<u32>| ids.map(|id| entry(&id.to_string())).collect::<Vec<_>>();
    store.insert(items(10..20)).await.unwrap();
    let row = due(&store, 1).await.remove(0);
    finish(&store, &row, dead()).await;
    let mut stored = store.insert(items(0..30)).await.unwrap();
    stored.sort_by_key(|stored| format!("{stored:?}"));
    let count = |wanted| stored.iter().filter(|stored| **stored == wanted).count();
    assert_eq!(
        (
            count(Stored::New),
            count(Stored::Duplicate),
            count(Stored::Revived)
        ),
        (20, 9, 1)
    );
    assert_eq!(due(&store, 30).await.len(), 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_items_than_a_batch_has_are_stored_too() {
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let store = stream.open().await;
    let items: Vec<_> = (0..1500).map(|id| entry(&id.to_string())).collect();
    let stored = store.insert(items.clone()).await.unwrap();
    assert!(stored.iter().all(|stored| *stored == Stored::New));
    let depths = store.depth().await.unwrap();
    assert_eq!(depths.iter().map(|depth| depth.rows).sum::<u64>(), 1500);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_copies_at_once_to_two_receivers_have_one_key() {
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let receivers = [stream.hasty().await, stream.hasty().await];
    for round in 0..10 {
        let id = format!("herd {round}");
        let barrier = Arc::new(tokio::sync::Barrier::new(64));
        let mut tasks = tokio::task::JoinSet::new();
        for nth in 0..64 {
            let (store, copy, barrier) =
                (receivers[nth % 2].clone(), entry(&id), Arc::clone(&barrier));
            tasks.spawn(async move {
                barrier.wait().await;
                store.insert(vec![copy]).await.unwrap().remove(0)
            });
        }
        let stored = tasks.join_all().await;
        let new = stored.iter().filter(|stored| **stored == Stored::New);
        assert_eq!((stored.len(), new.count()), (64, 1));
        let row = due(&receivers[round % 2], 1).await.remove(0);
        assert_eq!(row.sender_id(), Some(id));
        finish(&receivers[round % 2], &row, Verdict::Done).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repetition_between_two_runs_changes_nothing() {
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let store = stream.hasty().await;
    store.insert(vec![entry("1")]).await.unwrap();
    for attempt in 1..=3 {
        let row = due(&store, 1).await.remove(0);
        assert_eq!(row.attempts, attempt);
        finish(&store, &row, retry()).await;
        let stored = store.insert(vec![entry("1")]).await;
        assert_eq!(stored, Ok(vec![Stored::Duplicate]));
    }
    let digest = Entry::new("shop", "order.paid", Id::digest([4; 32]), [4; 32], "{}");
    assert_eq!(store.insert(vec![digest]).await, Ok(vec![Stored::New]));
}
