//! The three servers that the tests share, on which each has a stream of its own.

use std::env;
use std::io::Write as _;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_nats::jetstream::{self, Context};
use webhook_inbox::Policy;
use webhook_inbox_nats::{NatsOptions, NatsStore};

/// The addresses of servers on which everything is allowed.
const SERVERS: &str = "WEBHOOK_TEST_NATS";

/// Whether there are servers. Says once how to run what is left out; the test runner would keep a `println!` to itself.
pub(crate) fn has_servers() -> bool {
    static SAID: Once = Once::new();
    if env::var_os(SERVERS).is_some() {
        return true;
    }
    SAID.call_once(|| {
        let said = format!(
            "the tests of the store in NATS are left out: {SERVERS} is not set; run them with `.ci/run nats`\n"
        );
        std::io::stderr().write_all(said.as_bytes()).unwrap();
    });
    false
}

/// A stream of its own for a test, which is deleted with it.
pub(crate) struct Stream {
    pub(crate) name: String,
}

impl Stream {
    pub(crate) fn fresh() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("test-{}-{count}", now.as_nanos());
        Self { name }
    }

    pub(crate) fn options(&self) -> NatsOptions {
        NatsOptions::new(servers()).stream(&self.name)
    }

    pub(crate) async fn open(&self) -> NatsStore {
        NatsStore::open(self.options()).await.unwrap()
    }

    /// With short spans.
    pub(crate) async fn hasty(&self) -> NatsStore {
        let mut policy = Policy::default();
        policy.lease = Duration::from_secs(1);
        policy.backoff = Duration::from_millis(1);
        let options = self.options().policy(policy);
        NatsStore::open(options).await.unwrap()
    }

    /// What a person has who connects with another program.
    pub(crate) async fn other(&self) -> Context {
        jetstream::new(async_nats::connect(list()).await.unwrap())
    }
}

pub(crate) fn servers() -> String {
    env::var(SERVERS).unwrap()
}

fn list() -> Vec<async_nats::ServerAddr> {
    let servers = servers();
    let servers = servers.split(',').map(|server| server.parse().unwrap());
    servers.collect()
}

impl Drop for Stream {
    fn drop(&mut self) {
        if !has_servers() || std::thread::panicking() {
            return;
        }
        let name = self.name.clone();
        let deleted = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let context = jetstream::new(async_nats::connect(list()).await.unwrap());
                // Some tests do not make it.
                let _deleted = context.delete_stream(name).await;
            });
        });
        deleted.join().unwrap();
    }
}
