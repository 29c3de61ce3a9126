//! What a database has to be to be opened.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;
use webhook_inbox::{OpenError, OpenErrorKind, PostgresOptions, PostgresStore, Store as _, Stored};

use crate::entry;
use crate::server::{Schema, has_server};

async fn refusal(options: PostgresOptions) -> OpenError {
    let opened = PostgresStore::open(options).await;
    let refused = opened.unwrap_err();
    for shown in [format!("{refused}"), format!("{refused:?}")] {
        assert!(
            !shown.contains("webhook:webhook") && !shown.contains("s3cret"),
            "{shown}"
        );
    }
    refused
}

#[tokio::test]
async fn a_schema_is_created_with_its_tables_and_opened_again() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let store = schema.open().await;
    assert_eq!(store.insert(vec![entry("1")]).await, Ok(vec![Stored::New]));
    store.close().await;
    let store = schema.open().await;
    let repeated = store.insert(vec![entry("1")]).await;
    assert_eq!(repeated, Ok(vec![Stored::Duplicate]));
    let version = "SELECT version * 10 + oldest_reader FROM webhook_inbox_schema";
    assert_eq!(schema.number(version).await, 11);
}

#[tokio::test]
async fn several_may_open_a_new_schema_at_once() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (a, b, c) = tokio::join!(schema.open(), schema.open(), schema.open());
    let (a, b, c) = tokio::join!(
        a.insert(vec![entry("1")]),
        b.insert(vec![entry("1")]),
        c.insert(vec![entry("1")])
    );
    let answers = [a.unwrap(), b.unwrap(), c.unwrap()].concat();
    let new = answers.iter().filter(|stored| **stored == Stored::New);
    assert_eq!(new.count(), 1);
}

#[tokio::test]
async fn a_schema_has_any_name() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let name = r#"Webhook "test"; %s \ 'schema'"#;
    let options = schema.options().schema(name);
    let store = PostgresStore::open(options).await.unwrap();
    assert_eq!(store.insert(vec![entry("1")]).await, Ok(vec![Stored::New]));
    store.close().await;
    let drop = format!(r#"DROP SCHEMA "{}" CASCADE"#, name.replace('"', "\"\""));
    schema.run(&drop).await;
    let refused = refusal(schema.options().schema("a\0b")).await;
    assert_eq!(refused.kind(), OpenErrorKind::Missing);
}

#[tokio::test]
async fn a_foreign_table_of_the_name_is_refused() {
    if !has_server() {
        return;
    }
    for sql in [
        "CREATE TABLE webhook_inbox (id BIGINT)",
        "CREATE VIEW webhook_inbox AS SELECT 1 AS id",
        "CREATE TABLE webhook_inbox_schema (version BIGINT, oldest_reader BIGINT)",
        "CREATE TABLE webhook_inbox (id BIGINT); CREATE TABLE webhook_inbox_paused (grp BYTEA);
         CREATE TABLE webhook_inbox_schema (version TEXT, oldest_reader TEXT)",
        "CREATE TABLE webhook_inbox (id BIGINT); CREATE TABLE webhook_inbox_paused (grp BYTEA);
         CREATE TABLE webhook_inbox_schema (version BIGINT, oldest_reader BIGINT)",
        "CREATE TABLE webhook_inbox (id BIGINT); CREATE TABLE webhook_inbox_paused (grp BYTEA, resumed_at BIGINT);
         CREATE TABLE webhook_inbox_schema (version BIGINT, oldest_reader BIGINT); INSERT INTO webhook_inbox_schema VALUES (1, 1)",
    ] {
        let schema = Schema::fresh();
        let name = schema.name();
        schema.run(&format!("CREATE SCHEMA {name}; {sql}")).await;
        let refused = refusal(schema.options()).await;
        assert_eq!(refused.kind(), OpenErrorKind::Foreign, "{sql}");
        let indexes = "SELECT count(*) FROM pg_indexes WHERE schemaname = current_schema()";
        assert_eq!(schema.number(indexes).await, 0);
    }
    let schema = Schema::fresh();
    schema.open().await.close().await;
    for (change, back) in [
        (
            "ALTER TABLE webhook_inbox RENAME grp TO source",
            "ALTER TABLE webhook_inbox RENAME source TO grp",
        ),
        (
            "ALTER TABLE webhook_inbox ALTER last_error TYPE varchar(10)",
            "ALTER TABLE webhook_inbox ALTER last_error TYPE text",
        ),
    ] {
        schema.run(change).await;
        let refused = refusal(schema.options()).await;
        assert_eq!(refused.kind(), OpenErrorKind::Foreign, "{change}");
        schema.run(back).await;
        schema.open().await.close().await;
    }
}

#[tokio::test]
async fn a_newer_schema_is_read_as_long_as_it_says_so() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    schema.open().await.close().await;
    schema
        .run("UPDATE webhook_inbox_schema SET version = 7; ALTER TABLE webhook_inbox ADD COLUMN later TEXT")
        .await;
    let store = schema.open().await;
    assert_eq!(store.insert(vec![entry("1")]).await, Ok(vec![Stored::New]));
    store.close().await;
    schema
        .run("UPDATE webhook_inbox_schema SET oldest_reader = 2")
        .await;
    let refused = refusal(schema.options()).await;
    assert_eq!(refused.kind(), OpenErrorKind::Newer);
    assert!(refused.to_string().contains("newer version"), "{refused}");
}

#[tokio::test]
async fn a_table_that_does_not_survive_a_crash_is_refused() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    schema.open().await.close().await;
    schema.run("ALTER TABLE webhook_inbox SET UNLOGGED").await;
    let refused = refusal(schema.options()).await;
    assert_eq!(refused.kind(), OpenErrorKind::NotDurable);
    let options = schema.options().danger_not_durable();
    PostgresStore::open(options).await.unwrap();
}

