use tempfile::TempDir;
use webhook_inbox::conformance::Harness;
use webhook_inbox::{Failpoints, SqliteOptions, SqliteStore, TestClock};

struct File(TempDir);

impl File {
    fn fresh() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
}

impl Harness for File {
    type Store = SqliteStore;

    async fn open(&self, clock: TestClock, failpoints: Failpoints) -> SqliteStore {
        let options = SqliteOptions::new(self.0.path().join("webhooks.db"));
        let options = options.clock(clock).failpoints(failpoints);
        SqliteStore::open(options).await.unwrap()
    }
}

webhook_inbox::conformance!(File::fresh());
