//! How deliveries end, and what becomes of them then.

use std::time::Duration;

use webhook_inbox::{
    Filter, Finished, Policy, Replayed, Run, State, Store as _, Stored, UnavailableKind, Verdict,
};
use webhook_inbox_nats::{CAPABILITIES, NatsStore};

use crate::servers::{Stream, has_servers};
use crate::{dead, due, entry, fetch, finish, handled, retry};

#[tokio::test(flavor = "multi_thread")]
async fn twelve_runs_are_the_end() {
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let store = stream.hasty().await;
    store.insert(vec![entry("1")]).await.unwrap();
    // Later ones wait for minutes.
    let soon = Verdict::Retry {
        class: "error",
        error: "é".repeat(1000),
        after: Some(Duration::from_millis(1)),
    };
    for attempt in 1..=12 {
        let row = due(&store, 1).await.remove(0);
        assert_eq!((row.attempts, row.crashes), (attempt, 0));
        let state = if attempt == 12 {
            State::Dead
        } else {
            State::Queued
        };
        assert_eq!(
            finish(&store, &row, soon.clone()).await,
            Finished::Now(state)
        );
    }
    let rows = store.list(Filter::class("error")).await;
    assert_eq!(rows.unwrap(), [], "a limit of 0 is nothing for a store");
    let rows = store
        .list(Filter {
            limit: 10,
            ..Filter::class("error")
        })
        .await
        .unwrap();
    assert_eq!(
        (rows.len(), rows[0].attempts, rows[0].state),
        (1, 12, State::Dead)
    );
    assert_eq!(rows[0].last_error, Some("é".repeat(500)));
    assert_eq!(store.fetch(fetch(10)).await.unwrap().rows, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_counts_as_an_attempt_and_its_run_comes_again_after_the_lease() {
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let store = stream.hasty().await;
    store.insert(vec![entry("1")]).await.unwrap();
    let before = due(&store, 1).await.remove(0);
    // A process that is gone renews nothing.
    drop(store);
    let store = stream.hasty().await;
    assert_eq!(store.fetch(fetch(10)).await.unwrap().rows, []);
    let after = due(&store, 1).await.remove(0);
    assert_eq!((after.id, after.key()), (before.id, before.key()));
    assert_eq!((after.attempts, after.crashes), (2, 0));
    assert_eq!(
        finish(&store, &after, Verdict::Done).await,
        Finished::Now(State::Done)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_only_crashes_is_dead_in_the_end() {
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let open = async || {
        let mut policy = Policy::default();
        policy.lease = Duration::from_millis(200);
        (policy.attempts, policy.crashes) = (1, 2);
        NatsStore::open(stream.options().policy(policy))
            .await
            .unwrap()
    };
    open().await.insert(vec![entry("1")]).await.unwrap();
    for attempt in 1..=2 {
        let store = open().await;
        assert_eq!(due(&store, 1).await[0].attempts, attempt);
    }
    let store = open().await;
    for _ in 0..100 {
        assert_eq!(store.fetch(fetch(10)).await.unwrap().rows, []);
        let rows = store.list(Filter::default()).await.unwrap();
        if let [row] = &*rows {
            assert_eq!(
                (row.state, row.class.as_deref()),
                (State::Dead, Some("crashed"))
            );
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it is not dead");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_dies_between_the_two_writes_of_a_death_runs_nothing_twice() {
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let store = stream.hasty().await;
    store.insert(vec![entry("1")]).await.unwrap();
    let row = due(&store, 1).await.remove(0);
    finish(&store, &row, retry()).await;
    let row = due(&store, 1).await.remove(0);
    finish(&store, &row, dead()).await;
    // The record of a message that was not ended yet: the same one again, as a process that died would have left it.
    let context = stream.other().await;
    let own = context.get_stream_no_info(&stream.name).await.unwrap();
    let dead = format!("{}.dead.>", stream.name);
    let record = own.get_last_raw_message_by_subject(&dead).await.unwrap();
    store.insert(vec![entry("2")]).await.unwrap();
    let next = due(&store, 1).await.remove(0);
    let text = String::from_utf8(record.payload.to_vec()).unwrap();
    let text = text.replace(
        &format!("\"dead_at\":{}", row.id),
        &format!("\"dead_at\":{}", next.id),
    );
    let subject = format!("{}.dead.shop.order=2Epaid.{}", stream.name, next.key());
    context
        .publish(subject, text.into())
        .await
        .unwrap()
        .await
        .unwrap();
    drop(store);
    let store = stream.hasty().await;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(store.fetch(fetch(10)).await.unwrap().rows, []);
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(store.fetch(fetch(10)).await.unwrap().rows, []);
    let depths = store.depth().await.unwrap();
    assert!(
        depths.iter().all(|depth| depth.state == State::Dead),
        "{depths:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_delivery_has_no_content_and_runs_never_again() {
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let store = stream.hasty().await;
    let full = |id: &str| {
        let mut entry = entry(id);
        entry.body = "a secret body".into();
        entry.uri = "/a-secret-path".into();
        entry
    };
    for id in ["done", "dead", "running"] {
        store.insert(vec![full(id)]).await.unwrap();
    }
    let rows = due(&store, 3).await;
    finish(&store, &rows[0], Verdict::Done).await;
    finish(&store, &rows[1], dead()).await;
    store.insert(vec![full("waiting")]).await.unwrap();
    let listed = store.list(Filter::default()).await.unwrap();
    let waiting = rows[2].id + 2;
    for id in [rows[0].id, listed[0].id, rows[2].id, waiting] {
        assert_eq!(store.erase(id).await, Ok(true), "{id}");
    }
    assert_eq!(store.erase(i64::MAX).await, Ok(false));
    assert_eq!(
        finish(&store, &rows[2], Verdict::Done).await,
        Finished::Fenced
    );
    for id in ["done", "dead", "running", "waiting"] {
        let stored = store.insert(vec![full(id)]).await;
        assert_eq!(stored, Ok(vec![Stored::Duplicate]), "{id}");
    }
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(store.fetch(fetch(10)).await.unwrap().rows, []);
    assert_eq!(store.list(Filter::default()).await.unwrap(), []);
    let own = stream
        .other()
        .await
        .get_stream_no_info(&stream.name)
        .await
        .unwrap();
    for id in 1..20 {
        if let Ok(message) = own.get_raw_message(id).await {
            let text = String::from_utf8_lossy(&message.payload).into_owned();
            assert!(!text.contains("secret"), "{text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_and_old_is_removed_and_what_waits_is_not() {
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let mut policy = Policy::default();
    policy.keep_done = Duration::from_secs(1);
    let store = NatsStore::open(stream.options().policy(policy))
        .await
        .unwrap();
    for id in 0..5 {
        store.insert(vec![entry(&id.to_string())]).await.unwrap();
    }
    let rows = due(&store, 5).await;
    for row in [&rows[0], &rows[1], &rows[3]] {
        finish(&store, row, Verdict::Done).await;
    }
    assert_eq!(store.purge().await.unwrap().rows, 0);
    tokio::time::sleep(Duration::from_millis(1200)).await;
    // The stream knows what time it is from the newest message.
    store.insert(vec![entry("new")]).await.unwrap();
    assert_eq!(store.purge().await.unwrap().rows, 2);
    let again = async |id: &str| store.insert(vec![entry(id)]).await.unwrap().remove(0);
    assert_eq!(again("0").await, Stored::New);
    // Behind one that waits.
    assert_eq!(again("3").await, Stored::Duplicate);
    assert_eq!(again("2").await, Stored::Duplicate);
    finish(&store, &rows[2], Verdict::Done).await;
    assert_eq!(store.purge().await.unwrap().rows, 2);
    assert_eq!(store.row_is_done(rows[4].id).await, None);
}

/// What [`NatsStore`] says of a row.
trait State_ {
    async fn row_is_done(&self, id: i64) -> Option<bool>;
}

impl State_ for NatsStore {
    async fn row_is_done(&self, id: i64) -> Option<bool> {
        let row = self.get(id).await.unwrap()?;
        (row.state == State::Done).then_some(true)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_program_handles_is_counted_and_then_dead() {
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let open = async |stranded, keep_stranded| {
        let mut policy = Policy::default();
        policy.stranded = Duration::from_millis(stranded);
        policy.keep_stranded = Duration::from_millis(keep_stranded);
        NatsStore::open(stream.options().policy(policy))
            .await
            .unwrap()
    };
    let store = open(300, 3_600_000).await;
    let mut later = entry("1");
    later.event = "order.later".into();
    store.insert(vec![later.clone(), entry("1")]).await.unwrap();
    let stranded = store.strand(handled()).await.unwrap();
    assert_eq!((stranded.waiting, stranded.dead), (0, 0));
    tokio::time::sleep(Duration::from_millis(400)).await;
    store.insert(vec![entry("2")]).await.unwrap();
    let stranded = store.strand(handled()).await.unwrap();
    assert_eq!((stranded.waiting, stranded.dead), (1, 0));
    let store = open(300, 300).await;
    let stranded = store.strand(handled()).await.unwrap();
    assert_eq!((stranded.waiting, stranded.dead), (0, 1));
    let rows = store.list(Filter::default()).await.unwrap();
    assert_eq!(
        (rows.len(), rows[0].class.as_deref()),
        (1, Some("no_handler"))
    );
    // A program that knows the event may run it after all.
    assert_eq!(
        store
            .replay(rows[0].id, None)
            .await
            .map(|replayed| matches!(replayed, Replayed::Queued(_))),
        Ok(true)
    );
    assert_eq!(due(&store, 2).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_cannot_do_is_said_and_refused() {
    const { assert!(!CAPABILITIES.transactions && !CAPABILITIES.marks_dead) };
    if !has_servers() {
        return;
    }
    let stream = Stream::fresh();
    let store = stream.open().await;
    assert_eq!(store.capabilities(), CAPABILITIES);
    let refused = store.mark_dead(1).await.unwrap_err();
    assert_eq!(refused.kind(), UnavailableKind::Unsupported);
    store.close().await;
    let closed = store.insert(vec![entry("1")]).await.unwrap_err();
    assert_eq!(closed.kind(), UnavailableKind::Closed);
    let run = Run { id: 1, token: 1 };
    let closed = store.finish(run, Verdict::Done).await.unwrap_err();
    assert_eq!(closed.kind(), UnavailableKind::Closed);
}
