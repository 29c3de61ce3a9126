//! A server that goes away and comes back.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sqlx::{ConnectOptions as _, Connection as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use webhook_inbox::{
    Fetch, Filter, OpenErrorKind, Policy, PostgresOptions, PostgresStore, Row, Run, State,
    Store as _, Stored, UnavailableKind,
};

use crate::own::Server;
use crate::server::{Schema, has_server};
use crate::{MINUTE, entry, fetch};

#[tokio::test]
async fn a_server_that_does_not_sync_is_refused_unless_that_is_accepted() {
    let Some(mut server) = Server::new() else {
        return;
    };
    server.start(&["fsync=off"]).await;
    let options = || PostgresOptions::from(server.connect());
    let refused = PostgresStore::open(options()).await.unwrap_err();
    assert_eq!(refused.kind(), OpenErrorKind::NotDurable);
    assert!(refused.to_string().contains("fsync = on"), "{refused}");
    let mut other = server.connect().connect().await.unwrap();
    let tables = "SELECT count(*) FROM pg_class WHERE relname LIKE 'webhook%'";
    let tables: i64 = sqlx::query_scalar(tables)
        .fetch_one(&mut other)
        .await
        .unwrap();
    assert_eq!(tables, 0);
    let store = PostgresStore::open(options().danger_not_durable()).await;
    let stored = store.unwrap().insert(vec![entry("1")]).await;
    assert_eq!(stored, Ok(vec![Stored::New]));
}

/// Writes down that it ran, if the store lets it.
async fn handle(store: &PostgresStore, row: &Row) {
    let Ok(Some(mut effects)) = store.effects(Run::from(row)).await else {
        return;
    };
    let ran = sqlx::query("INSERT INTO effects VALUES ($1)").bind(row.delivery_id.to_vec());
    if ran.execute(&mut *effects).await.is_ok() {
        let _lost = effects.done().await;
    }
}

/// What senders saw.
#[derive(Default)]
struct Seen {
    acknowledged: Mutex<HashSet<String>>,
    refused: AtomicU64,
    /// In milliseconds.
    slowest: AtomicU64,
    over: AtomicBool,
}

impl Seen {
    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }
}

