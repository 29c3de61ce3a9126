//! The statements of an insertion. Each is about all deliveries of a batch.

use sqlx::postgres::{PgArguments, PgBindIterExt as _};
use sqlx::{Postgres, query::Query};

use crate::clock::micros;
use crate::entry::Entry;
use crate::postgres::runs::printable;
use crate::postgres::state::now;
use crate::row::State;

/// Deliveries whose key is taken are left out. All rows of a key are inserted in the order of keys, and rows that are there are
/// locked in the order of their numbers afterwards, so that no two transactions wait for each other.
macro_rules! added {
    () => {
        concat!(
            "WITH input AS MATERIALIZED ( \
               SELECT nextval((SELECT pg_get_serial_sequence('webhook_inbox', 'id')::regclass)) AS new_id, given.* \
               FROM unnest($1::bytea[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bytea[], $7::bytea[], \
                 $8::bytea[], $9::bytea[], $10::bytea[], $11::bytea[], $12::bytea[], $13::bytea[], $14::bytea[], $15::bigint[], \
                 $16::bytea[], $17::bytea[], $18::text[], $20::text[]) WITH ORDINALITY AS given (digest, duplicates, received_at, item_index, \
                 item_count, key_id, trace, method, uri, headers, body, grp, owner, event, id_kind, delivery_id, variant, state, \
                 cause, place) \
             ), added AS ( \
               INSERT INTO webhook_inbox (id, grp, owner, event, id_kind, delivery_id, variant, digest, state, class, run_at, \
                 done_at, duplicates, received_at, item_index, item_count, key_id, trace, method, uri, headers, body, last_error) \
               SELECT new_id, grp, owner, event, id_kind, \
                 CASE id_kind WHEN 5 THEN uuid_send(gen_random_uuid()) ELSE delivery_id END, variant, digest, state, \
                 CASE state WHEN 'dead' THEN 'malformed' END, 0, CASE WHEN state <> 'queued' THEN ",
            now!("$19"),
            " END, duplicates, received_at, item_index, item_count, key_id, trace, method, uri, headers, body, cause \
               FROM input ORDER BY place ON CONFLICT DO NOTHING RETURNING id \
             )"
        )
    };
}
pub(super) const ADD: &str = concat!(
    added!(),
    " SELECT place, new_id IN (SELECT id FROM added) FROM input"
);
/// Adds deliveries whose key is free, and counts those that the row of their key answers without a change of its state. The rest
/// is left out, as is what another transaction has locked: this waits for no lock of a row, so it takes part in no deadlock.
pub(super) const ACCEPT: &str = concat!(
    added!(),
    ", known AS MATERIALIZED ( \
       SELECT place, found.id, duplicates FROM input CROSS JOIN LATERAL ( \
         SELECT id FROM webhook_inbox WHERE grp = input.grp AND owner = input.owner AND event = input.event \
           AND id_kind = input.id_kind AND delivery_id = input.delivery_id AND variant = ''::bytea AND replay_of IS NULL \
           AND digest = input.digest AND state <> 'dead' LIMIT 1 FOR UPDATE SKIP LOCKED) AS found \
       WHERE new_id NOT IN (SELECT id FROM added) \
     ), counted AS ( \
       UPDATE webhook_inbox SET duplicates = least(webhook_inbox.duplicates, 1::bigint << 62) + known.duplicates + 1 \
       FROM known WHERE webhook_inbox.id = known.id RETURNING place \
     ) SELECT place, new_id IN (SELECT id FROM added), place IN (SELECT place FROM counted) FROM input"
);
/// The rows of keys: the first one, and the one of the same digest.
pub(super) const FIND: &str = concat!(
    "SELECT place, id, state, webhook_inbox.digest, revived, revived_at, variant = ''::bytea, ",
    now!("$7"),
    " FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bigint[], $5::bytea[], $6::bytea[]) \
       WITH ORDINALITY AS given (grp, owner, event, id_kind, delivery_id, digest, place) \
     JOIN webhook_inbox USING (grp, owner, event, id_kind, delivery_id) \
     WHERE variant IN (''::bytea, given.digest) AND replay_of IS NULL ORDER BY id FOR UPDATE OF webhook_inbox"
);
/// How many other digests a key has. The first row of the key is locked, so that none is added meanwhile.
pub(super) const OTHERS: &str = "SELECT place, (SELECT count(*) FROM webhook_inbox WHERE webhook_inbox.grp = given.grp \
       AND webhook_inbox.owner = given.owner AND webhook_inbox.event = given.event AND webhook_inbox.id_kind = given.id_kind \
       AND webhook_inbox.delivery_id = given.delivery_id AND variant <> ''::bytea AND replay_of IS NULL) \
     FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bigint[], $5::bytea[]) \
       WITH ORDINALITY AS given (grp, owner, event, id_kind, delivery_id, place)";
