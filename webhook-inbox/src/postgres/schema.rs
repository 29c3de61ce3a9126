//! The tables, and what is found in their place.

use std::time::Duration;

use sqlx::{ConnectOptions as _, Connection as _, PgConnection, Row as _};
use tokio::time::timeout;

use crate::error::{OpenError, OpenErrorKind};
use crate::postgres::fault;
use crate::postgres::lane::run_sql;
use crate::postgres::options::PostgresOptions;
use crate::postgres::state::{Place, now, quoted};

const SCHEMA: &str = include_str!("schema.sql");
/// What this version writes.
const VERSION: i64 = 1;
/// The oldest server that has what the statements use.
const SERVER: u32 = 130_000;
/// How long opening may take. A server may have to be woken up.
const OPEN_WITHIN: Duration = Duration::from_secs(10);

enum Refused {
    Kind(OpenErrorKind),
    Database(sqlx::Error),
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

/// Makes the tables, or refuses what stands in their place. One process does so at a time.
pub(super) async fn prepare(options: PostgresOptions) -> Result<Place, OpenError> {
    let prepared = timeout(OPEN_WITHIN, async {
        let mut connection = options.connect.connect().await?;
        let place = prepared(&mut connection, &options).await;
        // Nothing is in progress.
        let _closed = connection.close().await;
        place
    });
    let kind = match prepared.await {
        Ok(Ok(place)) => return Ok(place),
        Ok(Err(Refused::Kind(kind))) => kind,
        Ok(Err(Refused::Database(error))) => fault::of_opening(&error),
        Err(_elapsed) => OpenErrorKind::Unreachable,
    };
    Err(options.refused(kind))
}

async fn prepared(
    connection: &mut PgConnection,
    options: &PostgresOptions,
) -> Result<Place, Refused> {
    let synchronous_commit = server(connection, options).await?;
    run_sql(connection, "SET lock_timeout = '5s'").await?;
    let mut transaction = connection.begin().await?;
    // Until the end of the transaction.
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended('webhook_inbox', 0))")
        .execute(&mut *transaction)
        .await?;
    let schema = schema(&mut transaction, options).await?;
    let path = format!("SET LOCAL search_path = {}", quoted(&schema));
    run_sql(&mut transaction, &path).await?;
    match found(&mut transaction, &schema).await? {
        Found::Nothing => run_sql(&mut transaction, SCHEMA).await?,
        Found::Version {
            version,
            oldest_reader,
        } => {
            if oldest_reader > VERSION {
                return Err(Refused::Kind(OpenErrorKind::Newer));
            }
            // There are no older versions to migrate yet.
            if version < 1 {
                return Err(Refused::Kind(OpenErrorKind::Foreign));
            }
            table(&mut transaction, &schema, options).await?;
        }
    }
    let row = sqlx::query(concat!(
        "SELECT 'webhook_inbox'::regclass::oid::bigint, gen_random_uuid()::text, ",
        now!("0")
    ))
    .fetch_one(&mut *transaction)
    .await?;
    let number: i64 = row.try_get(0)?;
    transaction.commit().await?;
    Ok(Place {
        table: format!("{}.webhook_inbox", quoted(&schema)),
        schema,
        channel: format!("webhook_inbox_{number}"),
        name: row.try_get(1)?,
        now: row.try_get(2)?,
        synchronous_commit,
    })
}

/// What commits have to wait for, if the server keeps what it commits.
async fn server(
    connection: &mut PgConnection,
    options: &PostgresOptions,
) -> Result<&'static str, Refused> {
    if connection.server_version_num().unwrap_or(0) < SERVER {
        return Err(Refused::Kind(OpenErrorKind::OldServer));
    }
    let settings = "SELECT current_setting('fsync'), current_setting('transaction_read_only'), \
         current_setting('server_encoding'), current_setting('synchronous_commit')";
    let row = sqlx::query(settings).fetch_one(connection).await?;
    let is = |index: usize, value: &str| {
        let found = row.try_get::<String, _>(index);
        found.map(|found| found == value)
    };
    if !is(0, "on")? && !options.danger_not_durable {
        return Err(Refused::Kind(OpenErrorKind::NotDurable));
    }
    if !is(1, "off")? {
        return Err(Refused::Kind(OpenErrorKind::ReadOnly));
    }
    // Others cannot hold every character of an error.
    if !is(2, "UTF8")? {
        return Err(Refused::Kind(OpenErrorKind::Encoding));
    }
    Ok(if is(3, "remote_apply")? {
        "remote_apply"
    } else {
        "on"
    })
}

