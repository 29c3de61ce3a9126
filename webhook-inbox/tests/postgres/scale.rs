//! Many rows cost no more than few.

use sqlx::Row as _;
use webhook_inbox::{Run, Store as _, Verdict};

use crate::server::{Schema, has_server};
use crate::{MINUTE, entry, fetch};

/// How often the table was walked from end to end, and how many entries of its indexes were read.
async fn reads(schema: &Schema) -> (i64, i64) {
    let reads = "SELECT (SELECT seq_scan FROM pg_stat_user_tables WHERE relid = 'webhook_inbox'::regclass), \
         (SELECT sum(idx_tup_read)::bigint FROM pg_stat_user_indexes WHERE relid = 'webhook_inbox'::regclass)";
    let mut other = schema.other().await;
    let row = sqlx::query(reads).fetch_one(&mut other).await.unwrap();
    (row.get(0), row.get(1))
}

#[tokio::test]
async fn no_statement_of_an_insertion_or_a_run_walks_the_table() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let store = schema.open().await;
    // Before the server has looked at the rows, and after: its plans differ.
    for look in ["", "VACUUM ANALYZE webhook_inbox"] {
        schema
            .run(
                "INSERT INTO webhook_inbox (grp, owner, event, id_kind, delivery_id, variant, digest, state, run_at, done_at,
                   received_at, item_index, item_count, method, uri, headers)
                 SELECT 'shop', '', 'order.paid', 1, gen_random_uuid()::text::bytea, '', sha256('x'), state, 0,
                   CASE state WHEN 'done' THEN 1 END, 1, 0, 1, '', '', ''
                 FROM generate_series(1, 10000), unnest(ARRAY['queued', 'done']) AS states (state)",
            )
            .await;
        schema.run(look).await;
        // Their first statements read the catalogue.
        store.insert(vec![entry("first")]).await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        let before = reads(&schema).await;
        let store = schema.open().await;
        for id in 0..20 {
            let id = format!("{look}{id}");
            store.insert(vec![entry(&id)]).await.unwrap();
            store.insert(vec![entry(&id)]).await.unwrap();
        }
        for _ in 0..10 {
            for row in store.fetch(fetch(5, MINUTE)).await.unwrap().rows {
                store.finish(Run::from(&row), Verdict::Done).await.unwrap();
            }
        }
        // Sessions say what they read when they end.
        store.close().await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let after = reads(&schema).await;
        // To count what waits when the store is opened.
        let counted = 2 * 10_000 * if look.is_empty() { 1 } else { 2 };
        let read = after.1 - before.1;
        assert!(read < counted + 3_000, "{read} {look}");
        assert!(after.0 - before.0 <= 2, "{before:?} {after:?} {look}");
    }
}
