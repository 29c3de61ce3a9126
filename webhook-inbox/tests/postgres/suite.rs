use webhook_inbox::conformance::Harness;
use webhook_inbox::{Failpoints, PostgresStore, TestClock};

use crate::server::{Schema, has_server};

impl Harness for Schema {
    type Store = PostgresStore;

    async fn open(&self, clock: TestClock, failpoints: Failpoints) -> PostgresStore {
        let options = self.options().clock(clock).failpoints(failpoints);
        PostgresStore::open(options).await.unwrap()
    }
}

webhook_inbox::conformance!(Schema::fresh(), if has_server());
