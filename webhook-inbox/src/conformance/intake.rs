//! How deliveries are taken in.

use crate::conformance::{Harness, Process, days, dead, delivery, minutes, other, retry};
use crate::entry::{Admit, Entry, Id, IdKind, OnConflict, Stored};
use crate::error::UnavailableKind;
use crate::row::State;
use crate::store::{Finished, Recognised, Replayed, Store as _, Verdict};

pub async fn a_new_delivery_is_queued_and_runs_once(harness: &impl Harness) {
    let process = Process::start(harness).await;
    let mut entry = delivery("1");
    entry.key_id = Some("key-1".into());
    entry.headers = "x-region:eu".into();
    entry.uri = "/hooks".into();
    entry.trace = Some("00-trace".into());
    assert_eq!(process.insert(&entry).await, Stored::New);
    let row = process.take().await;
    assert_eq!(
        (row.state, row.attempts, row.crashes),
        (State::Running, 1, 0)
    );
    assert_eq!((&*row.group, &*row.event), (&b"shop"[..], &b"paid"[..]));
    assert_eq!((row.id_kind, &*row.delivery_id), (IdKind::Text, &b"1"[..]));
    assert_eq!(
        (row.body.unwrap(), row.headers),
        (entry.body, entry.headers)
    );
    assert_eq!((row.key_id, row.trace), (entry.key_id, entry.trace));
    assert_eq!((row.method, row.uri), (entry.method, entry.uri));
    assert_eq!((row.item_index, row.item_count), (0, 1));
    let age = entry.received_at.duration_since(row.received_at).unwrap();
    assert!(age.as_micros() < 1, "{age:?}");
    assert_eq!(process.fetch(10).await, []);
}

pub async fn a_repetition_of_what_waits_runs_or_is_done_is_a_duplicate(harness: &impl Harness) {
    let process = Process::start(harness).await;
    let entry = delivery("1");
    process.insert(&entry).await;
    assert_eq!(process.insert(&entry).await, Stored::Duplicate);
    let row = process.take().await;
    assert_eq!(process.insert(&entry).await, Stored::Duplicate);
    process.finish(&row, retry()).await;
    assert_eq!(process.insert(&entry).await, Stored::Duplicate);
    assert_eq!(process.fetch(10).await, []);
    process.clock.pass(minutes(1));
    let row = process.take().await;
    process.finish(&row, Verdict::Done).await;
    assert_eq!(process.insert(&entry).await, Stored::Duplicate);
    let row = process.row(row.id).await;
    if process.can().lists_all {
        assert_eq!(row.state, State::Done);
    }
    assert_eq!(row.duplicates, process.repetitions(4));
    process.clock.pass(days(29));
    assert_eq!(process.insert(&entry).await, Stored::Duplicate);
    assert_eq!(process.fetch(10).await, []);
}

pub async fn a_repetition_of_a_dead_one_revives_it(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    let before = process.kill().await;
    assert_eq!(process.insert(&delivery("1")).await, Stored::Revived);
    let after = process.take().await;
    process.is_same(&before, &after);
    assert_eq!((after.attempts, after.crashes, after.revived), (1, 0, 1));
    assert_eq!((after.class, after.last_error), (None, None));
    // A late end of the run before must not end this one.
    assert_eq!(
        process.finish(&before, Verdict::Done).await,
        Finished::Fenced
    );
}

pub async fn another_body_revives_a_dead_one_and_replaces_the_old(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    let before = process.kill().await;
    assert_eq!(process.insert(&other("1", 2)).await, Stored::Revived);
    let after = process.take().await;
    process.is_same(&before, &after);
    assert_eq!(after.body.as_deref(), Some(&b"body 2"[..]));
    assert_eq!(*after.digest, [2; 32]);
    assert_eq!(process.insert(&other("1", 2)).await, Stored::Duplicate);
}

pub async fn a_dead_one_is_revived_five_times_and_not_twice_in_ten_minutes(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    for revived in 0..5 {
        process.kill().await;
        if revived > 0 {
            assert_eq!(process.insert(&delivery("1")).await, Stored::Duplicate);
            assert_eq!(process.insert(&other("1", 9)).await, Stored::Conflict);
            assert_eq!(process.fetch(10).await, []);
            process.clock.pass(minutes(10));
        }
        assert_eq!(process.insert(&delivery("1")).await, Stored::Revived);
    }
    let row = process.kill().await;
    process.clock.pass(days(1));
    assert_eq!(process.insert(&delivery("1")).await, Stored::Duplicate);
    assert_eq!(process.insert(&other("1", 8)).await, Stored::Conflict);
    let row = process.row(row.id).await;
    assert_eq!((row.state, row.revived), (State::Dead, 5));
}

