//! What people end, erase and pause.

use bytes::Bytes;

use crate::conformance::{Harness, Process, days, dead, delivery, handled, minutes, other, retry};
use crate::entry::{Admit, Entry, Id, Stored};
use crate::error::UnavailableKind;
use crate::row::{Row, State};
use crate::store::{Finished, Recognised, Replayed, Store as _, Verdict};

pub async fn what_waits_is_marked_dead(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("now")).await;
    process.insert(&delivery("later")).await;
    for row in process.fetch(10).await {
        if *row.delivery_id == *b"later" {
            process.finish(&row, retry()).await;
        } else {
            process.finish(&row, Verdict::GiveBack).await;
        }
    }
    for row in process.all().await {
        assert_eq!(process.store.mark_dead(row.id).await, Ok(true));
        // It is over.
        assert_eq!(process.store.mark_dead(row.id).await, Ok(false));
        let ended = process.row(row.id).await;
        assert_eq!(
            (ended.state, ended.class.as_deref()),
            (State::Dead, Some("by_hand"))
        );
        assert!(ended.done_at.is_some() && ended.body.is_some());
        // Why it failed before stays.
        assert_eq!(ended.last_error, row.last_error);
    }
    process.clock.pass(days(1));
    assert_eq!(process.fetch(10).await, []);
    assert_eq!(process.store.mark_dead(i64::MAX).await, Ok(false));
    assert_eq!(process.insert(&delivery("now")).await, Stored::Revived);
    let row = process.take().await;
    process.finish(&row, Verdict::Done).await;
    assert_eq!(process.store.mark_dead(row.id).await, Ok(false));
    assert_eq!(process.row(row.id).await.state, State::Done);
}

pub async fn a_run_that_is_marked_dead_is_fenced(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&delivery("1")).await;
    let row = process.take().await;
    assert_eq!(process.store.mark_dead(row.id).await, Ok(true));
    assert_eq!(process.finish(&row, Verdict::Done).await, Finished::Fenced);
    assert_eq!(process.finish(&row, retry()).await, Finished::Fenced);
    assert_eq!(process.row(row.id).await.state, State::Dead);
    // Nothing takes it back when its lease would have run out.
    process.clock.pass(minutes(10));
    assert_eq!(process.fetch(10).await, []);
    assert_eq!(process.row(row.id).await.crashes, 0);
    // The end of the old run does not end the new one.
    process.store.replay(row.id, None).await.unwrap();
    let again = process.take().await;
    assert_eq!(process.finish(&row, Verdict::Done).await, Finished::Fenced);
    assert_eq!(
        process.finish(&again, Verdict::Done).await,
        Finished::Now(State::Done)
    );
}

/// Nothing that the sender sent but the id, and what tells a repetition from another body.
fn has_no_content(row: &Row) -> bool {
    row.body.is_none()
        && row.headers.is_empty()
        && row.uri.is_empty()
        && row.key_id.is_none()
        && row.trace.is_none()
        && row.last_error.is_none()
        && row.class.as_deref() == Some("erased")
        && row.state == State::Done
        && row.done_at.is_some()
}

fn full(id: &str) -> Entry {
    let mut entry = delivery(id);
    entry.headers = "x-customer: 1".into();
    entry.uri = "/hooks?customer=1".into();
    entry.key_id = Some("key-1".into());
    entry.trace = Some("00-trace".into());
    entry
}