#[tokio::test]
async fn commits_wait_for_the_disk_whatever_the_database_says() {
    if !has_server() {
        return;
    }
    for (given, kept) in [
        ("off", "on"),
        ("local", "on"),
        ("remote_apply", "remote_apply"),
    ] {
        let schema = Schema::fresh();
        let connect = schema.connect().options([("synchronous_commit", given)]);
        let options = PostgresOptions::from(connect).schema(schema.name());
        let store = PostgresStore::open(options).await.unwrap();
        schema
            .run(
                "CREATE TABLE seen (level TEXT);
                 CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$;
                 CREATE TRIGGER see BEFORE INSERT OR UPDATE ON webhook_inbox FOR EACH ROW EXECUTE FUNCTION see()",
            )
            .await;
        store.insert(vec![entry("1")]).await.unwrap();
        let rows = store.fetch(crate::fetch(1, crate::MINUTE)).await;
        let row = rows.unwrap().rows.remove(0);
        let effects = store.effects(webhook_inbox::Run::from(&row)).await;
        effects.unwrap().unwrap().done().await.unwrap();
        let levels = "SELECT string_agg(DISTINCT level, ' ') FROM seen";
        let mut other = schema.other().await;
        let levels: String = sqlx::query_scalar(levels)
            .fetch_one(&mut other)
            .await
            .unwrap();
        assert_eq!(levels, kept, "{given}");
    }
}

#[tokio::test]
async fn a_user_without_rights_is_told_what_to_grant() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let (name, user) = (schema.name().to_owned(), format!("{}_user", schema.name()));
    schema
        .run(&format!("CREATE SCHEMA {name}; CREATE ROLE {user} LOGIN PASSWORD 's3cret'; GRANT USAGE ON SCHEMA {name} TO {user}"))
        .await;
    let connect = schema.connect().username(&user);
    let options = |password: &str| PostgresOptions::from(connect.clone().password(password));
    let refused = refusal(options("wrong s3cret")).await;
    assert_eq!(refused.kind(), OpenErrorKind::Login);
    let refused = refusal(options("s3cret")).await;
    assert_eq!(refused.kind(), OpenErrorKind::Forbidden);
    assert!(refused.to_string().contains("grant CREATE"), "{refused}");
    let refused = refusal(options("s3cret").schema(format!("{name}_more"))).await;
    assert_eq!(refused.kind(), OpenErrorKind::Forbidden);
    schema
        .run(&format!("GRANT CREATE ON SCHEMA {name} TO {user}"))
        .await;
    let store = PostgresStore::open(options("s3cret")).await.unwrap();
    assert_eq!(store.insert(vec![entry("1")]).await, Ok(vec![Stored::New]));
    store.close().await;
    schema
        .run(&format!("DROP OWNED BY {user}; DROP ROLE {user}"))
        .await;
}

#[tokio::test]
async fn a_database_that_is_missing_or_cannot_be_used_is_refused() {
    if !has_server() {
        return;
    }
    let schema = Schema::fresh();
    let connect = || PostgresOptions::from(schema.connect().database("webhook_no_such_database"));
    let refused = refusal(connect()).await;
    assert_eq!(refused.kind(), OpenErrorKind::Missing);
    assert!(
        refused.to_string().contains("/webhook_no_such_database`"),
        "{refused}"
    );

    // Its search path leads nowhere.
    let nowhere = schema.connect().options([("search_path", "nowhere")]);
    let refused = refusal(PostgresOptions::from(nowhere)).await;
    assert_eq!(refused.kind(), OpenErrorKind::Missing);

    let reading = [("default_transaction_read_only", "on")];
    let reading = PostgresOptions::from(schema.connect().options(reading));
    let refused = refusal(reading.schema(schema.name())).await;
    assert_eq!(refused.kind(), OpenErrorKind::ReadOnly);

    let latin = format!("{}_latin", schema.name());
    schema
        .run(&format!(
            "CREATE DATABASE {latin} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"
        ))
        .await;
    let refused = refusal(PostgresOptions::from(schema.connect().database(&latin))).await;
    assert_eq!(refused.kind(), OpenErrorKind::Encoding);
    schema
        .run(&format!("DROP DATABASE {latin} WITH (FORCE)"))
        .await;
}

#[tokio::test]
async fn a_server_that_is_away_is_refused_at_once() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    drop(taken);
    let started = Instant::now();
    let url = format!("postgres://webhook:s3cret@127.0.0.1:{port}/app?sslmode=disable");
    let refused = refusal(PostgresOptions::new(&url).unwrap()).await;
    assert_eq!(refused.kind(), OpenErrorKind::Unreachable);
    assert!(
        started.elapsed() < Duration::from_secs(2),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(
        refused.to_string(),
        format!(
            "the inbox `postgres://127.0.0.1:{port}/app` does not answer: start the server, or check host, port and network"
        )
    );
}

#[test]
fn nothing_shows_a_password() {
    let refused = PostgresOptions::new("postgres://webhook:s3cret@host:port/app").unwrap_err();
    assert_eq!(refused.kind(), OpenErrorKind::Address);
    let connect = PgConnectOptions::new_without_pgpass().password("s3cret");
    let options = PostgresOptions::from(connect.host("db").database("app"));
    let shown = format!("{options:?} {refused} {refused:?}");
    assert!(!shown.contains("s3cret"), "{shown}");
    assert!(shown.contains("postgres://db:"), "{shown}");
}