pub async fn another_body_under_an_id_is_kept_and_not_run(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    assert_eq!(process.insert(&other("1", 2)).await, Stored::Conflict);
    assert_eq!(process.insert(&other("1", 2)).await, Stored::Conflict);
    let first = process.take().await;
    assert_eq!(*first.digest, [1; 32]);
    assert_eq!(process.insert(&other("1", 3)).await, Stored::Conflict);
    process.finish(&first, Verdict::Done).await;
    assert_eq!(process.insert(&other("1", 4)).await, Stored::Conflict);
    assert_eq!(process.fetch(10).await, []);
    if process.can().lists_all {
        assert_eq!(process.in_state(State::Done).await.len(), 1);
    }
    let rows = process.in_state(State::Conflict).await;
    let counts: Vec<_> = rows.iter().map(|row| row.duplicates).collect();
    assert_eq!(counts, [process.repetitions(1), 0, 0]);
    let kept = process.row(rows[0].id).await;
    assert_eq!(kept.body.as_deref(), Some(&b"body 2"[..]));
}

pub async fn sixteen_other_bodies_are_kept(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    for digest in 2..18 {
        assert_eq!(process.insert(&other("1", digest)).await, Stored::Conflict);
    }
    let refused = process.store.insert(vec![other("1", 18)]).await;
    assert_eq!(refused.unwrap_err().kind(), UnavailableKind::Conflicts);
    // What is there is found all the same.
    assert_eq!(process.insert(&other("1", 17)).await, Stored::Conflict);
    assert_eq!(process.insert(&delivery("1")).await, Stored::Duplicate);
    assert_eq!(process.insert(&delivery("2")).await, Stored::New);
}

pub async fn conflicts_run_where_the_group_says_so(harness: &impl Harness) {
    let process = Process::start(harness).await;
    let mut entry = other("1", 2);
    entry.on_conflict = OnConflict::Run;
    process.insert(&delivery("1")).await;
    let first = process.take().await;
    assert_eq!(process.insert(&entry).await, Stored::New);
    assert_eq!(process.insert(&entry).await, Stored::Duplicate);
    let second = process.take().await;
    assert!(second.is_conflict);
    assert_ne!(first.key(), second.key());
    process.finish(&second, dead()).await;
    assert_eq!(process.insert(&entry).await, Stored::Revived);
    assert_eq!(process.take().await.key(), second.key());
}

pub async fn deliveries_without_an_id_are_all_new(harness: &impl Harness) {
    let process = Process::start(harness).await;
    let entry = Entry::new("shop", "paid", Id::none(), [1; 32], "{}");
    let both = process
        .store
        .insert(vec![entry.clone(), entry.clone()])
        .await;
    assert_eq!(both, Ok(vec![Stored::New, Stored::New]));
    assert_eq!(process.insert(&entry).await, Stored::New);
    let rows = process.fetch(10).await;
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row.id_kind == IdKind::None));
    assert_ne!(rows[0].key(), rows[1].key());
    assert_ne!(rows[1].key(), rows[2].key());
}

pub async fn a_digest_can_be_the_key(harness: &impl Harness) {
    let process = Process::start(harness).await;
    let entry = |digest| Entry::new("shop", "paid", Id::digest([digest; 32]), [digest; 32], "{}");
    assert_eq!(process.insert(&entry(1)).await, Stored::New);
    assert_eq!(process.insert(&entry(1)).await, Stored::Duplicate);
    assert_eq!(process.insert(&entry(2)).await, Stored::New);
}

pub async fn the_items_of_a_request_are_committed_together(harness: &impl Harness) {
    let process = Process::start(harness).await;
    let items = |ids: &[&str]| {
        let items = ids.iter().zip(0..).map(|(id, index)| {
            let mut item = delivery(id);
            (item.item_index, item.item_count) = (index, 3);
            item
        });
        items.collect::<Vec<_>>()
    };
    process.insert(&delivery("b")).await;
    let stored = process.store.insert(items(&["c", "b", "a", "a"])).await;
    let expected = [
        Stored::New,
        Stored::Duplicate,
        Stored::New,
        Stored::Duplicate,
    ];
    assert_eq!(stored.as_deref(), Ok(&expected[..]));
    assert_eq!(process.fetch(10).await.len(), 3);
    for digest in 2..18 {
        process.insert(&other("full", digest)).await;
    }
    let mut refused = items(&["d", "e"]);
    refused.insert(1, other("full", 99));
    process.insert(&delivery("full")).await;
    let refused = process.store.insert(refused).await;
    assert_eq!(refused.unwrap_err().kind(), UnavailableKind::Conflicts);
    let rows = process.all().await;
    assert!(
        rows.iter()
            .all(|row| *row.delivery_id != *b"d" && *row.delivery_id != *b"e")
    );
    assert_eq!(process.store.insert(Vec::new()).await, Ok(Vec::new()));
}

