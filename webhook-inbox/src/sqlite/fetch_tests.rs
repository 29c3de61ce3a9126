use sqlx::{Connection as _, Row as _, SqliteConnection};

use super::*;
use crate::sqlite::{admin, insert, runs, schema, statements, strand};

/// How SQLite goes about a statement. Parameters are null, which the planner does not look at.
async fn plan(connection: &mut SqliteConnection, sql: &str) -> String {
    let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    let rows = sqlx::query(explain).fetch_all(connection).await.unwrap();
    let details = rows.iter().map(|row| row.get::<String, _>(3));
    details.collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn no_statement_that_a_million_rows_could_slow_down_walks_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("webhooks.db");
    let url = format!("sqlite:{}?mode=rwc", path.display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    schema::prepare(&mut connection, &path).await.unwrap();
    let texts = |texts: &[std::sync::Arc<str>]| texts.last().unwrap().to_string();
    let (find, count) = (texts(&statements::FIND), texts(&statements::COUNT));
    let claim = texts(&runs::CLAIM);
    for (sql, expected) in [
        (
            &*find,
            "SEARCH webhook_inbox USING INDEX webhook_inbox_key (grp=? AND owner=? AND event=? AND id_kind=? AND delivery_id=? AND variant=?)",
        ),
        (
            &*count,
            "SEARCH webhook_inbox USING INTEGER PRIMARY KEY (rowid=?)",
        ),
        (
            &*claim,
            "SEARCH webhook_inbox USING INTEGER PRIMARY KEY (rowid=?)",
        ),
        (
            OF_NOW,
            "USING COVERING INDEX webhook_inbox_now (grp=? AND event=?)",
        ),
        (
            OF_A_TIME,
            "USING INDEX webhook_inbox_later (grp=? AND event=? AND run_at>? AND run_at<?)",
        ),
        (
            strand::PAIRS,
            "USING COVERING INDEX webhook_inbox_now ((grp,event)>(?,?))",
        ),
        (
            concat!("SELECT ", suspects!()),
            "SCAN webhook_inbox USING INDEX webhook_inbox_suspects",
        ),
        (
            concat!("SELECT ", over!()),
            "USING COVERING INDEX webhook_inbox_leases (run_at",
        ),
        (
            insert::OTHERS,
            "USING INDEX webhook_inbox_key (grp=? AND owner=? AND event=? AND id_kind=? AND delivery_id=?)",
        ),
        (
            admin::OF_A_DELIVERY,
            "USING INDEX webhook_inbox_replays (replay_of=?)",
        ),
        (
            admin::DEPTH,
            "SCAN webhook_inbox USING COVERING INDEX webhook_inbox_now",
        ),
    ] {
        let plan = plan(&mut connection, sql).await;
        // What counts all rows of a state does so in an index. Its other parts read what runs and what ended.
        let plan = plan.split("; UNION ALL").next().unwrap_or_default();
        assert!(plan.contains(expected), "{sql}\n{plan}");
        assert!(
            !plan.contains("TEMP B-TREE") && !plan.contains("SCAN webhook_inbox;"),
            "{sql}\n{plan}"
        );
    }
}