/// The schema of the tables.
async fn schema(
    connection: &mut PgConnection,
    options: &PostgresOptions,
) -> Result<String, Refused> {
    let Some(schema) = &options.schema else {
        let current = sqlx::query_scalar("SELECT current_schema()::text");
        let current: Option<String> = current.fetch_one(connection).await?;
        return current.ok_or(Refused::Kind(OpenErrorKind::Missing));
    };
    if schema.contains('\0') {
        return Err(Refused::Kind(OpenErrorKind::Missing));
    }
    let exists =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1)");
    if !exists.bind(schema).fetch_one(&mut *connection).await? {
        let create = format!("CREATE SCHEMA {}", quoted(schema));
        run_sql(connection, &create).await?;
    }
    Ok(schema.clone())
}

enum Found {
    Nothing,
    Version { version: i64, oldest_reader: i64 },
}

async fn found(connection: &mut PgConnection, schema: &str) -> Result<Found, Refused> {
    let foreign = || Refused::Kind(OpenErrorKind::Foreign);
    let tables = "SELECT count(*) FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) \
         AND relname IN ('webhook_inbox', 'webhook_inbox_paused', 'webhook_inbox_schema')";
    let tables = sqlx::query_scalar(tables).bind(schema);
    match tables.fetch_one(&mut *connection).await? {
        0_i64 => return Ok(Found::Nothing),
        3 => {}
        _ => return Err(foreign()),
    }
    let known = [("version", "bigint"), ("oldest_reader", "bigint")];
    columns(connection, schema, "webhook_inbox_schema", &known).await?;
    let rows = sqlx::query("SELECT version, oldest_reader FROM webhook_inbox_schema LIMIT 2");
    let rows = rows.fetch_all(&mut *connection).await?;
    let [row] = rows.as_slice() else {
        return Err(foreign());
    };
    Ok(Found::Version {
        version: row.try_get(0)?,
        oldest_reader: row.try_get(1)?,
    })
}

/// A newer minor version may have added columns; none may be missing or be of another type.
async fn columns(
    connection: &mut PgConnection,
    schema: &str,
    table: &str,
    known: &[(&str, &str)],
) -> Result<(), Refused> {
    let there = "SELECT count(*) FROM unnest($1::text[], $2::text[]) AS known (name, type) JOIN pg_attribute \
         ON attname = known.name AND format_type(atttypid, atttypmod) = known.type AND NOT attisdropped AND attnum > 0 \
         WHERE attrelid = (SELECT pg_class.oid FROM pg_class JOIN pg_namespace ON relnamespace = pg_namespace.oid \
         WHERE nspname = $3 AND relname = $4 AND relkind = 'r')";
    let (names, types): (Vec<&str>, Vec<&str>) = known.iter().copied().unzip();
    let there = sqlx::query_scalar(there).bind(names).bind(types);
    let there: i64 = there.bind(schema).bind(table).fetch_one(connection).await?;
    if usize::try_from(there) == Ok(known.len()) {
        return Ok(());
    }
    Err(Refused::Kind(OpenErrorKind::Foreign))
}

async fn table(
    connection: &mut PgConnection,
    schema: &str,
    options: &PostgresOptions,
) -> Result<(), Refused> {
    let names = crate::read::COLUMNS.split(", ");
    let names = names.chain(["body", "revived_at", "run_at", "replayed_at"]);
    let known: Vec<(&str, &str)> = names
        .map(|name| match name {
            "grp" | "owner" | "event" | "delivery_id" | "variant" | "digest" | "key_id"
            | "trace" | "method" | "uri" | "headers" | "body" => (name, "bytea"),
            "state" | "class" | "last_error" => (name, "text"),
            _ => (name, "bigint"),
        })
        .collect();
    columns(connection, schema, "webhook_inbox", &known).await?;
    let paused = [("grp", "bytea"), ("resumed_at", "bigint")];
    columns(connection, schema, "webhook_inbox_paused", &paused).await?;
    let kept = "SELECT relpersistence::text FROM pg_class WHERE oid = 'webhook_inbox'::regclass";
    let kept: String = sqlx::query_scalar(kept).fetch_one(connection).await?;
    if kept != "p" && !options.danger_not_durable {
        return Err(Refused::Kind(OpenErrorKind::NotDurable));
    }
    Ok(())
}