pub async fn copies_of_two_bodies_under_an_id_may_come_in_one_request(harness: &impl Harness) {
    let process = Process::start(harness).await;
    let items = [1, 2, 1, 3, 2, 3, 1].map(|digest| other("1", digest));
    let stored = process.store.insert(items.to_vec()).await;
    let (conflict, duplicate) = (Stored::Conflict, Stored::Duplicate);
    let expected = [
        Stored::New,
        conflict,
        duplicate,
        conflict,
        conflict,
        conflict,
        duplicate,
    ];
    assert_eq!(stored.as_deref(), Ok(&expected[..]));
    let rows = process.all().await;
    let mut counted: Vec<_> = rows
        .iter()
        .map(|row| (row.state.as_str(), row.digest[0], row.duplicates))
        .collect();
    counted.sort_unstable();
    let once = process.repetitions(1);
    let expected = [
        ("conflict", 2, once),
        ("conflict", 3, once),
        ("queued", 1, process.repetitions(2)),
    ];
    let listed = if process.can().lists_all { 3 } else { 2 };
    assert_eq!(counted, expected[..listed]);
}

pub async fn a_malformed_item_is_dead_with_its_bytes(harness: &impl Harness) {
    let process = Process::start(harness).await;
    let mut entry = Entry::new("shop", "", Id::digest([3; 32]), [3; 32], &b"\xff{"[..]);
    entry.admit = Admit::Malformed;
    entry.cause = Some("it is not\0JSON".to_owned());
    assert_eq!(process.insert(&entry).await, Stored::New);
    assert_eq!(process.insert(&entry).await, Stored::Duplicate);
    let rows = process.all().await;
    assert_eq!(
        (rows[0].state, rows[0].class.as_deref()),
        (State::Dead, Some("malformed"))
    );
    let error = rows[0].last_error.as_deref().unwrap();
    assert!(error.starts_with("it is not"), "{error}");
    let row = process.row(rows[0].id).await;
    assert_eq!(
        (row.body.as_deref(), row.duplicates),
        (Some(&b"\xff{"[..]), process.repetitions(1))
    );
}

pub async fn unknown_events_wait_for_a_program_that_knows_them(harness: &impl Harness) {
    let process = Process::start(harness).await;
    let unknown = |id| {
        let mut entry = Entry::new("shop", "", Id::text(id), [1; 32], "{}");
        entry.admit = Admit::Unknown;
        entry
    };
    assert_eq!(process.insert(&unknown("1")).await, Stored::New);
    assert_eq!(process.insert(&unknown("1")).await, Stored::Duplicate);
    assert_eq!(process.insert(&unknown("2")).await, Stored::New);
    assert_eq!(process.fetch(10).await, []);
    let rows = process.all().await;
    let (first, second) = (rows[0].id, rows[1].id);
    assert_eq!(
        process.store.replay(first, None).await,
        Ok(Replayed::NoEvent)
    );
    // Its repetition came after the deploy, and ran.
    process.insert(&delivery("2")).await;
    let named = |id| {
        let (event, id) = ("paid".into(), Id::text(id));
        Some(Recognised { event, id })
    };
    assert_eq!(
        process.store.replay(second, named("2")).await,
        Ok(Replayed::Known)
    );
    let Ok(Replayed::Queued(queued)) = process.store.replay(first, named("1")).await else {
        panic!("an unknown row is replayed once its event is known");
    };
    assert_eq!(queued == first, process.can().keeps_numbers);
    assert_eq!(process.insert(&delivery("1")).await, Stored::Duplicate);
    let mut ids: Vec<_> = process
        .fetch(10)
        .await
        .into_iter()
        .map(|row| row.delivery_id)
        .collect();
    ids.sort();
    assert_eq!(ids, [&b"1"[..], &b"2"[..]]);
    if !process.can().lists_all {
        return;
    }
    let second = process.row(second).await;
    assert_eq!(second.state, State::Done);
    assert_eq!(second.class.as_deref(), Some("known"));
}

