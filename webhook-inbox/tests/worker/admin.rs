//! What people do with an inbox.

use std::time::Duration;

use webhook_inbox::{Filter, Policy, Replayed, State, Workers};

use crate::shop::Program;

#[tokio::test]
async fn dead_deliveries_of_a_class_are_replayed_together() {
    let program = Program::start().await;
    for id in 0..3 {
        program.send(&id.to_string(), "never").await;
    }
    program.send("other", "fails").await;
    program.run().await;
    let replayed = program.inbox.replay_all(Filter::class("permanent")).await;
    let replayed = replayed.unwrap();
    assert_eq!((replayed.queued, replayed.left), (3, 0));
    let rows = program.run().await;
    assert_eq!(rows.iter().map(|row| row.replays).sum::<u32>(), 3);
    let dead = rows.iter().filter(|row| row.state == State::Dead);
    assert_eq!(dead.map(|row| row.attempts).collect::<Vec<_>>(), [1, 1, 1]);
}

#[tokio::test]
async fn a_done_delivery_is_replayed_as_a_copy_with_the_same_key() {
    let program = Program::start().await;
    let first = program.run_one("paid").await;
    let Replayed::Queued(copy) = program.inbox.replay(first.id).await.unwrap() else {
        panic!("it is queued");
    };
    program.run().await;
    assert_eq!(program.payments().await, [7, 7]);
    let copy = program.inbox.get(copy).await.unwrap().unwrap();
    assert_eq!((copy.replay_of, copy.replays), (Some(first.id), 1));
    assert_eq!(copy.key(), first.key());
}

#[tokio::test]
async fn an_unknown_delivery_is_recognised_by_a_program_that_knows_its_event() {
    let program = Program::start().await;
    // The group does not keep unknown events; a row of an earlier version of the program stands for one.
    program.send("1", "paid").await;
    let mut other = program.other().await;
    let forget = "UPDATE webhook_inbox SET event = x'', id_kind = 4, delivery_id = randomblob(32), state = 'unknown', \
                  run_at = 0, done_at = 1";
    sqlx::query(forget).execute(&mut other).await.unwrap();
    let row = program.run().await.remove(0);
    assert_eq!(row.state, State::Unknown);
    assert_eq!(program.inbox.replay(row.id).await, Ok(Replayed::NoEvent));
    program.inbox.work(&program.dispatcher, Workers::default());
    assert_eq!(
        program.inbox.replay(row.id).await,
        Ok(Replayed::Queued(row.id))
    );
    program.inbox.stop(Duration::from_secs(5)).await;
    let program = Program::start_in(program.folder).await;
    let row = program.run().await.remove(0);
    assert_eq!((&row.event[..], row.state), (&b"paid"[..], State::Done));
    assert_eq!(&row.delivery_id[..], b"1");
    assert_eq!(program.payments().await, [7]);
}

#[tokio::test]
async fn an_export_has_a_line_of_each_delivery_with_its_body() {
    let program = Program::start().await;
    for id in ["1", "2", "3"] {
        program.send(id, "paid").await;
    }
    let mut lines = Vec::new();
    let filter = Filter {
        limit: 2,
        ..Filter::default()
    };
    assert_eq!(program.inbox.export(filter, &mut lines).await.unwrap(), 2);
    let lines = String::from_utf8(lines).unwrap();
    let lines: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["state"], "queued");
    assert_eq!(lines[0]["delivery"]["event"], "paid");
    let stored =
        serde_json::from_value::<webhook_core::StoredDelivery>(lines[0]["delivery"].clone());
    let outcome = program
        .dispatcher
        .identify_stored(&stored.unwrap())
        .unwrap();
    assert_eq!(outcome.key.unwrap().id(), "3");
}

#[tokio::test]
async fn a_paused_group_takes_deliveries_in_and_runs_them_once_it_is_resumed() {
    let program = Program::start().await;
    program.inbox.pause("shop").await.unwrap();
    program.send("1", "paid").await;
    assert_eq!(program.run().await[0].state, State::Queued);
    assert_eq!(program.inbox.paused().await, Ok(vec!["shop".to_owned()]));
    program.inbox.resume("shop").await.unwrap();
    assert_eq!(program.run().await[0].state, State::Done);
    assert_eq!(program.inbox.paused().await, Ok(Vec::new()));
}

#[tokio::test]
async fn what_a_person_ends_or_erases_does_not_run() {
    let program = Program::start().await;
    for id in ["1", "2"] {
        program.send(id, "paid").await;
    }
    let rows = program.inbox.list(Filter::default()).await.unwrap();
    assert_eq!(program.inbox.mark_dead(rows[0].id).await, Ok(true));
    assert_eq!(program.inbox.erase(rows[1].id).await, Ok(true));
    program.run().await;
    assert_eq!(program.payments().await, [0; 0]);
    assert_eq!(
        program.inbox.replay(rows[1].id).await,
        Ok(Replayed::BodyPurged)
    );
    let mut lines = Vec::new();
    program
        .inbox
        .export(Filter::class("erased"), &mut lines)
        .await
        .unwrap();
    let line = String::from_utf8(lines).unwrap();
    assert!(line.contains(r#""class":"erased""#), "{line}");
    assert!(line.contains(r#""delivery":null"#), "{line}");
}

#[tokio::test]
async fn a_group_beyond_its_mark_is_refused_until_rows_have_run() {
    let mut policy = Policy::default();
    policy.mark = 1_000;
    policy.marks.insert("shop".to_owned(), 2);
    let program = Program::start_with(tempfile::tempdir().unwrap(), policy).await;
    program.create_payments().await;
    for (id, status) in [("1", 200), ("2", 200), ("3", 503), ("1", 200)] {
        assert_eq!(program.send(id, "paid").await.status(), status, "{id}");
    }
    assert!(
        program.inbox.is_ready(),
        "one group's mark refuses that group alone"
    );
    program.run().await;
    assert_eq!(program.send("3", "paid").await.status(), 200);
}
