//! The server that the tests share, in which each has a schema of its own.

use std::env;
use std::io::Write as _;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection};
use webhook_inbox::{PostgresOptions, PostgresStore};

/// The URL of a database whose user may do everything.
const SERVER: &str = "WEBHOOK_TEST_POSTGRES";

/// Whether there is a server. Says once how to run what is left out; the test runner would keep a `println!` to itself.
pub(crate) fn has_server() -> bool {
    static SAID: Once = Once::new();
    if env::var_os(SERVER).is_some() {
        return true;
    }
    SAID.call_once(|| {
        let said = format!(
            "the tests of the Postgres store are left out: {SERVER} is not set; run them with `.ci/run postgres`\n"
        );
        std::io::stderr().write_all(said.as_bytes()).unwrap();
    });
    false
}

/// A schema of its own for a test, which is dropped with it.
pub(crate) struct Schema {
    connect: PgConnectOptions,
    name: String,
    is_own: bool,
}

impl Schema {
    pub(crate) fn fresh() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("webhook_test_{}_{count}", now.as_nanos());
        let mut schema = Self::named(name);
        schema.is_own = true;
        schema
    }

    /// The schema of another process.
    pub(crate) fn named(name: String) -> Self {
        let connect: PgConnectOptions = env::var(SERVER).unwrap().parse().unwrap();
        // What a handler writes to lies in the schema, too.
        let connect = connect
            .options([("search_path", &name)])
            .application_name(&name);
        let is_own = false;
        Self {
            connect,
            name,
            is_own,
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn connect(&self) -> PgConnectOptions {
        self.connect.clone()
    }

    pub(crate) fn options(&self) -> PostgresOptions {
        PostgresOptions::from(self.connect.clone()).schema(&self.name)
    }

    pub(crate) async fn open(&self) -> PostgresStore {
        PostgresStore::open(self.options()).await.unwrap()
    }

    /// What a person has who connects with another program.
    pub(crate) async fn other(&self) -> PgConnection {
        self.connect.connect().await.unwrap()
    }

    pub(crate) async fn run(&self, sql: &str) {
        let mut other = self.other().await;
        let sql = AssertSqlSafe(sql.to_owned());
        sqlx::raw_sql(sql).execute(&mut other).await.unwrap();
        other.close().await.unwrap();
    }

    pub(crate) async fn number(&self, sql: &'static str) -> i64 {
        let mut other = self.other().await;
        sqlx::query_scalar(sql).fetch_one(&mut other).await.unwrap()
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        if !self.is_own || std::thread::panicking() {
            return;
        }
        let (connect, name) = (self.connect.clone(), self.name.clone());
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let mut connection = connect.connect().await.unwrap();
                let drop = format!(
                    "SET client_min_messages = error; DROP SCHEMA IF EXISTS {name} CASCADE"
                );
                let drop = sqlx::raw_sql(AssertSqlSafe(drop));
                drop.execute(&mut connection).await.unwrap();
            });
        });
        dropped.join().unwrap();
    }
}
