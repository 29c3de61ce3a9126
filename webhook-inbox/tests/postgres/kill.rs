//! Processes that are killed. Each is this test binary, started again with [`SCHEMA`] set.

use std::collections::{HashSet, VecDeque};
use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use webhook_inbox::{
    Failpoints, Fetch, Filter, PostgresOptions, PostgresStore, Row, Run, State, Store as _, Stored,
    TestClock, Verdict,
};

use crate::server::{Schema, has_server};
use crate::{MINUTE, entry};

/// Where a child finds the name of its schema.
const SCHEMA: &str = "WEBHOOK_INBOX_TEST_SCHEMA";
/// Where it aborts, `operation.step`; without it, it works until it is killed.
const ABORT: &str = "WEBHOOK_INBOX_TEST_ABORT";

fn start(schema: &Schema, abort: Option<&str>) -> Child {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", "kill::child", "--nocapture"])
        .env(SCHEMA, schema.name())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if let Some(abort) = abort {
        command.env(ABORT, abort);
    }
    command.spawn().unwrap()
}

/// What a child said before it died; it is killed once it said `enough`. A line that was cut off was not said.
fn said(mut child: Child, enough: usize) -> Vec<String> {
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let (mut said, mut line) = (Vec::new(), String::new());
    while out.read_line(&mut line).unwrap() > 0 {
        let whole = line.strip_suffix('\n');
        if let Some(what) = whole.and_then(|line| line.strip_prefix("said ")) {
            said.push(what.to_owned());
            if said.len() == enough {
                child.kill().unwrap();
            }
        }
        line.clear();
    }
    child.wait().unwrap();
    said
}