pub async fn an_unknown_delivery_with_the_id_of_another_is_a_conflict(harness: &impl Harness) {
    let process = Process::start(harness).await;
    let mut unknown = Entry::new("shop", "", Id::text("1"), [2; 32], "another body");
    unknown.admit = Admit::Unknown;
    process.insert(&unknown).await;
    let id = process.all().await[0].id;
    process.insert(&delivery("1")).await;
    let recognised = Some(Recognised {
        event: "paid".into(),
        id: Id::text("1"),
    });
    let replayed = process.store.replay(id, recognised).await;
    assert_eq!(replayed, Ok(Replayed::Conflict));
    let row = process.row(id).await;
    assert_eq!((row.state, row.is_conflict), (State::Conflict, true));
    assert_eq!(process.fetch(10).await.len(), 1);
    // Its repetition is one of a conflict, and a person can run it.
    assert_eq!(process.insert(&other("1", 2)).await, Stored::Conflict);
    let replayed = process.store.replay(id, None).await;
    assert!(matches!(replayed, Ok(Replayed::Queued(_))), "{replayed:?}");
    let row = process.take().await;
    assert_eq!(row.body.as_deref(), Some(&b"another body"[..]));
}

pub async fn hostile_ids_are_taken_in(harness: &impl Harness) {
    let process = Process::start(harness).await;
    let long = "\u{10ffff}".repeat(2048);
    let texts = [
        "a\0b",
        "a\u{85}b",
        "",
        " ",
        "'; DROP TABLE webhook_inbox; --",
        &long,
        "%s\\",
    ];
    let entries: Vec<_> = texts.iter().map(|text| delivery(text)).collect();
    let stored = process.store.insert(entries.clone()).await.unwrap();
    assert!(
        stored.iter().all(|stored| *stored == Stored::New),
        "{stored:?}"
    );
    let stored = process.store.insert(entries).await.unwrap();
    assert!(
        stored.iter().all(|stored| *stored == Stored::Duplicate),
        "{stored:?}"
    );
    let rows = process.fetch(20).await;
    assert!(rows.iter().all(|row| row.delivery_id.len() <= Id::LONGEST));
    let hashed = rows.iter().filter(|row| row.id_kind == IdKind::Hash);
    assert_eq!((rows.len(), hashed.count()), (7, 3));
}

pub async fn group_owner_event_and_kind_keep_keys_apart(harness: &impl Harness) {
    let process = Process::start(harness).await;
    let mut owned = delivery("1");
    owned.owner = "acme".into();
    let entries = [
        delivery("1"),
        owned,
        Entry::new("shop", "sent", Id::text("1"), [1; 32], "{}"),
        Entry::new("other", "paid", Id::text("1"), [1; 32], "{}"),
        Entry::new("shop", "paid", Id::number("1"), [1; 32], "{}"),
    ];
    for entry in &entries {
        assert_eq!(process.insert(entry).await, Stored::New);
        assert_eq!(process.insert(entry).await, Stored::Duplicate);
    }
    let mut keys: Vec<_> = process
        .fetch(10)
        .await
        .iter()
        .map(crate::Row::key)
        .collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 5);
    assert!(
        keys.iter()
            .all(|key| key.len() == 67 && key.starts_with("wh_"))
    );
}

pub async fn a_full_group_is_refused_and_others_are_not(harness: &impl Harness) {
    let process = Process::start(harness).await;
    let marked = |id| {
        let mut entry = delivery(id);
        entry.mark = 2;
        entry
    };
    process.insert(&marked("1")).await;
    process.insert(&marked("2")).await;
    let refused = process.store.insert(vec![marked("3")]).await;
    assert_eq!(refused.unwrap_err().kind(), UnavailableKind::Mark);
    assert_eq!(process.insert(&marked("1")).await, Stored::Duplicate);
    let elsewhere = Entry::new("other", "paid", Id::text("3"), [1; 32], "{}");
    assert_eq!(process.insert(&elsewhere).await, Stored::New);
    for row in process.fetch(10).await {
        process.finish(&row, Verdict::Done).await;
    }
    assert_eq!(process.insert(&marked("3")).await, Stored::New);
}

pub async fn sixty_four_copies_at_once_run_once<H: Harness>(harness: &H) {
    let processes = [Process::start(harness).await, Process::start(harness).await];
    let mut tasks = Vec::new();
    for index in 0..64 {
        let store = processes[index % 2].store.clone();
        tasks.push(tokio::spawn(async move {
            store.insert(vec![delivery("1")]).await
        }));
    }
    let mut new = 0;
    for task in tasks {
        let stored = task.await.unwrap().unwrap();
        new += stored
            .iter()
            .filter(|stored| **stored == Stored::New)
            .count();
    }
    assert_eq!(new, 1);
    let row = processes[0].take().await;
    assert_eq!(row.duplicates, processes[0].repetitions(63));
}