pub async fn an_erased_delivery_has_no_content_and_runs_never_again(harness: &impl Harness) {
    let process = Process::start(harness).await;
    for id in ["done", "dead", "retried"] {
        process.insert(&full(id)).await;
    }
    for row in process.fetch(10).await {
        let verdict = match &*row.delivery_id {
            b"done" => Verdict::Done,
            b"dead" => dead(),
            _ => retry(),
        };
        process.finish(&row, verdict).await;
    }
    process.insert(&full("queued")).await;
    process.insert(&other("queued", 2)).await;
    let mut unknown = full("unknown");
    (unknown.admit, unknown.event) = (Admit::Unknown, Bytes::new());
    process.insert(&unknown).await;
    let rows = process.all().await;
    assert_eq!(rows.len(), 6);
    for row in &rows {
        assert_eq!(process.store.erase(row.id).await, Ok(true));
        // It has no content already.
        assert_eq!(process.store.erase(row.id).await, Ok(true));
        let erased = process.row(row.id).await;
        assert!(has_no_content(&erased), "{erased:?}");
        assert_eq!(
            (&erased.digest, erased.key()),
            (&row.digest, row.key()),
            "a repetition is found by these"
        );
        let recognised = Recognised {
            event: "paid".into(),
            id: Id::text("unknown"),
        };
        let replayed = process.store.replay(row.id, Some(recognised)).await;
        assert_eq!(replayed, Ok(Replayed::BodyPurged));
    }
    for id in ["done", "dead", "retried", "queued"] {
        assert_eq!(process.insert(&full(id)).await, Stored::Duplicate);
    }
    assert_eq!(process.insert(&other("queued", 2)).await, Stored::Conflict);
    assert_eq!(process.insert(&unknown).await, Stored::Duplicate);
    for row in process.all().await {
        assert!(has_no_content(&process.row(row.id).await), "{row:?}");
    }
    process.clock.pass(days(1));
    assert_eq!(process.fetch(10).await, []);
    assert_eq!(process.store.erase(i64::MAX).await, Ok(false));
    // It is forgotten as any row that is done.
    process.clock.pass(days(30));
    process.store.purge().await.unwrap();
    assert_eq!(process.all().await, []);
}

pub async fn a_run_that_is_erased_is_fenced(harness: &impl Harness) {
    let process = Process::start(harness).await;
    process.insert(&full("1")).await;
    let row = process.take().await;
    assert_eq!(process.store.erase(row.id).await, Ok(true));
    for verdict in [Verdict::Done, retry(), dead(), Verdict::GiveBack] {
        assert_eq!(process.finish(&row, verdict).await, Finished::Fenced);
    }
    process.clock.pass(minutes(10));
    assert_eq!(process.fetch(10).await, []);
    assert!(has_no_content(&process.row(row.id).await));
}

pub async fn replays_are_erased_with_their_delivery(harness: &impl Harness) {
    let process = Process::start(harness).await;
    for id in ["1", "2"] {
        process.insert(&full(id)).await;
        let row = process.take().await;
        process.finish(&row, Verdict::Done).await;
        for _ in 0..2 {
            process.store.replay(row.id, None).await.unwrap();
        }
        // One replay runs, and the other one waits.
        process.fetch(1).await;
        let rows = process.all().await;
        let of_this = rows.iter().filter(|row| *row.delivery_id == *id.as_bytes());
        let ids: Vec<i64> = of_this.map(|row| row.id).collect();
        assert_eq!(ids.len(), 3);
        // By its own number, and by that of a replay.
        let given = if id == "1" { ids[0] } else { ids[1] };
        assert_eq!(process.store.erase(given).await, Ok(true));
        for id in ids {
            assert!(has_no_content(&process.row(id).await));
        }
        process.clock.pass(minutes(10));
        assert_eq!(process.fetch(10).await, []);
    }
}

pub async fn an_erased_row_makes_room_under_the_mark(harness: &impl Harness) {
    let process = Process::start(harness).await;
    let marked = |id| {
        let mut entry = delivery(id);
        entry.mark = 3;
        entry
    };
    for id in ["1", "2", "3"] {
        process.insert(&marked(id)).await;
    }
    let refused = process.store.insert(vec![marked("4")]).await;
    assert_eq!(refused.unwrap_err().kind(), UnavailableKind::Mark);
    let running = process.fetch(1).await.remove(0);
    let queued = process.all().await[1].id;
    process.store.erase(queued).await.unwrap();
    assert_eq!(process.insert(&marked("4")).await, Stored::New);
    process.store.mark_dead(running.id).await.unwrap();
    assert_eq!(process.insert(&marked("5")).await, Stored::New);
    // What ended before makes no room again.
    process.store.erase(queued).await.unwrap();
    process.finish(&running, Verdict::Done).await;
    let refused = process.store.insert(vec![marked("6")]).await;
    assert_eq!(refused.unwrap_err().kind(), UnavailableKind::Mark);
}