async fn send(store: PostgresStore, seen: Arc<Seen>, task: usize) {
    for number in 0.. {
        if seen.is_over() {
            return;
        }
        let id = format!("{task}-{number}");
        let started = Instant::now();
        let stored = store.insert(vec![entry(&id)]).await;
        let took = u64::try_from(started.elapsed().as_millis()).unwrap();
        seen.slowest.fetch_max(took, Ordering::Relaxed);
        match stored {
            Ok(_) => _ = seen.acknowledged.lock().unwrap().insert(id),
            Err(_) => _ = seen.refused.fetch_add(1, Ordering::Relaxed),
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn work(store: PostgresStore, seen: Arc<Seen>) {
    while !seen.is_over() {
        let fetched = store.fetch(fetch(16, MINUTE)).await;
        for row in fetched.map(|fetched| fetched.rows).unwrap_or_default() {
            handle(&store, &row).await;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Runs what is left.
async fn work_off(store: &PostgresStore) {
    loop {
        let suspects = Fetch {
            suspects: true,
            ..fetch(1, MINUTE)
        };
        let mut rows = store.fetch(fetch(256, MINUTE)).await.unwrap().rows;
        rows.extend(store.fetch(suspects).await.unwrap().rows);
        if rows.is_empty() {
            return;
        }
        for row in rows {
            handle(store, &row).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_and_crashes_loses_nothing_and_doubles_nothing() {
    let Some(mut server) = Server::new() else {
        return;
    };
    server.start(&[]).await;
    let mut policy = Policy::default();
    policy.lease = Duration::from_secs(2);
    let options = PostgresOptions::from(server.connect()).policy(policy);
    let store = PostgresStore::open(options).await.unwrap();
    let mut other = server.connect().connect().await.unwrap();
    let effects = "CREATE TABLE effects (id BYTEA)";
    sqlx::raw_sql(effects).execute(&mut other).await.unwrap();
    other.close().await.unwrap();

    let seen = Arc::new(Seen::default());
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..8 {
        tasks.spawn(send(store.clone(), Arc::clone(&seen), task));
    }
    tasks.spawn(work(store.clone(), Arc::clone(&seen)));
    for signal in ["INT", "QUIT", "KILL"] {
        tokio::time::sleep(Duration::from_millis(700)).await;
        server.stop(signal);
        tokio::time::sleep(Duration::from_millis(400)).await;
        server.start(&[]).await;
    }
    // It is found again by itself.
    let started = Instant::now();
    while store.insert(vec![entry("found")]).await.is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let found = started.elapsed();
    assert!(found < Duration::from_secs(2), "{found:?}");
    tokio::time::sleep(Duration::from_millis(300)).await;
    seen.over.store(true, Ordering::Relaxed);
    tasks.join_all().await;
    let acknowledged = seen.acknowledged.lock().unwrap().clone();
    let refused = seen.refused.load(Ordering::Relaxed);
    let slowest = seen.slowest.load(Ordering::Relaxed);
    assert!(
        acknowledged.len() > 100 && refused > 10,
        "{} {refused}",
        acknowledged.len()
    );
    assert!(slowest < 2500, "{slowest} ms");

    // What a run lost with its connection is still its own, until its process no longer renews it.
    store.close().await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let store = PostgresStore::open(PostgresOptions::from(server.connect()));
    let store = store.await.unwrap();
    work_off(&store).await;
    let all = Filter {
        limit: u32::MAX,
        ..Filter::default()
    };
    let rows = store.list(all).await.unwrap();
    let unfinished: Vec<_> = rows.iter().filter(|row| row.state != State::Done).collect();
    assert!(unfinished.is_empty(), "{unfinished:?}");
    let id = |row: &Row| String::from_utf8(row.delivery_id.to_vec()).unwrap();
    let ids: HashSet<_> = rows.iter().map(id).collect();
    assert_eq!(ids.len(), rows.len());
    let lost: Vec<_> = acknowledged.difference(&ids).collect();
    assert!(lost.is_empty(), "{lost:?}");
    let mut other = server.connect().connect().await.unwrap();
    let ran = sqlx::query_as("SELECT count(*), count(DISTINCT id) FROM effects");
    let ran: (i64, i64) = ran.fetch_one(&mut other).await.unwrap();
    let rows = i64::try_from(rows.len()).unwrap();
    assert_eq!(ran, (rows, rows));
}

/// Between a store and the server: passes everything on, or nothing any more.
async fn proxy(to: String, passes: Arc<AtomicBool>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (client, _) = listener.accept().await.unwrap();
            let server = TcpStream::connect(&to).await.unwrap();
            let (from_client, to_client) = client.into_split();
            let (from_server, to_server) = server.into_split();
            tokio::spawn(pass(from_client, to_server, Arc::clone(&passes)));
            tokio::spawn(pass(from_server, to_client, Arc::clone(&passes)));
        }
    });
    port
}

/// Once it passes nothing, this connection never does again, and neither end is told.
async fn pass(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    passes: Arc<AtomicBool>,
) {
    let mut buffer = vec![0; 16 << 10];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        if !passes.load(Ordering::Relaxed) {
            return std::future::pending().await;
        }
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_falls_silent_is_an_answer_and_is_found_again() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let passes = Arc::new(AtomicBool::new(true));
    let server = schema.connect();
    let to = format!("{}:{}", server.get_host(), server.get_port());
    let port = proxy(to, Arc::clone(&passes)).await;
    let options = PostgresOptions::from(server.host("127.0.0.1").port(port));
    let store = PostgresStore::open(options.schema(schema.name()));
    let store = store.await.unwrap();
    let insert = async |id: &str| {
        let started = Instant::now();
        let stored = store.insert(vec![entry(id)]).await;
        assert!(
            started.elapsed() < Duration::from_millis(2500),
            "{:?}",
            started.elapsed()
        );
        stored
    };
    assert_eq!(insert("1").await, Ok(vec![Stored::New]));
    passes.store(false, Ordering::Relaxed);
    for id in ["2", "3", "4"] {
        let kind = insert(id).await.unwrap_err().kind();
        assert!(
            matches!(kind, UnavailableKind::Late | UnavailableKind::Unreachable),
            "{kind:?}"
        );
    }
    passes.store(true, Ordering::Relaxed);
    let started = Instant::now();
    while insert("5").await.is_err() {}
    assert!(
        started.elapsed() < Duration::from_secs(4),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(insert("1").await, Ok(vec![Stored::Duplicate]));
    let fetched = store.fetch(fetch(10, MINUTE)).await.unwrap().rows;
    assert!(fetched.len() >= 2, "{fetched:?}");
}