fn say(what: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("said {what}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

fn fetch(limit: usize, suspects: bool) -> Fetch {
    Fetch {
        suspects,
        ..crate::fetch(limit, MINUTE)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let Ok(name) = env::var(SCHEMA) else { return };
    let options = Schema::named(name).options();
    match env::var(ABORT) {
        Ok(abort) => step_by_step(options, &abort).await,
        Err(_) => work(options).await,
    }
}

/// Takes deliveries in, every tenth twice, and runs them.
async fn work(options: PostgresOptions) {
    let store = PostgresStore::open(options).await.unwrap();
    for task in 0..8 {
        let store = store.clone();
        tokio::spawn(async move {
            for number in 0.. {
                let id = format!("{}-{task}-{number}", std::process::id());
                let copies = if number % 10 == 0 { 2 } else { 1 };
                tokio::time::sleep(Duration::from_millis(5)).await;
                for _ in 0..copies {
                    if store.insert(vec![entry(&id)]).await.is_ok() {
                        say(&id);
                    }
                }
            }
        });
    }
    loop {
        let rows = store
            .fetch(fetch(32, false))
            .await
            .map(|fetched| fetched.rows);
        for row in rows.unwrap_or_default() {
            handle(&store, &row).await;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Writes down that it ran, if the store lets it; a row that it does not get to end is run again.
async fn handle(store: &PostgresStore, row: &Row) {
    let Ok(Some(mut effects)) = store.effects(Run::from(row)).await else {
        return;
    };
    let ran = sqlx::query("INSERT INTO effects VALUES ($1)").bind(row.delivery_id.to_vec());
    if ran.execute(&mut *effects).await.is_ok() {
        let _locked = effects.done().await;
    }
}

/// Does everything once, and says what was answered.
async fn step_by_step(options: PostgresOptions, abort: &str) {
    let (clock, failpoints) = (TestClock::new(), Failpoints::new());
    let (operation, step) = abort.split_once('.').unwrap();
    failpoints.call_at(operation, step, || std::process::abort());
    let options = options.clock(clock.clone()).failpoints(failpoints);
    let store = PostgresStore::open(options).await.unwrap();
    let items = (1..4).map(|id| entry(&id.to_string())).collect();
    assert_eq!(store.insert(items).await, Ok(vec![Stored::New; 3]));
    say("insert");
    let rows = store
        .fetch(crate::fetch(10, Duration::ZERO))
        .await
        .unwrap()
        .rows;
    assert_eq!(rows.len(), 3);
    say("claim");
    store
        .finish(Run::from(&rows[0]), Verdict::Done)
        .await
        .unwrap();
    say("finish");
    clock.pass(Duration::from_secs(16));
    store.fetch(crate::fetch(0, Duration::ZERO)).await.unwrap();
    say("reap");
    store.replay(rows[0].id, None).await.unwrap();
    say("replay");
    assert_eq!(store.mark_dead(rows[1].id).await, Ok(true));
    say("mark_dead");
    assert_eq!(store.erase(rows[2].id).await, Ok(true));
    say("erase");
    store.pause("shop".into(), true).await.unwrap();
    say("pause");
}

#[tokio::test]
async fn an_abort_between_two_steps_loses_nothing() {
    if !has_server() {
        return;
    }
    for (nth, operation) in Failpoints::OPERATIONS.into_iter().enumerate() {
        for step in Failpoints::STEPS {
            let schema = Schema::fresh();
            let child = start(&schema, Some(&format!("{operation}.{step}")));
            let said = said(child, usize::MAX);
            assert_eq!(said, Failpoints::OPERATIONS[..nth], "{operation}.{step}");
            // One more happened if it was committed, though nothing was said of it.
            let happened = nth + usize::from(step == "committed");
            let store = PostgresStore::open(schema.options()).await.unwrap();
            let rows = store.list(Filter::default()).await.unwrap();
            let count = |state| rows.iter().filter(|row| row.state == state).count();
            let counts = [State::Queued, State::Running, State::Done, State::Dead].map(count);
            let expected = match happened {
                0 => [0, 0, 0, 0],
                1 => [3, 0, 0, 0],
                2 => [0, 3, 0, 0],
                3 => [0, 2, 1, 0],
                4 => [2, 0, 1, 0],
                5 => [3, 0, 1, 0],
                6 => [2, 0, 1, 1],
                _ => [1, 0, 2, 1],
            };
            assert_eq!(counts, expected, "{operation}.{step}");
            let paused = store.paused().await.unwrap().len();
            assert_eq!(paused, usize::from(happened == 8), "{operation}.{step}");
            store.close().await;
        }
    }
}

#[tokio::test]
async fn twenty_kills_of_two_processes_lose_nothing_and_double_nothing() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    schema.open().await.close().await;
    schema.run("CREATE TABLE effects (id BYTEA)").await;
    let mut children = VecDeque::from([start(&schema, None), start(&schema, None)]);
    let mut acknowledged = HashSet::new();
    for kill in 0..20 {
        let child = children.pop_front().unwrap();
        acknowledged.extend(said(child, 10 + kill * 7 % 20));
        children.push_back(start(&schema, None));
    }
    for child in children {
        acknowledged.extend(said(child, 1));
    }
    assert!(acknowledged.len() > 200, "{}", acknowledged.len());

    // Everything that was taken in comes to its end.
    let clock = TestClock::new();
    let options = schema.options().clock(clock.clone());
    let store = PostgresStore::open(options).await.unwrap();
    clock.pass(Duration::from_secs(16));
    loop {
        let mut rows = store.fetch(fetch(256, false)).await.unwrap().rows;
        rows.extend(store.fetch(fetch(1, true)).await.unwrap().rows);
        if rows.is_empty() {
            break;
        }
        for row in rows {
            handle(&store, &row).await;
        }
    }
    let rows = store
        .list(Filter {
            limit: u32::MAX,
            ..Filter::default()
        })
        .await
        .unwrap();
    assert!(rows.iter().all(|row| row.state == State::Done));
    let ids: HashSet<_> = rows
        .iter()
        .map(|row| String::from_utf8(row.delivery_id.to_vec()).unwrap())
        .collect();
    assert_eq!(ids.len(), rows.len());
    let doubled = "SELECT count(*) - count(DISTINCT id) FROM effects";
    assert_eq!(schema.number(doubled).await, 0);
    let without =
        "SELECT count(*) FROM webhook_inbox WHERE delivery_id NOT IN (SELECT id FROM effects)";
    assert_eq!(schema.number(without).await, 0);
    let lost: Vec<_> = acknowledged.difference(&ids).collect();
    assert!(
        lost.is_empty(),
        "{} of {} lost: {lost:?}",
        lost.len(),
        acknowledged.len()
    );
    store.close().await;
}
