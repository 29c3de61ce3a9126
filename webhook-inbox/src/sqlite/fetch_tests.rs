use sqlx::{Connection as _, Row as _, SqliteConnection};

use super::*;
use crate::sqlite::{insert, runs, schema, strand};

/// How SQLite goes about a statement. Parameters are null, which the planner does not look at.
async fn plan(connection: &mut SqliteConnection, sql: &str) -> String {
    let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    let rows = sqlx::query(explain).fetch_all(connection).await.unwrap();
    let details = rows.iter().map(|row| row.get::<String, _>(3));
    details.collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn no_statement_of_a_fetch_or_an_insertion_walks_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("webhooks.db");
    let url = format!("sqlite:{}?mode=rwc", path.display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    schema::prepare(&mut connection, &path).await.unwrap();
    for (sql, expected) in [
        (
            OF_NOW,
            "USING COVERING INDEX webhook_inbox_due (grp=? AND event=? AND run_at=?)",
        ),
        (
            OF_A_TIME,
            "USING INDEX webhook_inbox_due (grp=? AND event=? AND run_at>? AND run_at<?)",
        ),
        (
            strand::PAIRS,
            "USING COVERING INDEX webhook_inbox_due ((grp,event)>(?,?))",
        ),
        (
            SUSPECTS,
            "SCAN webhook_inbox USING INDEX webhook_inbox_suspects",
        ),
        (
            runs::OVER,
            "USING COVERING INDEX webhook_inbox_leases (run_at",
        ),
        (
            insert::FIND,
            "USING INDEX webhook_inbox_key (grp=? AND owner=? AND event=? AND id_kind=? AND delivery_id=? AND variant=?)",
        ),
        (
            insert::OTHERS,
            "USING INDEX webhook_inbox_key (grp=? AND owner=? AND event=? AND id_kind=? AND delivery_id=?)",
        ),
    ] {
        let plan = plan(&mut connection, sql).await;
        assert!(plan.contains(expected), "{sql}\n{plan}");
        assert!(
            !plan.contains("TEMP B-TREE") && !plan.contains("SCAN webhook_inbox;"),
            "{sql}\n{plan}"
        );
    }
}