pub async fn a_paused_group_waits_and_others_run(harness: &impl Harness) {
    let process = Process::start(harness).await;
    let elsewhere = |id| Entry::new("other", "paid", Id::text(id), [1; 32], "{}");
    process.insert(&delivery("running")).await;
    process.insert(&delivery("retried")).await;
    let rows = process.fetch(10).await;
    process.finish(&rows[1], retry()).await;
    process.store.pause("shop".into(), true).await.unwrap();
    for id in 0..20 {
        let stored = process.insert(&delivery(&id.to_string())).await;
        assert_eq!(stored, Stored::New, "deliveries are accepted");
    }
    process.insert(&elsewhere("1")).await;
    process.clock.pass(minutes(1));
    // Of a fetch of one, nothing is lost to rows that are paused.
    assert_eq!(process.fetch(1).await[0].group, "other");
    assert_eq!(process.fetch(10).await, []);
    // A run in progress ends.
    assert_eq!(
        process.finish(&rows[0], Verdict::Done).await,
        Finished::Now(State::Done)
    );
    process.store.pause("shop".into(), false).await.unwrap();
    assert_eq!(process.fetch(100).await.len(), 21);
}

pub async fn a_pause_is_kept_for_all_processes(harness: &impl Harness) {
    let (a, b) = (Process::start(harness).await, Process::start(harness).await);
    assert_eq!(a.store.paused().await, Ok(Vec::new()));
    for (group, pause) in [
        ("shop", true),
        ("shop", true),
        ("other", true),
        ("never", false),
    ] {
        a.store.pause(group.into(), pause).await.unwrap();
    }
    a.insert(&delivery("1")).await;
    assert_eq!(b.fetch(10).await, []);
    let both: Vec<Bytes> = vec!["other".into(), "shop".into()];
    assert_eq!(b.store.paused().await, Ok(both.clone()));
    a.store.close().await;
    b.store.close().await;
    let c = Process::start(harness).await;
    assert_eq!(c.store.paused().await, Ok(both));
    assert_eq!(c.fetch(10).await, []);
    let d = Process::start(harness).await;
    d.store.pause("shop".into(), false).await.unwrap();
    d.store.pause("shop".into(), false).await.unwrap();
    assert_eq!(c.fetch(10).await.len(), 1);
    assert_eq!(c.store.paused().await, Ok(vec!["other".into()]));
    d.store.pause("shop".into(), true).await.unwrap();
    c.insert(&delivery("2")).await;
    assert_eq!(c.fetch(10).await, []);
}

pub async fn rows_of_a_paused_group_do_not_strand(harness: &impl Harness) {
    let process = Process::start(harness).await;
    for group in ["zoo", "farm"] {
        let entry = Entry::new(group, "a", Id::text("1"), [1; 32], "{}");
        process.insert(&entry).await;
    }
    let strand = async || {
        let stranded = process.store.strand(handled()).await.unwrap();
        assert_eq!(stranded.wait, None);
        (stranded.waiting, stranded.dead)
    };
    process.store.pause("zoo".into(), true).await.unwrap();
    process.clock.pass(days(2));
    assert_eq!(strand().await, (1, 0));
    process.clock.pass(days(6));
    assert_eq!(strand().await, (0, 1));
    // A program that handles the group gets time to work off what gathered.
    process.store.pause("zoo".into(), false).await.unwrap();
    assert_eq!(strand().await, (0, 0));
    process.clock.pass(days(2));
    assert_eq!(strand().await, (1, 0));
    process.clock.pass(days(6));
    assert_eq!(strand().await, (0, 1));
    let rows = process.all().await;
    assert!(rows.iter().all(|row| row.state == State::Dead), "{rows:?}");
}