pub(super) const COUNT: &str = "UPDATE webhook_inbox SET duplicates = least(duplicates, 1::bigint << 62) + more FROM unnest($1::bigint[], $2::bigint[]) \
     AS given (id, more) WHERE webhook_inbox.id = given.id";
/// What came now replaces what did not run to its end.
pub(super) const REVIVE: &str = concat!(
    "UPDATE webhook_inbox SET state = 'queued', class = NULL, attempts = 0, crashes = 0, run_at = 0, done_at = NULL, \
       last_error = NULL, revived = revived + 1, replays = 0, revived_at = ",
    now!("$12"),
    ", digest = given.digest, duplicates = least(webhook_inbox.duplicates, 1::bigint << 62) + given.duplicates, received_at = given.received_at, \
       item_index = given.item_index, item_count = given.item_count, key_id = given.key_id, trace = given.trace, \
       method = given.method, uri = given.uri, headers = given.headers, body = given.body \
     FROM unnest($1::bytea[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bytea[], $7::bytea[], $8::bytea[], \
       $9::bytea[], $10::bytea[], $11::bytea[], $13::bigint[]) AS given (digest, duplicates, received_at, item_index, \
       item_count, key_id, trace, method, uri, headers, body, id) \
     WHERE webhook_inbox.id = given.id"
);

/// A row to be.
#[derive(Clone, Copy)]
pub(super) struct New<'a> {
    /// Its place in the batch.
    pub(super) unit: usize,
    pub(super) entry: &'a Entry,
    /// How many copies came with it.
    pub(super) more: i64,
    pub(super) state: State,
    pub(super) variant: &'a [u8],
}

pub(super) type Statement<'q> = Query<'q, Postgres, PgArguments>;

/// Parameters 1 to 5.
pub(super) fn keyed<'q, 'a, I>(query: Statement<'q>, entries: impl Fn() -> I) -> Statement<'q>
where
    I: Iterator<Item = &'a Entry>,
{
    query
        .bind(entries().map(|entry| &*entry.group).bind_iter())
        .bind(entries().map(|entry| &*entry.owner).bind_iter())
        .bind(entries().map(|entry| &*entry.event).bind_iter())
        .bind(entries().map(|entry| entry.id.kind.number()).bind_iter())
        .bind(entries().map(|entry| &*entry.id.bytes).bind_iter())
}

/// Parameters 1 to 11.
pub(super) fn contents<'q>(query: Statement<'q>, new: &[New<'_>]) -> Statement<'q> {
    let entries = || new.iter().map(|new| new.entry);
    query
        .bind(entries().map(|entry| &entry.digest[..]).bind_iter())
        .bind(new.iter().map(|new| new.more).bind_iter())
        .bind(entries().map(|entry| micros(entry.received_at)).bind_iter())
        .bind(
            entries()
                .map(|entry| i64::from(entry.item_index))
                .bind_iter(),
        )
        .bind(
            entries()
                .map(|entry| i64::from(entry.item_count))
                .bind_iter(),
        )
        .bind(entries().map(|entry| entry.key_id.as_deref()).bind_iter())
        .bind(entries().map(|entry| entry.trace.as_deref()).bind_iter())
        .bind(entries().map(|entry| &*entry.method).bind_iter())
        .bind(entries().map(|entry| &*entry.uri).bind_iter())
        .bind(entries().map(|entry| &*entry.headers).bind_iter())
        .bind(entries().map(|entry| &*entry.body).bind_iter())
}

/// Parameters 1 to 20.
pub(super) fn rows<'q>(query: Statement<'q>, new: &[New<'_>], offset: i64) -> Statement<'q> {
    let entries = || new.iter().map(|new| new.entry);
    contents(query, new)
        .bind(entries().map(|entry| &*entry.group).bind_iter())
        .bind(entries().map(|entry| &*entry.owner).bind_iter())
        .bind(entries().map(|entry| &*entry.event).bind_iter())
        .bind(entries().map(|entry| entry.id.kind.number()).bind_iter())
        .bind(entries().map(|entry| &*entry.id.bytes).bind_iter())
        .bind(new.iter().map(|new| new.variant).bind_iter())
        .bind(new.iter().map(|new| new.state.as_str()).bind_iter())
        .bind(offset)
        .bind(
            entries()
                .map(|entry| entry.cause.clone().map(printable))
                .bind_iter(),
        )
}
